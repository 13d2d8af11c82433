// SPDX-License-Identifier: MIT
// Looking at a subject's table: each fault is named with what to change.
#include "subject/table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <wakelaw/conformance/subject.hpp>

namespace wakelaw::conformance {
namespace {

wakelaw_subject sound() {
    wakelaw_subject table{};
    table.abi_version = WAKELAW_ABI_VERSION;
    table.struct_size = sizeof table;
    table.name = "sound";
    table.driving = WAKELAW_DRIVING_STEPPING;
    table.make = []() -> void* { return nullptr; };
    table.destroy = [](void*) {};
    table.spawn = [](void*, wakelaw_future, void**) -> wakelaw_status { return WAKELAW_OK; };
    table.drive = [](void*) -> wakelaw_status { return WAKELAW_OK; };
    return table;
}

/// The only fault of the table, which has to name both.
void expect_fault(const wakelaw_subject& table, const std::string& seen, const std::string& mend) {
    const std::vector<std::string> faults = faults_of(table);
    ASSERT_EQ(faults.size(), 1U) << ::testing::PrintToString(faults);
    EXPECT_NE(faults[0].find(seen), std::string::npos) << faults[0];
    EXPECT_NE(faults[0].find(mend), std::string::npos) << faults[0];
    EXPECT_EQ(faults[0].find('\n'), std::string::npos);
}

TEST(ATable, ThatIsSoundHasNoFaults) { EXPECT_EQ(faults_of(sound()), std::vector<std::string>{}); }

TEST(ATable, OfAnotherVersionIsNotReadFurther) {
    wakelaw_subject table = sound();
    table.abi_version = 7;
    table.make = nullptr;
    expect_fault(table, "has version 7 of the ABI, not 1", "wakelaw.h of this wakelaw");
}

TEST(ATable, ThatIsTooShortIsNotReadFurther) {
    wakelaw_subject table = sound();
    table.struct_size = offsetof(wakelaw_subject, last_error);
    expect_fault(table, "has a table of " + std::to_string(table.struct_size), "set struct_size");
}

TEST(ATable, OfALaterMinorVersionIsCutToThisSize) {
    struct {
        wakelaw_subject known;
        void* unknown;
    } later{sound(), nullptr};
    later.known.struct_size = sizeof later;
    EXPECT_EQ(faults_of(later.known), std::vector<std::string>{});
    EXPECT_EQ(std::strcmp(in_full(later.known).name, "sound"), 0);
}

TEST(ATable, WithoutARequiredFunctionNamesIt) {
    wakelaw_subject table = sound();
    table.make = nullptr;
    expect_fault(table, "has no function make", "set it in the table");
    table = sound();
    table.destroy = nullptr;
    expect_fault(table, "has no function destroy", "set it in the table");
    table = sound();
    table.spawn = nullptr;
    expect_fault(table, "has no function spawn", "set it in the table");
    table = sound();
    table.drive = nullptr;
    expect_fault(table, "has no function drive", "declare the style threads");
    table = sound();
    table.driving = WAKELAW_DRIVING_THREADS;
    expect_fault(table, "has a function drive", "declare stepping or blocking");
}

TEST(ATable, WithACapabilityWithoutItsFunctionNamesBoth) {
    wakelaw_subject table = sound();
    table.capabilities = WAKELAW_CANCEL;
    table.release_handle = [](void*, void*) {};
    expect_fault(table, "declares cancel and has no operation for it: cancel is missing",
                 "do not declare cancel");
    table.capabilities = WAKELAW_JOIN;
    expect_fault(table, "declares join and has no operation for it: join is missing", "do not declare join");
    table.join = [](void*, void*, wakelaw_raw_waker) -> wakelaw_join_status { return WAKELAW_JOIN_FINISHED; };
    table.release_handle = nullptr;
    expect_fault(table, "release_handle is missing", "let spawn return a handle");
    table = sound();
    table.capabilities = WAKELAW_WAKER_MOVE;
    EXPECT_EQ(faults_of(table), std::vector<std::string>{}) << "two words are moved without help";
    table.flags = WAKELAW_FLAG_BOXED_WAKERS;
    expect_fault(table, "move_waker is missing", "do not declare waker-move");
}

TEST(ATable, WithBitsThatNobodyKnowsIsTooNew) {
    wakelaw_subject table = sound();
    table.capabilities = UINT64_C(1) << 40;
    expect_fault(table, "bits in capabilities", "constants of its wakelaw.h");
    table = sound();
    table.contract = UINT64_C(1) << 40;
    expect_fault(table, "bits in contract", "constants of its wakelaw.h");
    table = sound();
    table.driving = 9;
    expect_fault(table, "driving style 9", "WAKELAW_DRIVING_");
    table = sound();
    table.exception_policy = 9;
    expect_fault(table, "exception policy 9", "WAKELAW_EXCEPTION_");
}

TEST(ATable, NeedsANameThatAReportCanPrint) {
    for (const char* const name : {static_cast<const char*>(nullptr), "", "two\nlines", "a/path"}) {
        wakelaw_subject table = sound();
        table.name = name;
        expect_fault(table, "has no usable name", "set name");
    }
}

TEST(ATable, ClaimsAProfileWhole) {
    wakelaw_subject table = sound();
    table.profiles = WAKELAW_PROFILE_THREADS;
    table.capabilities = WAKELAW_WAKE_FROM_FOREIGN_THREAD;
    expect_fault(table, "claims the profile threads and does not declare spawn-from-foreign-thread",
                 "do not claim the profile");
    table.capabilities |= WAKELAW_SPAWN_FROM_FOREIGN_THREAD;
    EXPECT_EQ(faults_of(table), std::vector<std::string>{});
    table = sound();
    table.driving = WAKELAW_DRIVING_THREADS;
    table.drive = nullptr;
    table.profiles = WAKELAW_PROFILE_STEPPING;
    expect_fault(table, "claims the profile stepping", "do not claim it");
}

TEST(ATable, WhoseContractContradictsItselfIsTold) {
    wakelaw_subject table = sound();
    table.contract = WAKELAW_CONTRACT_ABANDONED_ABORTS | WAKELAW_CONTRACT_ABANDONED_DESTROYED;
    expect_fault(table, "contradict each other", "leave one of them out");
    table = sound();
    table.contract = WAKELAW_CONTRACT_CANCEL_BLOCKS;
    expect_fault(table, "cancel-blocks and does not declare cancel", "declare it");
    table = sound();
    table.contract = WAKELAW_CONTRACT_ONE_SUSPENSION;
    table.capabilities = WAKELAW_CLONE | WAKELAW_WAKERS_OUTLIVE_TASK;
    expect_fault(table, "one-suspension and declares wakers-outlive-task", "leave one of them out");
}

wakelaw_vocabulary sound_vocabulary() {
    wakelaw_vocabulary table{};
    table.struct_size = sizeof table;
    table.size = 16;
    table.alignment = 8;
    table.make = [](void*, wakelaw_raw_waker) {};
    table.destroy = [](void*) {};
    table.move_to = [](void*, void*) {};
    table.wake = [](void*) {};
    return table;
}

wakelaw_subject with(const wakelaw_vocabulary& vocabulary, std::uint64_t capabilities = WAKELAW_WAKER_MOVE) {
    wakelaw_subject table{};
    table.abi_version = WAKELAW_ABI_VERSION;
    table.struct_size = sizeof table;
    table.name = "sound";
    table.driving = WAKELAW_DRIVING_NONE;
    table.capabilities = capabilities;
    table.vocabulary = &vocabulary;
    return table;
}

TEST(AVocabulary, ThatIsSoundHasNoFaults) {
    const wakelaw_vocabulary sound = sound_vocabulary();
    EXPECT_EQ(faults_of(with(sound)), std::vector<std::string>{});
    wakelaw_subject none = with(sound);
    none.vocabulary = nullptr;
    expect_fault(none, "has no vocabulary", "set vocabulary");
}

TEST(AVocabulary, ThatIsTooShortIsNotReadFurther) {
    wakelaw_vocabulary its = sound_vocabulary();
    its.struct_size = 16;
    its.wake = nullptr;
    expect_fault(with(its), "has a vocabulary of 16 bytes", "set struct_size = sizeof(wakelaw_vocabulary)");
}

TEST(AVocabulary, NeedsItsFourFunctionsAndASize) {
    wakelaw_vocabulary its = sound_vocabulary();
    its.make = nullptr;
    expect_fault(with(its), "without make, which is required", "set it in the vocabulary");
    its = sound_vocabulary();
    its.destroy = nullptr;
    expect_fault(with(its), "without destroy, which is required", "set it in the vocabulary");
    its = sound_vocabulary();
    its.move_to = nullptr;
    expect_fault(with(its), "without move_to, which is required", "set it in the vocabulary");
    its = sound_vocabulary();
    its.wake = nullptr;
    expect_fault(with(its), "without wake, which is required", "set it in the vocabulary");
    its = sound_vocabulary();
    its.size = 0;
    expect_fault(with(its), "no usable size and alignment", "set both");
    its = sound_vocabulary();
    its.alignment = 12;
    expect_fault(with(its), "no usable size and alignment", "set both");
}

TEST(AVocabulary, WithACapabilityWithoutItsFunctionNamesBoth) {
    const wakelaw_vocabulary its = sound_vocabulary();
    struct {
        std::uint64_t capability;
        const char* function;
    } const all[]{{WAKELAW_CLONE, "clone_to"},
                  {WAKELAW_CLONE_FROM, "clone_from"},
                  {WAKELAW_WAKE_BY_REF, "wake_by_ref"},
                  {WAKELAW_WILL_WAKE, "will_wake"},
                  {WAKELAW_NOOP_WAKER, "make_noop"},
                  {WAKELAW_RAW_WORDS, "words"},
                  {WAKELAW_POLL_TYPE, "check_poll"},
                  {WAKELAW_CONTEXT_TYPE, "check_context"},
                  {WAKELAW_COUNTED_WAKERS, "check_counted"}};
    for (const auto& one : all) {
        expect_fault(with(its, one.capability), std::string(one.function) + " is missing in the vocabulary",
                     "or do not declare");
    }
}

TEST(TheWords, OfTheABIAreThoseOfTheSuite) {
    for (int i = 0; i < capability_count; ++i) {
        EXPECT_EQ(capability_from_string(to_string(static_cast<Capability>(i))), static_cast<Capability>(i));
    }
    EXPECT_EQ(to_string(Contract::one_suspension), "one-suspension");
    EXPECT_EQ(to_string(Contract::wakers_emptied), "wakers-emptied");
    EXPECT_EQ(to_string(Profile::exceptions), "exceptions");
    EXPECT_EQ(in_one_line("a\tb\nc"), "a b c");
    EXPECT_EQ(in_one_line(nullptr), "");
}

}  // namespace
}  // namespace wakelaw::conformance

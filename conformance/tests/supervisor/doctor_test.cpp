// SPDX-License-Identifier: MIT
// The doctor names each fault of an adapter, says what to change, and blames no rule.
#include "supervisor/doctor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "process.hpp"
#include "report/exit_code.hpp"
#include "rulebook/rulebook.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/session.hpp"

namespace wakelaw::conformance {
namespace {

const Catalog& catalog() {
    static const Catalog all = read_catalog({WAKELAW_UNSOUND, WAKELAW_REFERENCE_LOCAL});
    return all;
}

const SubjectEntry& subject(const std::string& name) {
    const auto found = std::find_if(catalog().subjects.begin(), catalog().subjects.end(),
                                    [&](const SubjectEntry& one) { return one.name == name; });
    if (found == catalog().subjects.end()) {
        throw std::runtime_error("no subject " + name);
    }
    return *found;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Expected {
    const char* subject;
    const char* check;
    const char* seen;
    const char* mend;
};

class AnUnsoundAdapter : public ::testing::TestWithParam<Expected> {};

TEST_P(AnUnsoundAdapter, IsToldWhatIsWrongAndWhatToChange) {
    if (testing::address_sanitizer && std::string_view(GetParam().subject) == "touches-ended-tasks") {
        GTEST_SKIP() << "AddressSanitizer sees the access itself, and ends the drive";
    }
    const Examination examination = examine(subject(GetParam().subject));
    EXPECT_FALSE(examination.sound());
    const auto fault = std::find_if(examination.checks.begin(), examination.checks.end(),
                                    [](const DoctorCheck& one) { return !one.sound; });
    ASSERT_NE(fault, examination.checks.end());
    EXPECT_EQ(fault->name, GetParam().check) << fault->what;
    EXPECT_TRUE(contains(fault->what, GetParam().seen)) << fault->what;
    EXPECT_TRUE(contains(fault->what, GetParam().mend)) << fault->what;
    EXPECT_EQ(fault->what.find('\n'), std::string::npos) << fault->what;
    EXPECT_EQ(examination.first_fault(), fault->what);
}

INSTANTIATE_TEST_SUITE_P(
    Each, AnUnsoundAdapter,
    ::testing::Values(
        Expected{"drops-futures", "a future that is ready at once is polled", "destroyed without a poll",
                 "spawn has to"},
        Expected{"never-polls", "a future that is ready at once is polled", "never polled",
                 "run_until_stalled has to"},
        Expected{"never-runs", "a future that is ready at once is polled", "every thread is blocked",
                 "declare the driving style stepping or blocking"},
        Expected{"wakes-nothing", "a wake leads to a poll", "no wake leads to another poll",
                 "put its task back into the executor's queue"},
        Expected{"half-a-table", "a poll is lent a waker", "clone or wake_by_ref is null", "fill the table"},
        Expected{"blocks-in-steps", "the driving style is stepping",
                 "does not return while a task is suspended", "declare blocking"},
        Expected{"returns-early", "the driving style is blocking", "returns while a task is suspended",
                 "declare stepping"},
        Expected{"one-task", "several-tasks is there", "task 1 of two is never polled", "do not declare it"},
        Expected{"no-spawn-in-polls", "spawn-from-poll is there", "throws Unsupported", "do not declare it"},
        Expected{"no-spawn-elsewhere", "spawn-from-foreign-thread is there", "not on this thread",
                 "do not declare it"},
        Expected{"wrong-policy", "exceptions is there", "none leaves run_until_stalled",
                 "declare the policy isolated"},
        Expected{"no-nesting", "nested-drivers is there", "does not poll its task",
                 "do not declare nested-drivers"},
        Expected{"idle-cancel", "cancel is there", "is not destroyed", "do not declare cancel"},
        Expected{"polls-cancelled-tasks", "cancel is there", "begins after cancel of it has returned",
                 "keep it from being polled"},
        Expected{"deaf-join", "join is there", "is not woken", "keep a clone of the waker"},
        Expected{"wrong-join", "join is there", "answers 3, not finished", "mend join"},
        Expected{"wanders", "thread-bound-tasks is there", "on two threads", "do not declare it"},
        Expected{"leaks-at-shutdown", "drop-at-shutdown is there", "is not destroyed",
                 "do not declare drop-at-shutdown"},
        Expected{"leaves-threads-behind", "destroy ends its threads", "more after 16 executors",
                 "join them in destroy"},
        Expected{"breaks-abandoned-destroyed", "the contract abandoned-destroyed is kept", "is not destroyed",
                 "leave the contract out"},
        Expected{"breaks-abandoned-aborts", "the contract abandoned-aborts is kept",
                 "does not end the process", "leave the contract out"},
        Expected{"breaks-last-drop", "the contract last-drop-destroys is kept", "is not destroyed",
                 "leave the contract out"},
        Expected{"breaks-first-poll-in-spawn", "the contract first-poll-in-spawn is kept",
                 "before the first poll", "leave the contract out"},
        Expected{"breaks-self-wake-at-once", "the contract self-wake-at-once is kept",
                 "another task is polled", "leave the contract out"},
        Expected{"breaks-wakers-emptied", "the contract wakers-emptied is kept",
                 "wakers-outlive-task are declared", "leave the contract out"},
        Expected{"breaks-caller-owns-storage", "cancel is there", "is not destroyed",
                 "do not declare cancel"},
        Expected{"touches-ended-tasks", "the contract caller-owns-storage is kept",
                 "is used after the task has ended", "leave the contract out"},
        Expected{"touches-cancelled-tasks", "the contract caller-owns-storage is kept",
                 "is used after cancel has returned", "leave the contract out"},
        Expected{"breaks-cancel-blocks", "the contract cancel-blocks is kept", "after cancel has returned",
                 "wait for the poll that is under way"},
        Expected{"declares-cancel", "the table", "declares cancel and has no operation for it",
                 "do not declare cancel"},
        Expected{"half-a-profile", "the table",
                 "claims the profile threads and does not declare spawn-from-foreign-thread",
                 "do not claim the profile"},
        Expected{"contradicts", "the table", "contradict each other", "leave one of them out"}),
    [](const auto& instance) {
        std::string name = instance.param.subject;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST(TheDoctor, TellsAnExecutorThatNeedsNoDriverToDeclareThreads) {
    const std::string fault = examine(subject("needs-no-driver")).first_fault();
    EXPECT_TRUE(contains(fault, "declare threads") || contains(fault, "declare the driving style threads"))
        << fault;
}

TEST(TheDoctor, FindsNothingWrongWithASoundAdapter) {
    for (const char* const name : {"sound", "reference-local", "polls-one-cancelled-task",
                                   "forgets-own-wakes", "forgets-what-is-behind"}) {
        const Examination examination = examine(subject(name));
        EXPECT_TRUE(examination.sound()) << name << ": " << examination.first_fault();
        EXPECT_GE(examination.checks.size(), 12U);
        EXPECT_EQ(examination.output, "");
    }
}

TEST(TheDoctor, TellsEachFaultOfATable) {
    SubjectEntry broken = subject("sound");
    broken.faults = {"has no function spawn, which is required; set it in the table", "has no usable name"};
    const Examination examination = examine(broken);
    ASSERT_EQ(examination.checks.size(), 2U) << "nothing is run";
    EXPECT_EQ(examination.checks[0].what, broken.faults[0]);
    EXPECT_EQ(examination.checks[1].what, broken.faults[1]);
}

TEST(TheDoctor, SaysSoWhereThereIsNoWorker) {
    SubjectEntry missing = subject("sound");
    missing.worker = "/nonexistent/worker";
    const Examination examination = examine(missing);
    EXPECT_TRUE(contains(examination.first_fault(), "/nonexistent/worker")) << examination.first_fault();
}

TEST(ARun, OfAnUnsoundAdapterJudgesNoRuleAndPassesNone) {
    SessionOptions options;
    options.budget = {"test", 60, 200};
    options.rules = rulebook::select("*");
    const report::SubjectResult result = judge_subject(subject("never-polls"), options);
    EXPECT_EQ(result.overall, report::Verdict::bad_adapter);
    EXPECT_EQ(result.cases, 0U);
    EXPECT_EQ(report::exit_code({.version = "", .subjects = {result}}), report::exit_codes::bad_adapter);
    for (const report::RuleResult& rule : result.rules) {
        EXPECT_TRUE(rule.verdict == report::Verdict::bad_adapter ||
                    rule.verdict == report::Verdict::not_applicable ||
                    rule.verdict == report::Verdict::not_testable)
            << rule.rule;
    }
}

TEST(ARun, OfAnExecutorThatBreaksARuleDoesNotBlameTheAdapter) {
    for (const auto& [name, rule] :
         {std::pair("forgets-own-wakes", "EXEC-2"), std::pair("forgets-what-is-behind", "EXEC-5")}) {
        SessionOptions options;
        options.budget = {"test", 60, 200};
        options.rules = rulebook::select(rule);
        options.shrink = false;
        const report::SubjectResult result = judge_subject(subject(name), options);
        EXPECT_EQ(result.overall, report::Verdict::fail) << name << ": " << result.trouble;
    }
}

TEST(ARun, WithoutAnExaminationBlamesTheRules) {
    SessionOptions options;
    options.budget = {"test", 60, 200};
    options.rules = rulebook::select("EXEC-5");
    options.examine_adapter = false;
    options.shrink = false;
    const report::SubjectResult result = judge_subject(subject("never-polls"), options);
    EXPECT_EQ(result.overall, report::Verdict::fail) << result.trouble;
}

}  // namespace
}  // namespace wakelaw::conformance

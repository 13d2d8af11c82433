// SPDX-License-Identifier: MIT
#include <cstdint>

#include <gtest/gtest.h>

#include <wakelaw/conformance/vocabulary.hpp>

#include "scenario/scenario.hpp"
#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

using scenario::Instrument;
using Op = scenario::Operation;
using trace::Entry;

/// The trace of a program, by hand.
class Program {
public:
    Program& begin(Op operation, unsigned first = 0, unsigned second = 0, std::uint64_t before = 0) {
        operation_ = static_cast<std::uint16_t>(operation);
        operands_ = static_cast<std::uint16_t>(first | (second << 8));
        builder_.event(Kind::program_begin, on_main, operands_, operation_, 0, before);
        return *this;
    }
    Program& end(std::uint64_t result = 0, std::uint16_t flags = 0) {
        builder_.event(Kind::program_end, on_main, operands_, operation_, flags, result);
        return *this;
    }
    Program& call(Entry entry, std::uint16_t cookie, Instrument table = Instrument::counting,
                  std::uint16_t flags = 0) {
        const auto object =
            static_cast<std::uint16_t>((static_cast<unsigned>(table) << 8) | static_cast<unsigned>(entry));
        builder_.event(Kind::called, on_main, cookie, object, flags,
                       entry == Entry::clone ? words(cookie, static_cast<std::uint16_t>(table)) : 0);
        return *this;
    }
    /// A clone that gives other words.
    Program& call_clone(std::uint16_t cookie, Instrument table, std::uint16_t to, std::uint16_t to_table) {
        const auto object = static_cast<std::uint16_t>(static_cast<unsigned>(table) << 8);
        builder_.event(Kind::called, on_main, cookie, object, 0, words(to, to_table));
        return *this;
    }
    Program& make(unsigned variable, std::uint16_t cookie, Instrument table = Instrument::counting) {
        return begin(Op::make, variable, static_cast<unsigned>(table))
            .end(words(cookie, static_cast<std::uint16_t>(table)));
    }
    Program& answer(Question question, std::uint64_t value) {
        builder_.event(Kind::observed, on_main, trace::nothing, static_cast<std::uint16_t>(question), 0,
                       value);
        return *this;
    }
    Program& died() {
        builder_.crashed();
        return *this;
    }
    [[nodiscard]] std::string blamed() const { return builder_.blamed(); }
    [[nodiscard]] std::vector<Finding> findings() const { return builder_.findings(); }

private:
    static std::uint64_t words(std::uint16_t cookie, std::uint16_t table) {
        return cookie + (std::uint64_t{table} << 16);
    }
    TraceBuilder builder_{Driving::none};
    std::uint16_t operation_ = 0;
    std::uint16_t operands_ = 0;
};

TEST(Ledger, ALifeByTheBookIsFine) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::clone_to, 0, 1)
                  .call(Entry::clone, 1)
                  .end()
                  .begin(Op::wake_variable_by_ref, 1)
                  .call(Entry::wake_by_ref, 1)
                  .end()
                  .begin(Op::move_to, 1, 2)
                  .end()
                  .begin(Op::wake_variable, 2)
                  .call(Entry::wake, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .call(Entry::drop, 1)
                  .end()
                  .begin(Op::destroy, 1)
                  .end()
                  .begin(Op::destroy, 2)
                  .end()
                  .blamed(),
              "");
}

TEST(Ledger, ADropThatIsOwedAndDoesNotComeIsFound) {
    EXPECT_EQ(Program().make(0, 1).begin(Op::destroy, 0).end().blamed(), "WAK-4.a");
}

TEST(Ledger, TwoDropsForOneAreFound) {
    EXPECT_EQ(
        Program().make(0, 1).begin(Op::destroy, 0).call(Entry::drop, 1).call(Entry::drop, 1).end().blamed(),
        "WAK-4.a");
}

TEST(Ledger, AConsumedWakerThatReleasesAgainIsFound) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::wake_variable, 0)
                  .call(Entry::wake, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "WAK-1.b");
}

TEST(Ledger, AWakeThatReleasesByOtherMeansIsFine) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::wake_variable, 0)
                  .call(Entry::wake_by_ref, 1)
                  .call(Entry::drop, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .end()
                  .blamed(),
              "");
}

TEST(Ledger, AMovedFromWakerThatReleasesIsFound) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::move_to, 0, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "WAK-9.b");
}

TEST(Ledger, ASelfMoveMayKeepOrLetGo) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::assign, 0, 0)
                  .end()
                  .begin(Op::destroy, 0)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "");
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::assign, 0, 0)
                  .call(Entry::drop, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .end()
                  .blamed(),
              "");
}

TEST(Ledger, HandlesThatCountThemselvesAreFine) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::clone_to, 0, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .end()
                  .begin(Op::destroy, 1)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "");
}

TEST(Ledger, ACloneThatIsACopyOfTheWordsIsFoundWhenOneOfThemEnds) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::clone_to, 0, 1)
                  .end()
                  .begin(Op::destroy, 0)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "WAK-3.a");
}

TEST(Ledger, AnUnknownPointerIsFound) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::wake_variable_by_ref, 0)
                  .call(Entry::wake_by_ref, trace::nothing)
                  .end()
                  .blamed(),
              "VT-1.a");
}

TEST(Ledger, TheTableOfOneWakerWithTheDataOfAnotherIsFound) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .make(1, 2, Instrument::distinct)
                  .begin(Op::wake_variable_by_ref, 0)
                  .call(Entry::wake_by_ref, 2, Instrument::counting)
                  .end()
                  .blamed(),
              "VT-1.a");
}

TEST(Ledger, ACloneThatKeepsTheWordsOfItsOriginalIsFound) {
    EXPECT_EQ(Program()
                  .make(0, 1, Instrument::distinct)
                  .begin(Op::clone_to, 0, 1)
                  .call_clone(1, Instrument::distinct, 2, static_cast<std::uint16_t>(Instrument::distinct))
                  .end()
                  .begin(Op::destroy, 1)
                  .call(Entry::drop, 1, Instrument::distinct)
                  .end()
                  .blamed(),
              "VT-3.b");
}

TEST(Ledger, NullDataIsAWakerLikeAnyOther) {
    EXPECT_EQ(Program().make(0, 0, Instrument::null).begin(Op::destroy, 0).end().blamed(), "VT-4.b");
}

TEST(Ledger, CloneFromWithWillWakeTrueCallsNothing) {
    Program skips;
    skips.make(0, 1).make(1, 1).begin(Op::clone_from, 0, 1, 1).end();
    EXPECT_EQ(skips.blamed(), "");
    Program clones;
    clones.make(0, 1)
        .make(1, 1)
        .begin(Op::clone_from, 0, 1, 1)
        .call(Entry::clone, 1)
        .call(Entry::drop, 1)
        .end();
    EXPECT_EQ(clones.blamed(), "WAK-7.b");
}

TEST(Ledger, CloneFromOfAnotherTaskClonesAndDropsOnce) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .make(1, 2)
                  .begin(Op::clone_from, 0, 1, 0)
                  .call(Entry::drop, 2)
                  .call(Entry::clone, 1)
                  .end()
                  .begin(Op::destroy, 1)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "");
    EXPECT_EQ(Program().make(0, 1).make(1, 2).begin(Op::clone_from, 0, 1, 0).end().blamed(), "WAK-7.c");
}

TEST(Ledger, AnOriginalThatIsDroppedBecauseItsCloneThrewIsLostWhereverTheCloneWasToGo) {
    constexpr Instrument throws = Instrument::throws_in_clone;
    const auto lose = [](Program& program, std::uint16_t dropped) {
        program.call(Entry::clone, 1, throws, flag::threw)
            .call(Entry::drop, dropped, throws)
            .end(0, flag::threw);
        return program.blamed();
    };
    Program into_another;
    into_another.make(0, 1, throws).make(1, 2, throws).begin(Op::clone_from, 0, 1, 0);
    EXPECT_EQ(lose(into_another, 1), "WAK-12.c");
    Program into_moved_from;
    into_moved_from.make(1, 1, throws).begin(Op::move_to, 1, 0).end().begin(Op::clone_from, 0, 1, 0);
    EXPECT_EQ(lose(into_moved_from, 1), "WAK-12.c") << "whose former words it has";
    Program what_was_there;
    what_was_there.make(0, 1, throws).make(1, 2, throws).begin(Op::clone_from, 0, 1, 0);
    EXPECT_EQ(lose(what_was_there, 2), "") << "what is overwritten may be given up first";
}

TEST(Ledger, AnExceptionInWakeReleasesOnce) {
    Program good;
    good.make(0, 1, Instrument::throws_in_wake)
        .begin(Op::wake_variable, 0)
        .call(Entry::wake, 1, Instrument::throws_in_wake, flag::threw)
        .end(0, flag::threw)
        .begin(Op::destroy, 0)
        .end();
    EXPECT_EQ(good.blamed(), "");
    Program twice;
    twice.make(0, 1, Instrument::throws_in_wake)
        .begin(Op::wake_variable, 0)
        .call(Entry::wake, 1, Instrument::throws_in_wake, flag::threw)
        .end(0, flag::threw)
        .begin(Op::destroy, 0)
        .call(Entry::drop, 1, Instrument::throws_in_wake)
        .end();
    EXPECT_EQ(twice.blamed(), "WAK-12.b");
}

TEST(Ledger, AnExceptionOfTheClassItselfEndsTheJudgement) {
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::clone_to, 0, 1)
                  .end(0, flag::threw)
                  .begin(Op::destroy, 0)
                  .end()
                  .blamed(),
              "");
}

TEST(Ledger, WillWakeOfDifferentTasksIsFound) {
    EXPECT_EQ(Program().make(0, 1).make(1, 2).begin(Op::will_wake, 0, 1).end(1).blamed(), "WAK-5.a");
    EXPECT_EQ(Program().make(0, 1).make(1, 2).begin(Op::will_wake, 0, 1).end(0).blamed(), "");
}

TEST(Ledger, WordsThatChangedAreFound) {
    EXPECT_EQ(Program().make(0, 1).begin(Op::read_words, 0).end(trace::nothing).blamed(), "WAK-11.a");
}

TEST(Ledger, WhatMayBeTheOneOrTheOtherIsBlamedOnNobody) {
    // Moved from and consumed, with the same words: whose drop is it?
    EXPECT_EQ(Program()
                  .make(0, 1)
                  .begin(Op::move_to, 0, 1)
                  .end()
                  .begin(Op::wake_variable, 1)
                  .call(Entry::wake, 1)
                  .end()
                  .make(2, 2)
                  .begin(Op::assign, 2, 1)
                  .call(Entry::drop, 1)
                  .end()
                  .blamed(),
              "");
}

TEST(Ledger, WrongAnswersAreFound) {
    EXPECT_EQ(Program().begin(Op::check_poll).answer(Question::map_pending_calls, 1).end().blamed(),
              "POLL-2.b");
    EXPECT_EQ(Program().begin(Op::check_poll).answer(Question::map_pending_calls, 0).end().blamed(), "");
}

TEST(Ledger, ADeathBelongsToTheOperationUnderWay) {
    const std::vector<Finding> found = Program().make(0, 1).begin(Op::take_apart, 0).died().findings();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].clause, "WAK-11.b");
    EXPECT_EQ(found[0].manner, Manner::crash);
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing

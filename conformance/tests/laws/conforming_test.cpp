// SPDX-License-Identifier: MIT
// Random runs of executors that keep every rule, each in its own odd way: no law may accuse any of them.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

/// What a conforming executor is free to do.
struct Habits {
    Driving driving = Driving::threads;
    bool spurious = false;  ///< polls tasks that nobody woke
    bool entry_per_wake = false;  ///< one poll for each wake
    bool with_last_waker = false;  ///< destroys finished futures with their last waker only
};

class OddRun {
public:
    OddRun(Habits habits, unsigned seed) : habits_(habits), trace_(habits.driving), random_(seed) {
        polls_on_ = habits.driving == Driving::threads ? on_worker : on_main;
    }

    std::vector<Finding> findings() {
        const bool driven = habits_.driving != Driving::threads;
        for (std::uint16_t i = 0; i < tasks_.size(); ++i) {
            trace_.spawn(i);
            tasks_[i].owed = 1;
        }
        for (int turn = 0; turn < 12; ++turn) {
            if (driven) {
                trace_.drive_begin();
            }
            for (int step = 0; step < 12; ++step) {
                some_step(driven);
            }
            if (driven) {
                serve_all();
                trace_.drive_end();
                some_uses(on_actor);
            }
        }
        while (!all_ended()) {
            if (driven) {
                trace_.drive_begin();
            }
            for (std::uint16_t i = 0; i < tasks_.size(); ++i) {
                tasks_[i].polls_left = 0;
                if (!tasks_[i].ended) {
                    wake(i, trace::in_hand, on_actor);
                }
            }
            serve_all();
            if (driven) {
                trace_.drive_end();
            }
        }
        trace_.finished().late_begin();
        some_uses(on_main);
        if (habits_.driving == Driving::threads) {
            trace_.marker_served();
        }
        trace_.late_end().destroyed();
        some_uses(on_main);
        for (std::uint16_t i = 0; i < tasks_.size(); ++i) {
            while (tasks_[i].wakers > 0) {
                drop(i, on_main);
            }
        }
        return trace_.case_end().findings();
    }

private:
    struct Task {
        int owed = 0;
        int wakers = 0;
        int polls_left = 3;
        bool ended = false;
        bool destroyed = false;
    };
    unsigned dice(unsigned sides) { return static_cast<unsigned>(random_() % sides); }
    std::uint16_t some_task() { return static_cast<std::uint16_t>(random_() % tasks_.size()); }
    bool all_ended() const {
        return std::all_of(tasks_.begin(), tasks_.end(), [](const Task& one) { return one.ended; });
    }

    void wake(std::uint16_t task, std::uint16_t slot, std::uint8_t thread) {
        trace_.wake_by_ref(task, slot, thread);
        tasks_[task].owed = habits_.entry_per_wake ? tasks_[task].owed + 1 : 1;
    }
    void drop(std::uint16_t task, std::uint8_t thread) {
        Task& one = tasks_[task];
        --one.wakers;
        trace_.event(Kind::drop_begin, thread, task, 0);
        if (one.wakers == 0 && one.ended && !one.destroyed) {
            trace_.destroy_on(thread, task);
            one.destroyed = true;
        }
        trace_.event(Kind::drop_end, thread, task, 0);
    }
    void some_uses(std::uint8_t thread) {
        for (unsigned count = dice(4); count > 0; --count) {
            const std::uint16_t task = some_task();
            if (tasks_[task].wakers == 0) {
                continue;
            }
            switch (dice(4)) {
                case 0:
                    drop(task, thread);
                    break;
                case 1:
                    trace_.clone_from(task, 0, 0, thread);
                    ++tasks_[task].wakers;
                    break;
                case 2:
                    trace_.compared(task, some_task(), false, thread);
                    break;
                default:
                    wake(task, 0, thread);
                    break;
            }
        }
    }
    void poll(std::uint16_t task) {
        Task& one = tasks_[task];
        if (one.ended) {
            one.owed = 0;
            return;
        }
        one.owed = std::max(0, one.owed - 1);
        trace_.poll_begin(task, 0x1000U + task);
        if (dice(2) == 0) {
            trace_.clone(task, 0);
            ++one.wakers;
        }
        if (dice(3) == 0) {
            wake(task, borrowed, polls_on_);
        }
        some_uses(dice(2) == 0 ? polls_on_ : on_actor);
        one.ended = one.polls_left-- <= 0;
        trace_.poll_end(task, one.ended ? ready : pending);
        if (one.ended && (!habits_.with_last_waker || one.wakers == 0)) {
            trace_.destroy_on(polls_on_, task, 0, 0x1000U + task);
            one.destroyed = true;
        }
    }
    void serve_all() {
        for (bool any = true; any;) {
            any = false;
            for (std::uint16_t i = 0; i < tasks_.size(); ++i) {
                while (tasks_[i].owed > 0) {
                    poll(i);
                    any = true;
                }
            }
        }
    }
    void some_step(bool driven) {
        const std::uint16_t task = some_task();
        if (tasks_[task].owed > 0 || (habits_.spurious && dice(3) == 0)) {
            poll(task);
        } else if (!driven) {
            some_uses(on_actor);
        }
    }

    Habits habits_;
    TraceBuilder trace_;
    std::mt19937 random_;
    std::uint8_t polls_on_;
    std::array<Task, 4> tasks_{};
};

/// The clauses that are blamed, but for that on a will_wake that is always false: it is allowed, and
/// wasteful.
std::string accused(OddRun run) {
    std::string clauses;
    for (const Finding& finding : run.findings()) {
        if (finding.rule != "WAK-6") {
            clauses.append(clauses.empty() ? "" : " ").append(finding.clause);
        } else {
            EXPECT_EQ(finding.manner, Manner::warning);
        }
    }
    return clauses;
}

TEST(Conforming, NoOddityIsAccused) {
    for (unsigned seed = 0; seed < 4000; ++seed) {
        const Habits habits{seed % 3 == 0   ? Driving::threads
                            : seed % 3 == 1 ? Driving::stepping
                                            : Driving::blocking,
                            (seed & 4U) != 0, (seed & 8U) != 0, false};
        ASSERT_EQ(accused(OddRun(habits, seed)), "") << seed;
    }
}

TEST(Conforming, DestructionWithTheLastWakerIsAtMostAWarning) {
    for (unsigned seed = 0; seed < 4000; ++seed) {
        const Habits habits{seed % 2 == 0 ? Driving::threads : Driving::stepping, (seed & 4U) != 0,
                            (seed & 8U) != 0, true};
        const std::string blamed = accused(OddRun(habits, seed));
        ASSERT_TRUE(blamed.empty() || blamed == "EXEC-15.a") << seed << ": " << blamed;
    }
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing

// SPDX-License-Identifier: MIT
// The controller, for those who bring their own isolation and oracle.
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <thread>

#include <wakelaw/explore/controller.hpp>

#include "programs.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using namespace wakelaw::explore;

/// What the hooks were told, and what they are to do.
struct Observer {
    std::vector<Sighting> sightings;
    std::vector<Kind> ends;
    std::function<bool()> on_stall;
    int stalls = 0;

    Hooks hooks() {
        Hooks hooks;
        hooks.data = this;
        hooks.seen = [](void* data, const Sighting& sighting) {
            static_cast<Observer*>(data)->sightings.push_back(sighting);
        };
        hooks.ended = [](void* data, Kind kind, std::string_view) {
            static_cast<Observer*>(data)->ends.push_back(kind);
        };
        hooks.stalled = [](void* data) {
            auto& observer = *static_cast<Observer*>(data);
            ++observer.stalls;
            return observer.on_stall != nullptr && observer.on_stall();
        };
        return hooks;
    }
};

std::unique_ptr<ChoiceRecord> record() { return std::make_unique<ChoiceRecord>(); }

TEST(ControllerHooks, AStalledScheduleGoesOnWhenAFutexIsWoken) {
    for (const Carrier carrier : {Carrier::user_level, Carrier::threads}) {
        std::atomic<int> word{0};
        Observer observer;
        observer.on_stall = [&] {
            word.store(1);
            word.notify_all();
            return true;
        };
        Options options = with(Strategy::random);
        options.carrier = carrier;
        const auto choices = record();
        Controller controller(options, *choices, observer.hooks());
        for (int i = 1; i <= 20; ++i) {
            word = 0;
            controller.run([&] { word.wait(0); });
            EXPECT_EQ(observer.stalls, i);
        }
        EXPECT_TRUE(observer.ends.empty());
    }
}

TEST(ControllerHooks, AStalledScheduleGoesOnWhenADescriptorIsWritten) {
    const int descriptor = eventfd(0, 0);
    Observer observer;
    observer.on_stall = [&] { return eventfd_write(descriptor, 1) == 0; };
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, observer.hooks());
    for (int i = 1; i <= 20; ++i) {
        eventfd_t value = 0;
        controller.run([&] { eventfd_read(descriptor, &value); });
        EXPECT_EQ(value, 1U);
        EXPECT_EQ(observer.stalls, i);
    }
    EXPECT_TRUE(observer.ends.empty());
    close(descriptor);
}

TEST(ControllerHooks, AStalledScheduleThatNobodyHelpsIsADeadlock) {
    Observer observer;
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, observer.hooks());
    std::atomic<int> word{0};
    controller.run([&] { word.wait(0); });
    EXPECT_EQ(observer.stalls, 1);
    EXPECT_EQ(observer.ends, std::vector{Kind::deadlock});
}

TEST(ControllerHooks, AfterASightingTheScheduleGoesOn) {
    Observer observer;
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, observer.hooks());
    bool reached_its_end = false;
    int value = 0;
    controller.run([&] {
        std::thread other([&] { value = 1; });
        value = 2;
        other.join();
        const Uncontrolled uncontrolled;
        reached_its_end = true;
    });
    EXPECT_TRUE(reached_its_end);
    ASSERT_EQ(observer.sightings.size(), 1U);
    EXPECT_EQ(observer.sightings[0].kind, Kind::data_race);
    EXPECT_EQ(observer.sightings[0].address, reinterpret_cast<std::uintptr_t>(&value) & ~std::uintptr_t{7});
    EXPECT_TRUE(observer.ends.empty());
}

TEST(ControllerRuns, TheSameChoicesGiveTheSameRun) {
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, Hooks{});
    controller.run_default(programs::wake_and_poll);
    for (int i = 0; i < 50; ++i) {
        const ScheduleReport first = controller.run(programs::wake_and_poll);
        const auto replayed = record();
        Controller again(with(Strategy::random), *replayed, Hooks{});
        again.replay(decode_choices(encode_choices(*choices)));
        const ScheduleReport second = again.run(programs::wake_and_poll);
        EXPECT_EQ(first.hash, second.hash);
        EXPECT_EQ(first.steps, second.steps);
        EXPECT_EQ(encode_choices(*choices), encode_choices(*replayed));
    }
}

TEST(ControllerRuns, RestartBeginsTheSequenceOfItsSeed) {
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, Hooks{});
    const auto run_some = [&] {
        std::vector<std::uint64_t> hashes;
        for (int i = 0; i < 20; ++i) {
            hashes.push_back(controller.run(programs::wake_and_poll).hash);
        }
        return hashes;
    };
    controller.restart(5);
    const auto first = run_some();
    controller.restart(6);
    EXPECT_NE(run_some(), first);
    controller.restart(5);
    EXPECT_EQ(run_some(), first);
}

TEST(ControllerRuns, ReportsTimeoutsThatHadToFire) {
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, Hooks{});
    const ScheduleReport report = controller.run([] {
        std::mutex mutex;
        std::condition_variable never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, std::chrono::seconds(1));
    });
    EXPECT_EQ(report.timeouts_fired, 1U);
    EXPECT_EQ(controller.run([] { std::this_thread::sleep_for(std::chrono::seconds(1)); }).timeouts_fired,
              0U);
}

class Search : public testing::TestWithParam<Strategy> {
protected:
    std::unique_ptr<ChoiceRecord> choices_ = record();

    std::vector<std::uint64_t> finish(Controller& controller) {
        std::vector<std::uint64_t> hashes;
        while (!controller.exhausted()) {
            const ScheduleReport report = controller.run(programs::wake_and_poll);
            hashes.push_back(report.hash);
        }
        return hashes;
    }
};

TEST_P(Search, GoesOnFromAPositionInAnotherController) {
    Controller whole(with(GetParam()), *choices_, Hooks{});
    whole.run_default(programs::wake_and_poll);
    const auto all = finish(whole);
    ASSERT_GT(all.size(), 10U);

    Controller first(with(GetParam()), *choices_, Hooks{});
    for (int i = 0; i < 5; ++i) {
        first.run(programs::wake_and_poll);
    }
    Controller second(with(GetParam()), *choices_, Hooks{});
    second.resume(first.position());
    EXPECT_EQ(finish(second), std::vector(all.begin() + 5, all.end()));
}

TEST_P(Search, GoesOnBehindAScheduleThatDidNotEnd) {
    Controller whole(with(GetParam()), *choices_, Hooks{});
    whole.run_default(programs::wake_and_poll);
    const auto all = finish(whole);

    Controller first(with(GetParam()), *choices_, Hooks{});
    for (int i = 0; i < 5; ++i) {
        first.run(programs::wake_and_poll);
    }
    const std::string before = first.position();
    first.run(programs::wake_and_poll);  // as if it had crashed at its end
    Controller second(with(GetParam()), *choices_, Hooks{});
    second.resume(before);
    second.resume_after(*choices_);
    const auto rest = finish(second);
    // Nothing is left out; what was known of the branches of that schedule alone may be tried again.
    EXPECT_TRUE(std::includes(rest.begin(), rest.end(), all.begin() + 6, all.end()) ||
                std::set(rest.begin(), rest.end()).size() >= std::set(all.begin() + 6, all.end()).size());
    if (GetParam() == Strategy::exhaustive) {
        EXPECT_EQ(rest, std::vector(all.begin() + 6, all.end()));
    }
}

INSTANTIATE_TEST_SUITE_P(Explore, Search, testing::Values(Strategy::exhaustive, Strategy::sleep_sets),
                         [](const auto& parameter) {
                             return parameter.param == Strategy::exhaustive ? "exhaustive" : "sleep_sets";
                         });

TEST(Uncontrolled, CodeIsNoSchedulingPointAndAccusesNobody) {
    const auto choices = record();
    Controller controller(with(Strategy::random), *choices, Hooks{});
    std::atomic<int> value{0};
    const std::uint32_t without = controller.run([] {}).steps;
    const ScheduleReport with = controller.run([&] {
        EXPECT_TRUE(controlled());
        const Uncontrolled uncontrolled;
        EXPECT_FALSE(controlled());
        for (int i = 0; i < 100; ++i) {
            value.fetch_add(1);
        }
    });
    EXPECT_EQ(with.steps, without);
    EXPECT_FALSE(controlled());
}

}  // namespace

// SPDX-License-Identifier: MIT
// Both carriers make the same schedules.
#include <memory>

#include <wakelaw/explore/controller.hpp>

#include "programs.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using programs::Version;
using wakelaw::explore::ChoiceRecord;
using wakelaw::explore::Controller;
using wakelaw::explore::Hooks;

std::vector<std::uint64_t> hashes(void (*body)(), Options options, Carrier carrier) {
    options.carrier = carrier;
    const auto record = std::make_unique<ChoiceRecord>();
    Controller controller(options, *record, Hooks{});
    controller.run_default(body);
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t i = 0; i < options.schedules && !controller.exhausted(); ++i) {
        hashes.push_back(controller.run(body).hash);
    }
    return hashes;
}

class BothCarriers : public testing::TestWithParam<Strategy> {};

TEST_P(BothCarriers, MakeTheSameSchedules) {
    constexpr void (*bodies[])() = {programs::wake_and_poll, programs::lost_notification<Version::correct>,
                                    programs::sleep_handshake<Version::correct>,
                                    programs::early_free<Version::correct>};
    for (void (*body)() : bodies) {
        Options options = with(GetParam(), 100);
        options.seed = 7;
        const auto user_level = hashes(body, options, Carrier::user_level);
        EXPECT_EQ(user_level, hashes(body, options, Carrier::threads));
        EXPECT_EQ(user_level, hashes(body, options, Carrier::user_level));
    }
}

TEST_P(BothCarriers, MakeOtherSchedulesFromAnotherSeed) {
    const bool is_search = GetParam() == Strategy::exhaustive || GetParam() == Strategy::sleep_sets;
    Options options = with(GetParam(), 100);
    const auto one = hashes(programs::wake_and_poll, options, Carrier::user_level);
    options.seed = 2;
    const auto two = hashes(programs::wake_and_poll, options, Carrier::user_level);
    EXPECT_EQ(one == two, is_search);
}

TEST_P(BothCarriers, AgreeWithWeakMemoryToo) {
    Options options = with(GetParam(), 100);
    options.weak_memory = true;
    EXPECT_EQ(hashes(programs::wake_and_poll, options, Carrier::user_level),
              hashes(programs::wake_and_poll, options, Carrier::threads));
}

INSTANTIATE_TEST_SUITE_P(Explore, BothCarriers,
                         testing::Values(Strategy::portfolio, Strategy::random, Strategy::pct, Strategy::pos,
                                         Strategy::exhaustive, Strategy::sleep_sets),
                         [](const auto& parameter) {
                             std::string name(to_string(parameter.param));
                             std::replace(name.begin(), name.end(), ' ', '_');
                             return name;
                         });

}  // namespace

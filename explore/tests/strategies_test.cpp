// SPDX-License-Identifier: MIT
// Each strategy finds what is planted, and finds nothing in the correct twin.
#include "programs.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using programs::Version;

struct Planted {
    const char* name;
    void (*faulty)();
    void (*correct)();
    Kind kind;
};

void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

constexpr Planted planted[] = {
    {"lost_update", programs::lost_update<Version::faulty>, programs::lost_update<Version::correct>,
     Kind::assertion},
    {"lost_notification", programs::lost_notification<Version::faulty>,
     programs::lost_notification<Version::correct>, Kind::deadlock},
    {"lock_order", programs::lock_order<Version::faulty>, programs::lock_order<Version::correct>,
     Kind::deadlock},
    {"unordered_handover", programs::unordered_handover<Version::faulty>,
     programs::unordered_handover<Version::correct>, Kind::data_race},
    {"early_free", programs::early_free<Version::faulty>, programs::early_free<Version::correct>,
     Kind::use_after_free},
};

class EachStrategy : public testing::TestWithParam<std::tuple<Planted, Strategy>> {};

TEST_P(EachStrategy, FindsThePlantedFaultForEachSeed) {
    const auto& [program, strategy] = GetParam();
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Options options = with(strategy);
        options.seed = seed;
        const Result result = wakelaw::explore::explore(program.faulty, options);
        expect_finding(result, program.kind);
    }
}

TEST_P(EachStrategy, FindsNothingInTheCorrectTwin) {
    const auto& [program, strategy] = GetParam();
    expect_clean(wakelaw::explore::explore(program.correct, with(strategy, 5'000)));
}

TEST_P(EachStrategy, GivesATokenThatReplaysTheFinding) {
    const auto& [program, strategy] = GetParam();
    const Result found = wakelaw::explore::explore(program.faulty, with(strategy));
    ASSERT_TRUE(found.finding.has_value());
    for (const Carrier carrier : {Carrier::user_level, Carrier::threads}) {
        Options options;
        options.carrier = carrier;
        options.replay = found.finding->token;
        const Result again = wakelaw::explore::explore(program.faulty, options);
        expect_finding(again, program.kind);
        EXPECT_EQ(again.schedules, 1U);
        EXPECT_EQ(again.finding->token, found.finding->token);
        EXPECT_EQ(again.finding->table, found.finding->table);
    }
}

INSTANTIATE_TEST_SUITE_P(Explore, EachStrategy,
                         testing::Combine(testing::ValuesIn(planted),
                                          testing::Values(Strategy::portfolio, Strategy::random,
                                                          Strategy::pct, Strategy::pos, Strategy::exhaustive,
                                                          Strategy::sleep_sets)),
                         [](const auto& parameter) {
                             std::string name = std::get<0>(parameter.param).name;
                             name += "_";
                             name += to_string(std::get<1>(parameter.param));
                             std::replace(name.begin(), name.end(), ' ', '_');
                             return name;
                         });

TEST(Strategies, TheSearchesExhaustASmallProgram) {
    for (const Strategy strategy : {Strategy::exhaustive, Strategy::sleep_sets, Strategy::portfolio}) {
        const Result result =
            wakelaw::explore::explore(programs::lost_update<Version::correct>, with(strategy, 100'000));
        expect_clean(result);
        EXPECT_TRUE(result.exhausted) << to_string(strategy);
    }
}

TEST(Strategies, SamplingNeverExhausts) {
    for (const Strategy strategy : {Strategy::random, Strategy::pct, Strategy::pos}) {
        const Result result =
            wakelaw::explore::explore(programs::lost_update<Version::correct>, with(strategy, 100));
        EXPECT_FALSE(result.exhausted) << to_string(strategy);
        EXPECT_EQ(result.schedules, 100U);
    }
}

/// One order in some millions, where each step is drawn anew.
void stops_while_another_makes_all_its_steps() {
    constexpr int steps = 24;
    std::atomic<int> made{0};
    std::thread other([&] {
        for (int i = 0; i < steps; ++i) {
            made.fetch_add(1);
        }
    });
    const int before = made.load();
    const int after = made.load();
    other.join();
    wakelaw::explore::require(before > 0 || after < steps, "the other thread stops too");
}

TEST(Strategies, ARandomWalkLetsAThreadGoOnForLong) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Options options = with(Strategy::random);
        options.seed = seed;
        expect_finding(wakelaw::explore::explore(stops_while_another_makes_all_its_steps, options),
                       Kind::assertion);
    }
}

TEST(Strategies, TheSearchGoesOnOverTheBoundsOfProcesses) {
    Options one = with(Strategy::exhaustive, 100'000);
    Options many = one;
    one.schedules_per_process = 100'000;
    many.schedules_per_process = 7;
    const Result in_one = wakelaw::explore::explore(programs::wake_and_poll, one);
    const Result in_many = wakelaw::explore::explore(programs::wake_and_poll, many);
    EXPECT_TRUE(in_one.exhausted);
    EXPECT_TRUE(in_many.exhausted);
    EXPECT_EQ(in_one.schedules, in_many.schedules);
    EXPECT_EQ(in_one.steps, in_many.steps);
}

TEST(Strategies, ABoundOfZeroPreemptionsFindsOnlyWhatNeedsNone) {
    Options options = with(Strategy::exhaustive);
    options.preemptions = 0;
    const Result none = wakelaw::explore::explore(programs::lost_update<Version::faulty>, options);
    expect_clean(none);
    EXPECT_TRUE(none.exhausted);
    options.preemptions = 1;
    expect_finding(wakelaw::explore::explore(programs::lost_update<Version::faulty>, options),
                   Kind::assertion);
}

}  // namespace

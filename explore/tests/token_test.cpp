// SPDX-License-Identifier: MIT
// Tokens: there and back, and what is none.
#include "report/token.hpp"

#include <memory>
#include <stdexcept>

#include <wakelaw/explore/controller.hpp>

#include "programs.hpp"
#include "runtime/random.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::ChoiceRecord;
using wakelaw::explore::decode_choices;
using wakelaw::explore::encode_choices;
using wakelaw::explore::explore;
using wakelaw::explore::report::decode_token;
using wakelaw::explore::report::encode_token;
using wakelaw::explore::report::program_digest;
using wakelaw::explore::report::Token;

std::vector<std::uint8_t> random_choices(std::uint64_t seed) {
    wakelaw::explore::runtime::Random random(seed);
    std::vector<std::uint8_t> choices;
    const std::uint32_t runs = random.below(20);
    for (std::uint32_t run = 0; run < runs; ++run) {
        choices.insert(choices.end(), 1 + random.below(50), static_cast<std::uint8_t>(random.below(255)));
    }
    return choices;
}

TEST(Choices, GoToTextAndBack) {
    const auto record = std::make_unique<ChoiceRecord>();
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const auto choices = random_choices(seed);
        for (std::size_t i = 0; i < choices.size(); ++i) {
            record->choices[i] = choices[i];
        }
        record->count = static_cast<std::uint32_t>(choices.size());
        const std::string text = encode_choices(*record);
        EXPECT_EQ(decode_choices(text), choices);
        EXPECT_EQ(text.find_first_not_of("0123456789x."), std::string::npos) << text;
    }
}

TEST(Choices, ThatAreNoneAreRefused) {
    for (const char* text : {"", "a", "1..2", "1x", "x3", "256", "1x0", "1x70000", "-1", "1 2", "1x2x3x"}) {
        EXPECT_THROW((void)decode_choices(text), std::invalid_argument) << text;
    }
}

TEST(Tokens, GoToTextAndBack) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const Token token{
            static_cast<std::uint32_t>(seed * 77777), (seed & 1U) != 0, (seed & 2U) != 0,    (seed & 4U) != 0,
            static_cast<unsigned>(seed % 5),          (seed & 8U) != 0, random_choices(seed)};
        const Token back = decode_token(encode_token(token));
        EXPECT_EQ(back.program, token.program);
        EXPECT_EQ(back.weak_memory, token.weak_memory);
        EXPECT_EQ(back.plain_accesses, token.plain_accesses);
        EXPECT_EQ(back.eager_timeouts, token.eager_timeouts);
        EXPECT_EQ(back.spurious, token.spurious);
        EXPECT_EQ(back.warm, token.warm);
        EXPECT_EQ(back.choices, token.choices);
    }
}

std::string refusal(const std::string& token) {
    Options options;
    options.replay = token;
    try {
        (void)explore([] {}, options);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Tokens, ThatAreGarbledAreRefusedInOneLine) {
    const std::string good = encode_token({program_digest(), false, false, false, 0, true, {0, 0, 1}});
    EXPECT_EQ(refusal(good), "accepted");
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string garbled = good;
        garbled[i] = garbled[i] == '7' ? '8' : '7';
        const std::string line = refusal(garbled);
        EXPECT_NE(line, "accepted") << garbled;
        EXPECT_EQ(line.find('\n'), std::string::npos);
        EXPECT_NE(refusal(good.substr(0, i)), i == 0 ? "" : "accepted") << good.substr(0, i);
    }
    EXPECT_NE(refusal("hello").find("does not begin with"), std::string::npos);
}

TEST(Tokens, OfAnotherBuildAreRefused) {
    const std::string other = encode_token({program_digest() + 1, false, false, false, 0, true, {0}});
    EXPECT_NE(refusal(other).find("another build"), std::string::npos) << refusal(other);
}

TEST(Tokens, CarryTheOptionsThatTheScheduleNeeds) {
    Options options = with(Strategy::random);
    options.weak_memory = true;
    const Result found = explore(programs::sleep_handshake<programs::Version::faulty>, options);
    expect_finding(found, Kind::deadlock);
    Options replay;
    replay.replay = found.finding->token;
    expect_finding(explore(programs::sleep_handshake<programs::Version::faulty>, replay), Kind::deadlock);
}

TEST(Tables, ShowThreadsAndSourceLines) {
    const Result found = explore(programs::lost_update<programs::Version::faulty>, with(Strategy::random));
    expect_finding(found, Kind::assertion);
    const std::string& table = found.finding->table;
    EXPECT_NE(table.find("T0"), std::string::npos) << table;
    EXPECT_NE(table.find("T1"), std::string::npos) << table;
    EXPECT_NE(table.find("store atomic 1 = 1"), std::string::npos) << table;
    EXPECT_NE(table.find("programs.hpp:"), std::string::npos) << table;
    EXPECT_EQ(table.find("scheduler.cpp"), std::string::npos) << table;
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "scenario/token.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scenario/binary.hpp"
#include "support.hpp"

namespace wakelaw::conformance::scenario {
namespace {

Replay example() { return {"my-executor", "EXEC-1", true, generate(Family::mixed, 4, 2, 100, inputs()[0])}; }

void expect_error(const std::string& token, const std::string& part) {
    const auto replay = parse_token(token);
    ASSERT_FALSE(replay) << token;
    EXPECT_NE(replay.error().find(part), std::string::npos) << replay.error();
    EXPECT_EQ(replay.error().find('\n'), std::string::npos);
}

TEST(Token, GivesBackWhatItWasMadeOf) {
    for_all_scenarios(60, [](const Scenario& scenario, Family family, const Input&) {
        const Replay replay{"s", std::string(to_string(family)), family == Family::plug, scenario};
        const std::string token = to_token(replay);
        ASSERT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        const auto parsed = parse_token(" \t" + token + "\r\n");
        ASSERT_TRUE(parsed) << parsed.error();
        ASSERT_EQ(*parsed, replay);
    });
}

TEST(Token, StaysTheSameFromBuildToBuild) {
    Scenario scenario;
    scenario.tasks.push_back({0, false, {{{}, Ending::ready, 0}}});
    EXPECT_EQ(to_token({"a", "EXEC-1", false, scenario}), "wl1-FwABYQZFWEVDLTEBAQABAAUAAAAKnsyh");
}

TEST(Token, CarriesASchedule) {
    Replay replay = example();
    replay.thread_sanitizer = false;
    for (const std::vector<std::uint8_t>& choices : std::vector<std::vector<std::uint8_t>>{
             {}, {0}, {0, 0, 0, 1, 255, 255, 2}, std::vector<std::uint8_t>(65536, 3)}) {
        for (const Liberties liberties : {Liberties{}, {true, 0}, {false, 1}, {true, 8}}) {
            replay.schedule = {0x8123456789ABCDEF, liberties, choices};
            const auto parsed = parse_token(to_token(replay));
            ASSERT_TRUE(parsed) << parsed.error();
            EXPECT_EQ(*parsed, replay);
        }
    }
    EXPECT_LT(to_token(replay).size(), to_token(example()).size() + 40) << "equal choices cost nothing";
}

TEST(Token, AnyNameIsCarried) {
    Replay replay = example();
    replay.subject = std::string("\0\n\xFF ", 4);
    replay.rule = "";
    EXPECT_EQ(*parse_token(to_token(replay)), replay);
    replay.subject.assign(1000, 'x');
    EXPECT_EQ(parse_token(to_token(replay))->subject.size(), 255U);
}

TEST(Token, ErrorsSayWhatItIsAndWhatToDo) {
    const std::string token = to_token(example());
    for (const char* none : {"", "hello", "wl", "wl-", "wlx-AAAA", "wl12", "WL1-AAAA", "--seed"}) {
        expect_error(none, "not a replay token: one begins with 'wl1-'");
    }
    expect_error("wl2" + token.substr(3), "this token is of version 2; this wakelaw reads version 1");
    expect_error("wl01" + token.substr(3), "this token is of version 01");
    expect_error("wl1-", "cut off");
    expect_error("wl1-A", "cut off");
    for (std::size_t length = 5; length + 1 < token.size(); ++length) {
        expect_error(token.substr(0, length), "cut off");
    }
    expect_error(token + "AAAA", "garbled (its checksum is wrong)");
    expect_error(token.substr(0, 20) + "\"" + token.substr(20), "character 21 is no letter");
    std::string changed = token;
    changed[30] = changed[30] == 'A' ? 'B' : 'A';
    expect_error(changed, "garbled (its checksum is wrong): copy it once more");
}

TEST(Token, EveryChangedCharacterIsNoticed) {
    const std::string token = to_token(example());
    const auto original = parse_token(token);
    for (std::size_t i = 4; i < token.size(); ++i) {
        for (const char other : {'A', '_', '9', 'w'}) {
            std::string changed = token;
            changed[i] = other;
            const auto parsed = parse_token(changed);
            // The last character has bits that mean nothing.
            ASSERT_TRUE(!parsed || changed == token || i + 1 == token.size()) << i;
            ASSERT_TRUE(!parsed || *parsed == *original);
        }
    }
}

TEST(Token, GarbageGivesAnErrorOfOneLine) {
    std::mt19937_64 random(2);
    for (int i = 0; i < 20'000; ++i) {
        std::string noise = i % 2 == 0 ? "wl1-" : "";
        for (std::uint64_t left = random() % 100; left > 0; --left) {
            noise += i % 4 == 0 ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl-_"[random() % 40]
                                : static_cast<char>(random());
        }
        const auto parsed = parse_token(noise);
        ASSERT_FALSE(parsed);
        ASSERT_EQ(parsed.error().find_first_of(std::string("\n\0", 2)), std::string::npos);
    }
}

TEST(Binary, GarbageGivesNothingOrAValidScenario) {
    std::mt19937_64 random(3);
    std::vector<std::uint8_t> good;
    encode(example().scenario, good);
    for (int i = 0; i < 50'000; ++i) {
        std::vector<std::uint8_t> bytes = good;
        if (i % 2 == 0) {
            bytes.resize(random() % 100);
            for (std::uint8_t& byte : bytes) {
                byte = static_cast<std::uint8_t>(random() % (i % 4 == 0 ? 256 : 8));
            }
        } else {
            for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
                bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
            }
            bytes.resize(bytes.size() - random() % 3);
        }
        std::span<const std::uint8_t> rest(bytes);
        const std::optional<Scenario> scenario = decode(rest);
        ASSERT_TRUE(!scenario || valid(*scenario));
    }
}

}  // namespace
}  // namespace wakelaw::conformance::scenario

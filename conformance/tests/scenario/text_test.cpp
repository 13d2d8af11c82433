// SPDX-License-Identifier: MIT
#include "scenario/text.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "scenario/binary.hpp"
#include "support.hpp"

namespace wakelaw::conformance::scenario {
namespace {

const std::string example =
    "wakelaw-scenario 1\n"
    "rounds 16\n"
    "task 0\n"
    "  clone 0; wake_self 3; yield\n"
    "  await 1\n"
    "  ready\n"
    "task 1 spawned\n"
    "  plug; await_phase 2; await_phase 3\n"
    "  throw\n"
    "actor 0\n"
    "  await_slot 0; wake 0; signal 1\n"
    "late\n"
    "  wake_by_ref 1\n"
    "afterlife\n"
    "  drop 1\n";

TextError error_of(const std::string& text) {
    const auto parsed = parse_text(text);
    return parsed ? TextError{} : parsed.error();
}

void expect_error(const std::string& text, std::size_t line, const std::string& part) {
    const TextError error = error_of(text);
    EXPECT_EQ(error.line, line) << text << "\n" << error.message;
    EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
    EXPECT_EQ(error.message.find('\n'), std::string::npos);
}

TEST(Text, TheExampleIsReadAndWrittenBack) {
    const auto parsed = parse_text(example);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(to_text(*parsed), example);
    EXPECT_EQ(parsed->rounds, 16);
    ASSERT_EQ(parsed->tasks.size(), 2U);
    EXPECT_EQ(parsed->tasks[1].stages[0].ending, Ending::await_phase);
    EXPECT_EQ(parsed->tasks[1].stages[0].operand, 3);
    ASSERT_EQ(parsed->tasks[1].stages[0].steps.size(), 2U);
    EXPECT_EQ(parsed->actors[0].steps.size(), 3U);
}

TEST(Text, BytesAndTextGiveBackEveryGeneratedScenario) {
    for_all_scenarios(150, [](const Scenario& scenario, Family, const Input&) {
        const auto parsed = parse_text(to_text(scenario));
        ASSERT_TRUE(parsed) << parsed.error().message;
        ASSERT_EQ(*parsed, scenario);
        std::vector<std::uint8_t> bytes;
        encode(scenario, bytes);
        bytes.push_back(42);
        std::span<const std::uint8_t> rest(bytes);
        ASSERT_EQ(decode(rest), scenario);
        ASSERT_EQ(rest.size(), 1U);
    });
}

TEST(Text, CommentsBlankLinesAndForeignLineEndsDoNotMatter) {
    std::string text = "\xEF\xBB\xBF# made by hand\n\n" + example + "# end";
    std::string windows;
    for (const char one : text) {
        windows += one == '\n' ? "   # why\r\n" : std::string(1, one);
    }
    const auto parsed = parse_text(windows);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(to_text(*parsed), example);
}

TEST(Text, StepsOfActorsMayTakeSeveralLines) {
    const auto parsed = parse_text("wakelaw-scenario 1\nactor 1\n  pause 1;\n  pause 2; pause 3\n");
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->actors[0].steps.size(), 3U);
}

TEST(Text, ErrorsSayWhatIsWrongAndHowToMendIt) {
    const std::string head = "wakelaw-scenario 1\n";
    expect_error("", 1, "begin with 'wakelaw-scenario 1'");
    expect_error("\n# nothing\n", 2, "begin with 'wakelaw-scenario 1'");
    expect_error("hello", 1, "the first line has to be 'wakelaw-scenario 1', not 'hello'");
    expect_error("wakelaw-scenario\n", 1, "with the version");
    expect_error("wakelaw-scenario 2\n", 1, "unknown version '2': this wakelaw reads version 1");
    expect_error(head + "clone 0\n", 2, "before the first part");
    expect_error(head + "taks 0\n", 2, "did you mean 'task'?");
    expect_error(head + "rounds 0\n", 2, "rounds '0' is out of range: use 1 to 64");
    expect_error(head + "rounds 65\n", 2, "use 1 to 64");
    expect_error(head + "task 0\n  ready\nrounds 2\n", 4, "'rounds' stands once, before all tasks");
    expect_error(head + "task 32\n", 2, "task '32' is out of range: use 0 to 31");
    expect_error(head + "task zero\n", 2, "'zero' is no number");
    expect_error(head + "task\n", 2, "'task' takes its number");
    expect_error(head + "task 0 later\n", 2, "only 'spawned' may stand there");
    expect_error(head + "task 0\n  ready\ntask 0\n", 4,
                 "there are two tasks 0: give each task a number of its own");
    expect_error(head + "actor 0\nactor 0\n", 3, "there are two actors 0");
    expect_error(head + "actor 3\n", 2, "use 0 to 2");
    expect_error(head + "late now\n", 2, "'late' takes nothing");
    expect_error(head + "late\nlate\n", 3, "stands twice");
    expect_error(head + "task 0\n  wkae 0; ready\n", 3, "unknown step 'wkae': did you mean 'wake'? known");
    expect_error(head + "task 0\n  yeild\n", 3, "did you mean 'yield'?");
    expect_error(head + "task 0\n  somersault\n", 3, "unknown step 'somersault'; known endings: yield,");
    expect_error(head + "task 0\n  clone 16; ready\n", 3, "slot '16' is out of range: use 0 to 15");
    expect_error(head + "task 0\n  clone 99999999999999999999999; ready\n", 3, "out of range");
    expect_error(head + "task 0\n  clone -1; ready\n", 3,
                 "'-1' is no number: the slot is a number from 0 to 15");
    expect_error(head + "task 0\n  wake_self 8192; ready\n", 3, "use 0 to 8191");
    expect_error(head + "task 0\n  clone; ready\n", 3, "'clone' takes one number");
    expect_error(head + "task 0\n  clone 1 2; ready\n", 3, "'clone' takes one number");
    expect_error(head + "task 0\n  move 1; ready\n", 3, "'move' takes two numbers");
    expect_error(head + "task 0\n  keep 1; ready\n", 3, "'keep' takes no number");
    expect_error(head + "task 0\n  await\n", 3, "'await' takes the number of its event");
    expect_error(head + "task 0\n  await_wake 16\n", 3, "use 0 to 15");
    expect_error(head + "task 0\n  ready 1\n", 3, "'ready' takes no number");
    expect_error(head + "task 0\n  clone 1\n", 3,
                 "this stage has no ending: finish the line with one of yield");
    expect_error(head + "task 0\n  yield; clone 1; ready\n", 3, "'yield' ends its stage");
    expect_error(head + "task 0\n  ;ready\n", 3, "nothing between two ';'");
    expect_error(head + "task 0\n  await_slot 1; ready\n", 3, "'await_slot' is not allowed in a task");
    expect_error(head + "actor 0\n  clone 1\n", 3,
                 "'clone' is not allowed in an actor; steps allowed there: clone_slot");
    expect_error(head + "actor 0\n  ready\n", 3,
                 "'ready' ends a stage of a task and is not allowed in an actor");
    expect_error(head + "task 1\n  ready\n  destructor\n", 4, "this destructor does nothing");
    expect_error(head + "task 1\n  ready\n  destructor; await 0\n", 4, "not allowed in a destructor");
    expect_error(head + "task 1\n  destructor; drop 0\n  destructor; drop 0\n", 4, "stands twice");
    expect_error(head + "ends_early\nends_early\n", 3, "stands once");
    expect_error(head + "late\n  signal 1\n", 3, "not allowed in 'late' and 'afterlife'");
    std::string many = head + "actor 0\n";
    for (int i = 0; i <= max_steps; ++i) {
        many += "  pause 1\n";
    }
    expect_error(many, 3 + max_steps, "too many steps");
    many = head + "task 0\n";
    for (int i = 0; i <= max_stages; ++i) {
        many += "  yield\n";
    }
    expect_error(many, 3 + max_stages, "too many stages");
    expect_error(head + std::string("task 0\n  wa\0ke 1; ready\n", 24), 3, "'wa\\x00ke'");
    expect_error(head + "task 0\n  " + std::string(10'000, 'x') + "; ready\n", 3, "xxx...'");
}

TEST(Text, GarbageGivesAnErrorOfOneLineOrAValidScenario) {
    std::mt19937_64 random(1);
    const auto check = [](const std::string& text) {
        const auto parsed = parse_text(text);
        if (parsed) {
            ASSERT_TRUE(valid(*parsed));
        } else {
            ASSERT_GE(parsed.error().line, 1U);
            ASSERT_FALSE(parsed.error().message.empty());
            ASSERT_EQ(parsed.error().message.find_first_of(std::string("\n\r\0\x1b", 4)), std::string::npos);
        }
    };
    for (int i = 0; i < 20'000; ++i) {
        std::string text = example;
        for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
            const std::size_t place = random() % text.size();
            switch (random() % 4) {
                case 0:
                    text[place] = static_cast<char>(random());
                    break;
                case 1:
                    text.erase(place, random() % 8);
                    break;
                case 2:
                    text.insert(place, example, random() % example.size(), random() % 30);
                    break;
                default:
                    text.insert(place, 1, "0123456789;#\n \0"[random() % 15]);
                    break;
            }
            if (text.empty()) {
                break;
            }
        }
        check(text);
        std::string noise(random() % 200, '\0');
        for (char& one : noise) {
            one = static_cast<char>(random());
        }
        check(noise);
        check("wakelaw-scenario 1\n" + noise);
    }
}

}  // namespace
}  // namespace wakelaw::conformance::scenario

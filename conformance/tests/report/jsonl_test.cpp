// SPDX-License-Identifier: MIT
#include "report/jsonl.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "rulebook/text.hpp"
#include "sample_run.hpp"

namespace wakelaw::conformance::report {
namespace {

std::string record() { return to_jsonl(sample_run(), sample_options().scenario_text); }
std::string error_of(std::string_view text) { return from_jsonl("out.jsonl", text).error; }

std::string record_with(std::string_view from, std::string_view to) {
    std::string text = record();
    const std::size_t at = text.find(from);
    return at == std::string::npos ? "no such text in the record" : text.replace(at, from.size(), to);
}

TEST(Record, ComesBackAsItWas) {
    const ReadRecord read = from_jsonl("out.jsonl", record());
    ASSERT_TRUE(read.run) << read.error;
    // What is written says everything, so that equal texts are equal runs; some fields are looked at all the
    // same.
    EXPECT_EQ(to_jsonl(*read.run, sample_options().scenario_text), record());
    ASSERT_EQ(read.run->subjects.size(), 3U);
    const SubjectResult& subject = read.run->subjects[0];
    EXPECT_EQ(subject.capabilities, sample_run().subjects[0].capabilities);
    EXPECT_EQ(subject.seconds, 3.25);
    EXPECT_EQ(subject.rules[0].exercised, 1200U);
    ASSERT_TRUE(subject.rules[0].failure);
    const Failure failure = sample_failure();
    EXPECT_EQ(subject.rules[0].failure->scenario, failure.scenario);
    EXPECT_EQ(subject.rules[0].failure->trace.events, failure.trace.events);
    EXPECT_EQ(subject.rules[0].failure->trace.facts.polling_threads, 4U);
    EXPECT_EQ(subject.rules[0].failure->output, failure.output);
    EXPECT_EQ(subject.rules[1].failure->rule, "EXEC-2");
    EXPECT_FALSE(subject.rules[2].failure);
    ASSERT_EQ(subject.rules[0].broken_clauses.size(), 2U);
    EXPECT_EQ(subject.rules[0].broken_clauses[1].clause, "EXEC-1.b");
    EXPECT_EQ(subject.rules[0].broken_clauses[1].cases, 3U);
    EXPECT_EQ(subject.rules[2].power, sample_run().subjects[0].rules[2].power);
    EXPECT_EQ(read.run->subjects[2].trouble, "spawn returned without taking the future");
}

TEST(Record, LooksLikeItsBaseline) { expect_baseline("record.jsonl.txt", record()); }

TEST(Record, TakesOutputThatIsNoUtf8) {
    RunResult run = sample_run();
    run.subjects[0].rules[0].failure->output =
        "a\xFF"
        "b";
    const ReadRecord read = from_jsonl("out.jsonl", to_jsonl(run));
    ASSERT_TRUE(read.run) << read.error;
    EXPECT_EQ(read.run->subjects[0].rules[0].failure->output,
              "a\xEF\xBF\xBD"
              "b");
}

TEST(Record, ThatWasCutOffIsAnErrorWhereverItEnds) {
    const std::string whole = record();
    for (std::size_t size = 0; size + 1 < whole.size(); size += 7) {
        const ReadRecord read = from_jsonl("out.jsonl", std::string_view(whole).substr(0, size));
        EXPECT_FALSE(read.run) << size;
        EXPECT_TRUE(read.error.ends_with("run again")) << read.error;
        EXPECT_EQ(read.error.find('\n'), std::string::npos);
    }
}

TEST(Record, WithoutAFooterSaysWhereItEnds) {
    const std::string whole = record();
    const std::size_t lines = rulebook::lines_of(whole).size();
    EXPECT_EQ(error_of(std::string_view(whole).substr(0, whole.rfind("{\"kind\":\"footer\""))),
              "out.jsonl: the record ends at line " + std::to_string(lines - 1) +
                  " without a footer: it was cut off; run again");
    EXPECT_EQ(error_of(""), "out.jsonl: the record is empty; run again");
}

TEST(Record, ThatLacksALineDisagreesWithItsFooter) {
    std::string text = record();
    const std::size_t from = text.find("{\"kind\":\"rule\",\"subject\":\"loses-wakes\",\"rule\":\"EXEC-5\"");
    text.erase(from, text.find('\n', from) + 1 - from);
    EXPECT_NE(error_of(text).find(
                  "the footer counts 10 rules, the record has 9; lines are missing or doubled, run again"),
              std::string::npos)
        << error_of(text);
}

TEST(Record, WithAnUnknownKindNamesTheLine) {
    EXPECT_EQ(error_of(record_with("\"kind\":\"subject\"", "\"kind\":\"sbject\"")),
              "out.jsonl:2: unknown kind \"sbject\"");
}

TEST(Record, OfAnotherFormatSaysWhichIsRead) {
    EXPECT_EQ(error_of(record_with("\"format\":3", "\"format\":4")),
              "out.jsonl:1: the record has format 4, this wakelaw reads format 3");
}

TEST(Record, WithALineThatIsNoJsonNamesIt) {
    EXPECT_EQ(error_of(record_with("{\"kind\":\"subject\"", "{kind:subject")),
              "out.jsonl:2: this is no JSON object");
    EXPECT_EQ(error_of("[1]\n"), "out.jsonl:1: this is no JSON object");
}

TEST(Record, WithAFieldMissingOrOfTheWrongTypeNamesIt) {
    EXPECT_EQ(error_of(record_with("\"cases\":4812", "\"boxes\":4812")),
              "out.jsonl:2: field \"cases\" is missing");
    EXPECT_EQ(error_of(record_with("\"cases\":4812", "\"cases\":-1")),
              "out.jsonl:2: field \"cases\" must be a number in range");
    EXPECT_EQ(error_of(record_with("\"verdict\":\"FAIL\"", "\"verdict\":\"SAD\"")),
              "out.jsonl:3: unknown verdict \"SAD\"");
    EXPECT_EQ(error_of(record_with("[\"make_begin\",0,", "[\"make_begin\",256,")),
              "out.jsonl:4: field \"thread\" must be a number in range");
}

TEST(Record, WithLinesOutOfPlaceIsRefused) {
    const std::string text = record();
    EXPECT_EQ(error_of(text + text), "out.jsonl:" + std::to_string(rulebook::lines_of(text).size() + 1) +
                                         ": there is a line after the footer");
    EXPECT_EQ(error_of("{\"kind\":\"subject\"}\n"), "out.jsonl:1: the first line must be the header");
}

TEST(Record, IsReadFromAFile) {
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("wakelaw-record-" + std::to_string(::getpid()));
    std::ofstream(path) << record();
    const ReadRecord read = read_jsonl(path.string());
    std::filesystem::remove(path);
    EXPECT_TRUE(read.run) << read.error;
    EXPECT_EQ(read_jsonl(path.string()).error,
              "cannot read " + path.string() + ": No such file or directory");
    EXPECT_EQ(read_jsonl("/dev/null").error, "/dev/null: the record is empty; run again");
    EXPECT_EQ(read_jsonl("/").error, "cannot read /: Is a directory");
}

}  // namespace
}  // namespace wakelaw::conformance::report

// SPDX-License-Identifier: MIT
#include "supervisor/catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "process.hpp"

namespace wakelaw::conformance {
namespace {

namespace fs = std::filesystem;

/// What a worker answers, from a shell script.
std::string answer(const std::string& version, const std::string& flavour,
                   const std::vector<std::string>& subjects, const std::string& end = "end") {
    std::string text = "printf 'wakelaw-worker\\t" + version + "\\t" + flavour + "\\n";
    for (const std::string& name : subjects) {
        text += "subject\\t" + name + "\\tstepping\\t7\\t0\\t0\\t1\\t0\\t0\\t0\\n";
    }
    return text + end + "\\n' >&3";
}

class TheCatalog : public ::testing::Test {
protected:
    [[nodiscard]] Catalog read() const { return read_catalog({folder_.path.string()}); }
    /// The only problem, which is one line about the file `name`.
    [[nodiscard]] std::string problem(const Catalog& catalog, const std::string& name) const {
        EXPECT_EQ(catalog.problems.size(), 1U) << ::testing::PrintToString(catalog.problems);
        std::string line = catalog.problems.empty() ? "" : catalog.problems.front();
        EXPECT_EQ(line.find('\n'), std::string::npos);
        EXPECT_EQ(line.rfind(folder_.at(name) + ": ", 0), 0U) << line;
        return line;
    }

    testing::TemporaryFolder folder_;
    const std::string version_ = std::to_string(protocol_version);
};

std::vector<std::string> names(const Catalog& catalog) {
    std::vector<std::string> result;
    for (const SubjectEntry& one : catalog.subjects) {
        result.push_back(one.name);
    }
    return result;
}

TEST_F(TheCatalog, OfAnEmptyFolderIsEmptyAndThatIsNoProblem) {
    const Catalog catalog = read();
    EXPECT_TRUE(catalog.subjects.empty());
    EXPECT_TRUE(catalog.problems.empty());
}

TEST_F(TheCatalog, OfARealWorkerSaysWhatTheAdapterDeclares) {
    const Catalog catalog = read_catalog({WAKELAW_REFERENCE_LOCAL});
    ASSERT_EQ(names(catalog), std::vector<std::string>{"reference-local"});
    const SubjectEntry& one = catalog.subjects.front();
    EXPECT_EQ(one.facts.driving, Driving::stepping);
    EXPECT_TRUE(one.facts.capabilities.has(Capability::will_wake));
    EXPECT_TRUE(one.facts.capabilities.has(Capability::cancel));
    EXPECT_FALSE(one.facts.capabilities.has(Capability::nested_drivers));
    EXPECT_EQ(one.worker, WAKELAW_REFERENCE_LOCAL);
    EXPECT_EQ(one.tsan_worker, WAKELAW_REFERENCE_LOCAL ".tsan") << "the other flavour is found beside it";
    EXPECT_TRUE(one.unprovided.empty());
    EXPECT_TRUE(catalog.problems.empty());
}

TEST_F(TheCatalog, OfAWorkerWithSeveralSubjectsGivesEachItsIndex) {
    const Catalog catalog = read_catalog({WAKELAW_MISBEHAVING});
    EXPECT_GT(catalog.subjects.size(), 10U);
    EXPECT_TRUE(std::is_sorted(catalog.subjects.begin(), catalog.subjects.end(),
                               [](const auto& left, const auto& right) { return left.name < right.name; }));
    std::vector<std::uint32_t> indices;
    for (const SubjectEntry& one : catalog.subjects) {
        indices.push_back(one.index);
        EXPECT_EQ(one.unprovided.empty(), one.name != "declares-join");
    }
    std::sort(indices.begin(), indices.end());
    for (std::size_t i = 0; i < indices.size(); ++i) {
        EXPECT_EQ(indices[i], i);
    }
}

TEST_F(TheCatalog, PairsAWorkerWithItsThreadSanitizerFlavourByTheSubjectsName) {
    folder_.script("one", answer(version_, "plain", {"other", "mine"}));
    folder_.script("one.tsan", answer(version_, "tsan", {"mine"}));
    const Catalog catalog = read();
    ASSERT_EQ(names(catalog), (std::vector<std::string>{"mine", "other"}));
    EXPECT_EQ(catalog.subjects[0].worker, folder_.at("one"));
    EXPECT_EQ(catalog.subjects[0].index, 1U);
    EXPECT_EQ(catalog.subjects[0].tsan_worker, folder_.at("one.tsan"));
    EXPECT_EQ(catalog.subjects[0].tsan_index, 0U);
    EXPECT_EQ(catalog.subjects[1].tsan_worker, "");
    EXPECT_TRUE(catalog.problems.empty());
    EXPECT_EQ(names(read_catalog({folder_.at("one")})), names(catalog)) << "naming the plain one finds both";
}

TEST_F(TheCatalog, KnowsAWorkerWhoseAllocatorIsASanitizers) {
    folder_.script("one", answer(version_, "uncounted", {"mine"}));
    folder_.script("one.tsan", answer(version_, "tsan", {"mine"}));
    folder_.script("two", answer(version_, "plain", {"other"}));
    const Catalog catalog = read();
    ASSERT_EQ(names(catalog), (std::vector<std::string>{"mine", "other"}));
    EXPECT_FALSE(catalog.subjects[0].counts_memory);
    EXPECT_EQ(catalog.subjects[0].worker, folder_.at("one"));
    EXPECT_TRUE(catalog.subjects[1].counts_memory);
}

TEST_F(TheCatalog, LeavesASubjectOutThatHasTheThreadSanitizerFlavourOnly) {
    folder_.script("one.tsan", answer(version_, "tsan", {"mine"}));
    const Catalog catalog = read();
    EXPECT_TRUE(catalog.subjects.empty());
    EXPECT_NE(problem(catalog, "one.tsan").find("build both"), std::string::npos);
}

TEST_F(TheCatalog, TakesTheFirstOfTwoSubjectsOfOneNameAndNamesTheOther) {
    folder_.script("a", answer(version_, "plain", {"mine"}));
    folder_.script("b", answer(version_, "plain", {"mine"}));
    const Catalog catalog = read();
    ASSERT_EQ(names(catalog), std::vector<std::string>{"mine"});
    EXPECT_EQ(catalog.subjects.front().worker, folder_.at("a"));
    EXPECT_NE(problem(catalog, "b").find("mine is in another worker too"), std::string::npos);
}

TEST_F(TheCatalog, NamesAFileThatIsNoWorker) {
    folder_.script("silent", "exit 0");
    EXPECT_NE(problem(read(), "silent").find("no worker of wakelaw"), std::string::npos);
}

TEST_F(TheCatalog, NamesAFileThatSpeaksAnotherLanguage) {
    folder_.script("loud", "echo one two three >&3; echo and more; echo and more >&2");
    EXPECT_NE(problem(read(), "loud").find("no worker of wakelaw"), std::string::npos);
}

TEST_F(TheCatalog, NamesAWorkerWhoseAnswerIsCutOff) {
    folder_.script("cut", answer(version_, "plain", {"mine"}, ""));
    const Catalog catalog = read();
    EXPECT_TRUE(catalog.subjects.empty());
    EXPECT_NE(problem(catalog, "cut").find("no worker of wakelaw"), std::string::npos);
}

TEST_F(TheCatalog, NamesAWorkerOfAnotherVersionAndBothVersions) {
    folder_.script("old", answer("999", "plain", {"mine"}));
    const std::string line = problem(read(), "old");
    EXPECT_NE(line.find("speaks version 999"), std::string::npos) << line;
    EXPECT_NE(line.find("not " + version_ + ";"), std::string::npos) << line;
}

TEST_F(TheCatalog, DoesNotWaitForAFileThatNeverAnswersOrNeverEnds) {
    const std::string silent = folder_.script("hangs", "read forever; while :; do :; done");
    EXPECT_FALSE(describe_worker(silent, 100));
    const std::string flood = folder_.script("floods", "while :; do echo subject >&3; done");
    EXPECT_FALSE(describe_worker(flood, 100));
}

TEST_F(TheCatalog, PassesOverFilesThatCannotBeExecuted) {
    folder_.write("notes.txt", "nothing to run");
    fs::create_directory(folder_.path / "a-folder");
    const Catalog catalog = read();
    EXPECT_TRUE(catalog.subjects.empty());
    EXPECT_TRUE(catalog.problems.empty());
}

TEST_F(TheCatalog, NamesAPathThatIsNotThere) {
    const Catalog catalog = read_catalog({folder_.at("missing")});
    EXPECT_NE(problem(catalog, "missing").find("there is no such file"), std::string::npos);
}

TEST_F(TheCatalog, NamesAFileOfAnotherKind) {
    const Catalog catalog = read_catalog({folder_.write("notes.txt", "nothing to run")});
    EXPECT_TRUE(catalog.subjects.empty());
    EXPECT_NE(problem(catalog, "notes.txt").find("neither a shared object nor an executable worker"),
              std::string::npos);
}

TEST_F(TheCatalog, ReadsAFileThatIsNamedTwiceOnce) {
    folder_.script("one", answer(version_, "plain", {"mine"}));
    const Catalog catalog = read_catalog({folder_.at("one"), folder_.path.string(), folder_.at("one")});
    EXPECT_EQ(names(catalog), std::vector<std::string>{"mine"});
    EXPECT_TRUE(catalog.problems.empty()) << catalog.problems.front();
}

}  // namespace
}  // namespace wakelaw::conformance

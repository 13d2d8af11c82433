// SPDX-License-Identifier: MIT
#include "report/write_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace wakelaw::conformance::report {
namespace {

namespace fs = std::filesystem;

class WrittenFile : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "wakelaw-write-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory = name;
    }
    void TearDown() override { fs::remove_all(directory); }

    [[nodiscard]] std::string at(const char* name) const { return (directory / name).string(); }
    [[nodiscard]] std::ptrdiff_t entries() const {
        return std::distance(fs::directory_iterator(directory), fs::directory_iterator());
    }
    static std::string content(const std::string& path) {
        std::ostringstream out;
        out << std::ifstream(path).rdbuf();
        return out.str();
    }

    fs::path directory;
};

TEST_F(WrittenFile, IsNewOrReplacedAndNothingStaysBesideIt) {
    EXPECT_EQ(write_file(at("out"), "one"), std::nullopt);
    EXPECT_EQ(content(at("out")), "one");
    EXPECT_EQ(write_file(at("out"), "two"), std::nullopt);
    EXPECT_EQ(content(at("out")), "two");
    EXPECT_EQ(entries(), 1);
}

TEST_F(WrittenFile, KeepsItsMode) {
    ASSERT_EQ(write_file(at("out"), "one"), std::nullopt);
    fs::permissions(at("out"), fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_EQ(write_file(at("out"), "two"), std::nullopt);
    EXPECT_EQ(fs::status(at("out")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(WrittenFile, BehindALinkIsReplacedAndTheLinkStays) {
    ASSERT_EQ(write_file(at("target"), "one"), std::nullopt);
    fs::create_symlink(at("target"), at("link"));
    EXPECT_EQ(write_file(at("link"), "two"), std::nullopt);
    EXPECT_TRUE(fs::is_symlink(at("link")));
    EXPECT_EQ(content(at("target")), "two");
    fs::create_symlink(at("new"), at("dangling"));
    EXPECT_EQ(write_file(at("dangling"), "three"), std::nullopt);
    EXPECT_EQ(content(at("new")), "three");
}

TEST_F(WrittenFile, OnAFullDiskIsAnErrorInOneLine) {
    EXPECT_EQ(write_file("/dev/full", "text"),
              "cannot write /dev/full: No space left on device; the verdicts above stand");
    EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(WrittenFile, ToADeviceIsNoRename) {
    EXPECT_EQ(write_file("/dev/null", "text"), std::nullopt);
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(WrittenFile, ThatIsADirectoryIsAnError) {
    EXPECT_EQ(write_file(directory.string(), "text"),
              "cannot write " + directory.string() + ": Is a directory; the verdicts above stand");
}

TEST_F(WrittenFile, InADirectoryThatDoesNotExistIsAnError) {
    EXPECT_EQ(write_file(at("no/out"), "text"),
              "cannot write " + at("no/out") + ": No such file or directory; the verdicts above stand");
    EXPECT_EQ(write_file("", "text"), "cannot write : No such file or directory; the verdicts above stand");
}

TEST_F(WrittenFile, WhereNoFileCanBeMadeIsAnError) {
    const std::optional<std::string> error = write_file("/proc/version", "text");
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->starts_with("cannot write /proc/version: ")) << *error;
    EXPECT_TRUE(error->ends_with("; the verdicts above stand")) << *error;
}

TEST_F(WrittenFile, ThatMayNotBeWrittenIsLeftAsItIs) {
    ASSERT_EQ(write_file(at("out"), "one"), std::nullopt);
    fs::permissions(at("out"), fs::perms::owner_read);
    // Root may write everything.
    const bool root = ::geteuid() == 0;
    EXPECT_EQ(write_file(at("out"), "two").has_value(), !root);
    EXPECT_EQ(content(at("out")), root ? "two" : "one");
}

}  // namespace
}  // namespace wakelaw::conformance::report

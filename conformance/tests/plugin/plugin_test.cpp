// SPDX-License-Identifier: MIT
// Plug-ins from outside: whatever is wrong with one costs its own verdict, in one clear line, and the next
// subject is judged as if nothing had happened.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "process.hpp"
#include "report/exit_code.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/plugin.hpp"

namespace wakelaw::conformance {
namespace {

namespace codes = report::exit_codes;
namespace fs = std::filesystem;
using testing::Finished;
using testing::lines_of;

std::string plugin(const std::string& name) {
    return WAKELAW_PLUGINS "/libwakelaw_test_plugin_" + name + ".so";
}

Finished wakelaw(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), WAKELAW_TOOL);
    return testing::run_program(arguments, {{"WAKELAW_SUBJECTS", ""}});
}

/// The rules that need no more than a few cases.
Finished run(const std::vector<std::string>& paths) {
    std::vector<std::string> command{"run"};
    command.insert(command.end(), paths.begin(), paths.end());
    command.insert(command.end(), {"--cases", "100", "--budget", "1h", "--rule", "EXEC-5,EXEC-14"});
    return wakelaw(command);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The line of the report that sums a subject up.
std::string summary(const Finished& result, const std::string& subject) {
    for (const std::string& line : lines_of(result.out)) {
        if (line.rfind(subject + ": ", 0) == 0) {
            return line;
        }
    }
    return "";
}

void expect_next_is_judged(const Finished& result) {
    EXPECT_TRUE(contains(summary(result, "plugin"), "plugin: conformant: 2 passed"))
        << result.out << result.err;
}

struct Bad {
    const char* plugin;
    const char* subject;
    const char* seen;
    const char* mend;
};

class ABadPlugin : public ::testing::TestWithParam<Bad> {};

TEST_P(ABadPlugin, GetsOneVerdictAndTheNextSubjectIsJudged) {
    const Finished result = run({plugin(GetParam().plugin), plugin("sound")});
    EXPECT_EQ(result.code, codes::bad_adapter) << result.out << result.err;
    const std::string line = summary(result, GetParam().subject);
    EXPECT_TRUE(contains(line, "bad adapter: ")) << result.out;
    EXPECT_EQ(lines_of(result.out.substr(0, result.out.find(line))).size(), 0U) << "and nothing else";
    EXPECT_TRUE(contains(line, GetParam().seen)) << line;
    EXPECT_TRUE(contains(line, GetParam().mend)) << line;
    EXPECT_FALSE(contains(result.out, "FAIL ")) << "a rule was blamed: " << result.out;
    expect_next_is_judged(result);
}

TEST_P(ABadPlugin, IsToldTheSameByTheDoctor) {
    const Finished result = wakelaw({"doctor", plugin(GetParam().plugin), plugin("sound")});
    EXPECT_EQ(result.code, codes::bad_adapter) << result.out << result.err;
    EXPECT_TRUE(contains(result.out, "FAULT")) << result.out;
    EXPECT_TRUE(contains(result.out, GetParam().seen)) << result.out;
    EXPECT_TRUE(contains(summary(result, GetParam().subject), "BAD_ADAPTER")) << result.out;
    EXPECT_TRUE(contains(summary(result, "plugin"), "a sound adapter")) << result.out;
}

INSTANTIATE_TEST_SUITE_P(
    Each, ABadPlugin,
    ::testing::Values(
        Bad{"without_symbol", "libwakelaw_test_plugin_without_symbol.so",
            "exports no function wakelaw_subjects", "define it as wakelaw.h says"},
        Bad{"no_tables", "libwakelaw_test_plugin_no_tables.so", "returned null", "return pointers"},
        Bad{"exits_when_loaded", "libwakelaw_test_plugin_exits_when_loaded.so",
            "ends the process (status 0) while it is loaded", "nothing but return the tables"},
        Bad{"crashes_when_loaded", "libwakelaw_test_plugin_crashes_when_loaded.so",
            "is ended by signal 11 while it is loaded", "nothing but return the tables"},
        Bad{"hangs_when_loaded", "libwakelaw_test_plugin_hangs_when_loaded.so",
            "hangs, with every thread blocked, while it is loaded", "nothing but return the tables"},
        Bad{"other_version", "libwakelaw_test_plugin_other_version.so", "has version 2 of the ABI, not 1",
            "compile it with the wakelaw.h"},
        Bad{"short_table", "libwakelaw_test_plugin_short_table.so", "has a table of 16 bytes",
            "set struct_size"},
        Bad{"no_spawn", "plugin-no-spawn", "has no function spawn", "set it in the table"},
        Bad{"make_throws", "plugin-make-throws", "no executor today", "make has to return an executor"},
        Bad{"make_returns_null", "plugin-make-returns-null", "out of order",
            "make has to return an executor"},
        Bad{"make_crashes", "plugin-make-crashes", "make is ended by signal 11", "mend make"},
        Bad{"make_hangs", "plugin-make-hangs", "make does not return: every thread is blocked", "mend make"},
        Bad{"make_exits", "plugin-make-exits", "make calls exit (status 0)", "mend make"},
        Bad{"destroy_hangs", "plugin-destroy-hangs", "destroy does not return: every thread is blocked",
            "destroy has to end the executor"},
        Bad{"leaks_threads", "plugin-leaks-threads", "destroy leaves threads behind",
            "join them in destroy"}),
    [](const auto& instance) { return std::string(instance.param.plugin); });

TEST(APlugin, ThatTalksDisturbsNeitherTheReportNorTheNextSubject) {
    const Finished result = run({plugin("talks"), plugin("sound")});
    EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
    EXPECT_FALSE(contains(result.out, "not for standard output"));
    EXPECT_FALSE(contains(result.err, "xxxx"));
    EXPECT_TRUE(contains(summary(result, "plugin-talks"), "conformant: 2 passed")) << result.out;
    expect_next_is_judged(result);
}

TEST(APlugin, MayHoldWakerClassesByTheABIAlone) {
    const Finished result =
        wakelaw({"run", plugin("waker_class"), "--cases", "2000", "--budget", "1h", "--rule", "WAK-*,VT-*"});
    EXPECT_EQ(result.code, codes::violation) << result.out << result.err;
    EXPECT_TRUE(contains(summary(result, "plugin-waker-class"), "conformant: ")) << result.out;
    EXPECT_TRUE(contains(summary(result, "plugin-waker-class-forgets"), "not conformant: 1 failed"))
        << result.out;
    EXPECT_TRUE(contains(result.out, "FAIL  WAK-4")) << result.out;
    EXPECT_TRUE(contains(summary(result, "plugin-waker-class-without-wake"),
                         "has a vocabulary without wake, which is required; set it in the vocabulary"))
        << result.out;
}

TEST(APlugin, ThatIsNoSharedObjectGetsAVerdict) {
    const testing::TemporaryFolder folder;
    const std::string text = folder.write("libtext.so", "not a shared object\n");
    std::string whole = testing::read_file(plugin("sound"));
    const std::string cut = folder.write("libcut.so", whole.substr(0, whole.size() / 3));
    const std::string empty = folder.write("libempty.so", "");
    const Finished result =
        run({text, cut, empty, plugin("sound")});  // the loader itself crashes of the second
    EXPECT_EQ(result.code, codes::bad_adapter) << result.out << result.err;
    EXPECT_TRUE(contains(summary(result, "libcut.so"), "the file is damaged")) << result.out;
    for (const char* const name : {"libtext.so", "libempty.so"}) {
        EXPECT_TRUE(contains(summary(result, name), "cannot be loaded")) << result.out;
        EXPECT_TRUE(contains(summary(result, name), "build it as a shared object")) << result.out;
    }
    expect_next_is_judged(result);
}

TEST(APlugin, WhoseFileIsOfAnyOtherKindGetsAVerdictToo) {
    const testing::TemporaryFolder folder;
    const std::string notes = folder.write("notes.txt", "nothing to load\n");
    const Finished result = run({notes, "/bin/true", plugin("sound")});
    EXPECT_EQ(result.code, codes::bad_adapter) << result.out << result.err;
    EXPECT_TRUE(contains(summary(result, "notes.txt"),
                         "bad adapter: neither a shared object nor an executable worker"))
        << result.out;
    EXPECT_TRUE(contains(summary(result, "true"), "bad adapter: no worker of wakelaw")) << result.out;
    expect_next_is_judged(result);
}

/// Waits for the end of a process that is not this one's child. What was killed ends soon; the limit is there
/// for what was not.
bool ends(pid_t process) {
    constexpr int limit_ms = 60'000;
    const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
    if (descriptor < 0) {
        return errno == ESRCH;
    }
    pollfd end{descriptor, POLLIN, 0};
    const bool ended = poll(&end, 1, limit_ms) == 1;
    close(descriptor);
    return ended;
}

TEST(APlugin, ThatForksLeavesNoProcessBehind) {
    const testing::TemporaryFolder folder;
    const Finished result =
        testing::run_program({WAKELAW_TOOL, "run", plugin("forks"), plugin("sound"), "--cases", "100",
                              "--budget", "1h", "--rule", "EXEC-5,EXEC-14"},
                             {{"WAKELAW_SUBJECTS", ""}, {"WAKELAW_TEST_FORKS", folder.at("forks")}});
    expect_next_is_judged(result);
    std::ifstream forks(folder.at("forks"));
    std::size_t count = 0;
    for (pid_t process = 0; forks >> process; ++count) {
        EXPECT_TRUE(ends(process)) << process << " is still there";
    }
    EXPECT_GT(count, 0U) << result.out;
}

TEST(APlugin, ThatIsNotThereIsAFaultOfTheCommandLine) {
    const Finished result = run({"/nonexistent/lib.so"});
    EXPECT_EQ(result.code, codes::usage) << result.out << result.err;
    EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    EXPECT_TRUE(contains(result.err, "/nonexistent/lib.so")) << result.err;
}

TEST(APlugin, IsFoundInAFolderAndCalledByItsName) {
    const testing::TemporaryFolder folder;
    fs::copy_file(plugin("sound"), folder.at("libmine.so"));
    const Finished list = wakelaw({"list", "--subjects", folder.path.string()});
    EXPECT_TRUE(contains(list.out, "plugin ")) << list.out;
    const Finished result = wakelaw({"run", "plugin", "--subjects", folder.path.string(), "--cases", "50",
                                     "--budget", "1h", "--rule", "EXEC-5"});
    EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
}

TEST(APlugin, IsJudgedByItsThreadSanitizerFlavourToo) {
    const Finished result =
        wakelaw({"run", plugin("flavoured"), "--cases", "400", "--budget", "1h", "--rule", "THR-1,EXEC-5"});
    EXPECT_EQ(result.code, testing::address_sanitizer ? result.code : codes::conformant)
        << result.out << result.err;
    EXPECT_TRUE(contains(result.out, "ThreadSanitizer, ")) << result.out;
}

TEST(APlugin, NeedsItsWorkerAndSaysWhereThatIsMissing) {
    const Finished result =
        testing::run_program({WAKELAW_TOOL, "run", plugin("sound")},
                             {{"WAKELAW_SUBJECTS", ""}, {"WAKELAW_PLUGIN_WORKER", "/nonexistent/worker"}});
    EXPECT_NE(result.code, codes::conformant);
    EXPECT_EQ(summary(result, "plugin"), "") << "nothing was judged: " << result.out;
}

TEST(Plugins, AreToldFromWorkers) {
    EXPECT_TRUE(is_plugin(plugin("sound")));
    EXPECT_FALSE(is_plugin(WAKELAW_TOOL)) << "a program is no plug-in, though it is loaded at any address";
    EXPECT_FALSE(is_plugin("/nonexistent/lib.so"));
    const testing::TemporaryFolder folder;
    EXPECT_TRUE(is_plugin(folder.write("lib.so.1", "")));
    EXPECT_FALSE(is_plugin(folder.write("lib.sorted", "")));
    EXPECT_FALSE(is_plugin(folder.script("worker", "exit 0")));
    fs::copy_file(plugin("sound"), folder.at("without_a_suffix"));
    EXPECT_TRUE(is_plugin(folder.at("without_a_suffix")));
}

TEST(Plugins, HaveASanitizerFlavourBesideThem) {
    EXPECT_EQ(sanitizer_flavour_of("/a/libmine.so"), "/a/libmine.tsan.so");
    EXPECT_EQ(sanitizer_flavour_of("/a/worker"), "/a/worker.tsan");
    const testing::TemporaryFolder folder;
    EXPECT_TRUE(is_sanitizer_plugin(folder.write("libmine.tsan.so", "")));
    EXPECT_FALSE(is_sanitizer_plugin(folder.write("libmine.so", "")));
}

}  // namespace
}  // namespace wakelaw::conformance

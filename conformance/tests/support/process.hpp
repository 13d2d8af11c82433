// SPDX-License-Identifier: MIT
/// \file
/// Programs that a test runs: with their output caught, or under way and reached through pipes.
#pragma once

#include <sched.h>
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace wakelaw::conformance::testing {

/// Whether this build and its workers have AddressSanitizer: they count no memory then, and the rules that
/// rest on that (EXEC-16, WAK-1 and others) cannot be put to the test.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool address_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool address_sanitizer = true;
#else
inline constexpr bool address_sanitizer = false;
#endif
#else
inline constexpr bool address_sanitizer = false;
#endif

using Environment = std::vector<std::pair<std::string, std::string>>;

/// A program under way, in a process group of its own. Killed, with all that it started in that group, when
/// this goes out of scope.
class Child {
public:
    /// \param environment is added to that of the test.
    explicit Child(const std::vector<std::string>& command, const Environment& environment = {},
                   const std::string& directory = "");
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t id() const { return id_; }
    /// Waits for a line on its standard output; without its end. Empty if there is none any more.
    [[nodiscard]] std::string read_line();
    void signal_group(int signal) const;
    /// Reads both outputs to their ends, then waits. `code` is the exit status, or minus the signal.
    void finish();

    int code = 0;
    std::string out;
    std::string err;

private:
    pid_t id_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
};

/// What came of a program that ran to its end.
struct Finished {
    int code = 0;  ///< minus the signal that killed it
    std::string out;
    std::string err;
};
[[nodiscard]] Finished run_program(const std::vector<std::string>& command,
                                   const Environment& environment = {}, const std::string& directory = "");

/// Waits, without a limit of its own, until `condition` holds; lets others run in between.
template <class Condition>
void wait_for(Condition condition) {
    while (!condition()) {
        sched_yield();
    }
}

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

/// A folder that is gone afterwards.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] std::string at(const std::string& name) const { return (path / name).string(); }
    /// A file of that content; \return its path.
    std::string write(const std::string& name, const std::string& content) const;
    /// A shell script that can be executed; \return its path.
    std::string script(const std::string& name, const std::string& body) const;

    std::filesystem::path path;
};

}  // namespace wakelaw::conformance::testing

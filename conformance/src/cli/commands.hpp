// SPDX-License-Identifier: MIT
/// \file
/// The commands of the tool. Each returns the process's exit code (report/exit_code.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wakelaw::conformance::cli {

/// What every command that looks for subjects understands.
struct Places {
    std::vector<std::string>
        subjects;  ///< folders or workers; empty: where the tool itself was built or installed
};

struct ListOptions {
    Places places;
    bool rules = true;
    bool subjects = true;
    std::string format = "text";
};
int list(const ListOptions& options);

struct RunOptions {
    Places places;
    std::vector<std::string> subjects;  ///< names, globs, paths of workers
    std::string rules = "*";
    std::string budget = "quick";
    std::optional<std::uint64_t> cases;
    std::uint64_t seed = 1;
    std::string jsonl;
    std::string junit;
    std::string scenario;
    std::string schedules;  ///< empty: what suits the subject
    bool weak_memory = false;
    unsigned jobs = 1;
    bool stop_when_found = false;
    bool colour = false;
    bool terminal = false;
};
int run(const RunOptions& options);

struct ReplayOptions {
    Places places;
    std::string token;
    std::uint32_t tries = 100;
    bool debug = false;  ///< in this process, on threads of the system, for a debugger
    bool colour = false;
};
int replay(const ReplayOptions& options);

int explain(const std::string& rules, std::size_t width);

}  // namespace wakelaw::conformance::cli

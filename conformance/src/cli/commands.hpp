// SPDX-License-Identifier: MIT
/// \file
/// The commands of the tool. Each returns the process's exit code (report/exit_code.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/liberties.hpp"

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
    std::string trace;  ///< the traces of all failures, for check-trace
    std::string scenario;
    std::string schedules;  ///< empty: what suits the subject
    scenario::Liberties liberties = {};  ///< under control
    unsigned jobs = 1;
    std::string waivers;  ///< a file of violations that are accepted
    bool stop_when_found = false;
    bool examine_adapter = true;  ///< false: the rules at once, whatever the doctor would say
    bool colour = false;
    bool terminal = false;
    bool quiet = false;  ///< no report of each subject on standard output
};
int run(const RunOptions& options);

struct DoctorOptions {
    Places places;
    std::vector<std::string> subjects;  ///< as for run
};
/// Examines adapters without judging a rule.
int doctor(const DoctorOptions& options);

struct NewAdapterOptions {
    std::string name;  ///< of the subject, and of the files
    std::string folder = ".";
};
/// Writes an adapter to begin with, its CMakeLists.txt and a CI job. Overwrites nothing.
int new_adapter(const NewAdapterOptions& options);

struct MatrixOptions {
    /// Its subjects may be records too: paths that end in .jsonl. None: all that are found, but for those
    /// that the suite tests itself with.
    RunOptions run;
    std::string format = "markdown";
    std::string known;  ///< a file of known findings; none if empty
    std::string output;  ///< standard output if empty
};
int matrix(const MatrixOptions& options);

struct ReplayOptions {
    Places places;
    std::string token;
    std::uint32_t tries = 100;
    std::string trace;  ///< the trace of the last run, for check-trace
    bool debug = false;  ///< in this process, on threads of the system, for a debugger
    bool colour = false;
};
int replay(const ReplayOptions& options);

struct SelftestOptions {
    Places places;
    std::uint64_t seeds = 1;  ///< sessions for each subject
    std::uint64_t first_seed = 1;
    std::string budget = "quick";
    std::uint64_t cases = 0;  ///< at most, for each session; 0: as the budget says
    std::string only = "*";  ///< names or rules, a glob
    unsigned jobs = 1;
    std::string expectations;  ///< empty: beside the tool
    bool own_rule = false;
    bool found_under_control = false;  ///< only what controlled schedules have to show
    std::string schedules = "natural";  ///< else nothing but controlled ones
    scenario::Liberties liberties = {};  ///< under control
    std::string pages;  ///< compare failure pages with those in this folder, and measure counterexamples
    bool approve = false;  ///< write the pages instead
    bool pages_under_control = false;  ///< pages of controlled schedules as well
    std::string state;  ///< the seeds that each subject has had are in this file; the run goes on there
    std::string time = "10m";  ///< with a state: how long
    std::string power;  ///< take how surely each specimen was found into this file
};
/// Whether the suite finds the specimens and accuses nobody else.
int selftest(const SelftestOptions& options);

/// Applies the laws to traces that came from elsewhere.
int check_trace(const std::string& path, bool colour);

int explain(const std::string& rules, std::size_t width);

}  // namespace wakelaw::conformance::cli

// SPDX-License-Identifier: MIT
/// \file
/// A worker as its supervisor sees it: scenarios go in, traces come out, whatever the subject does in
/// between.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scenario/scenario.hpp"
#include "trace/view.hpp"
#include "worker/shared_memory.hpp"

namespace wakelaw::conformance {

/// Where a subject is found and what it says of itself.
struct SubjectEntry {
    std::string name;
    trace::Facts facts;
    std::string worker;  ///< path of the plain flavour
    std::uint32_t index = 0;  ///< of the subject in that worker
    std::string tsan_worker;  ///< path of the ThreadSanitizer flavour; empty if there is none
    std::uint32_t tsan_index = 0;
    bool counts_memory = true;  ///< the plain flavour sees live blocks; a sanitizer in it keeps it from that
    Capabilities emulated;  ///< the adapter supplies these itself
    std::string controlled_worker;  ///< path of the controlled flavour; empty if there is none
    std::uint32_t controlled_index = 0;
    std::vector<Capability> unprovided;  ///< declared, but the adapter has no operation for it
    std::string version;  ///< the executor's own; empty if it does not say
    Profiles profiles;
    std::vector<std::string> faults;  ///< of its table or its file, one line each: it cannot be run
};

/// The worker cannot be started, or is no worker: the suite or the adapter is at fault, no rule is.
struct WorkerTrouble {
    std::string what;
};

/// One case and what came of it.
struct CaseResult {
    scenario::Scenario scenario;
    trace::Trace trace;
    bool unproved = false;  ///< the case was ended without a proof of anything
};

/// How patient the supervisor is. Only `unproved` results depend on these.
struct Patience {
    std::uint64_t processor_ns = 5'000'000'000;  ///< of processor time without an event
    std::uint64_t wall_ns = 20'000'000'000;  ///< of waiting in states that prove nothing
};

/// Runs cases in a process of its own, replaced when a case kills it. Used from one thread.
class WorkerProcess {
public:
    /// \throws WorkerTrouble if the worker does not come up.
    WorkerProcess(std::string path, std::uint32_t subject, trace::Facts facts, Patience patience = {});
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /// Hands over at most `lane_cases` scenarios. At most two lanes are under way; `busy()` counts them.
    void submit(std::vector<scenario::Scenario> scenarios);
    [[nodiscard]] std::size_t busy() const { return pending_.size(); }
    /// Waits for the lane submitted first. Results are in the order of the scenarios.
    [[nodiscard]] std::vector<CaseResult> collect();
    /// One scenario, alone. Precondition: not busy.
    [[nodiscard]] CaseResult run(const scenario::Scenario& scenario);

    /// How many threads it has, and which process it is. Precondition: not busy.
    [[nodiscard]] std::size_t thread_count() const;
    [[nodiscard]] pid_t process() const { return process_; }

    /// The end of what the subject printed since the last call, at most a few kilobytes.
    [[nodiscard]] std::string take_output();
    /// How long the last stall took from its begin, as near as it can be told, to its proof, in nanoseconds.
    [[nodiscard]] std::uint64_t last_stall_ns() const { return last_stall_ns_; }

protected:
    void start();
    void stop();
    /// Whether it is gone by itself; `end_process` tells how, and ends what it has left behind.
    [[nodiscard]] bool has_ended() const;
    [[nodiscard]] CaseResult read_case(Lane& lane, std::size_t index, scenario::Scenario scenario) const;
    /// Ends the trace of a case in whose midst the worker died.
    static void close_case(Lane& lane, std::size_t index, trace::Event last);
    /// What is to be said of a worker that `waitpid` found gone.
    [[nodiscard]] static trace::Event death(int status);

    std::string path_;
    std::uint32_t subject_;
    trace::Facts facts_;
    Patience patience_;
    pid_t process_ = -1;
    SharedMemory* shared_ = nullptr;

private:
    struct Pending {
        std::uint32_t number = 0;  ///< of the submission
        std::vector<scenario::Scenario> scenarios;
    };
    void submit_lane(const std::vector<scenario::Scenario>& scenarios);
    bool wait_for_lane(const Pending& pending);
    void bury(trace::Event last, Lane& lane);
    std::vector<CaseResult> collect_lane(Pending pending, std::vector<scenario::Scenario>& left_over);

    int memory_fd_ = -1;
    int output_fd_ = -1;
    std::vector<pid_t> runtime_threads_;
    std::deque<Pending> pending_;
    std::uint64_t last_stall_ns_ = 0;
    int deaths_between_cases_ = 0;
};

}  // namespace wakelaw::conformance

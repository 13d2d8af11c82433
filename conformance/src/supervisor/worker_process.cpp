// SPDX-License-Identifier: MIT
#include "supervisor/worker_process.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>

#include "scenario/binary.hpp"
#include "supervisor/child_process.hpp"
#include "supervisor/plugin.hpp"
#include "supervisor/threads.hpp"
#include "worker/futex.hpp"

namespace wakelaw::conformance {

namespace {

constexpr std::int64_t look_every_ns = 1'000'000;
constexpr std::uint64_t start_limit_ns = 60'000'000'000;
constexpr rlim_t output_limit = rlim_t{16} << 20;
constexpr std::size_t output_tail = 2000;

std::uint64_t now_ns() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

trace::Event about_worker(trace::Kind kind, std::uint16_t object, std::uint64_t value) {
    trace::Event event;
    event.kind = kind;
    event.object = object;
    event.value = value;
    return event;
}

trace::Event killed(trace::Killed why) {
    return about_worker(trace::Kind::killed, static_cast<std::uint16_t>(why), 0);
}

/// Between fork and exec: only calls that are safe in a process with other threads.
[[noreturn]] void become_worker(char* const arguments[], int memory, int output) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    const rlimit output_size{output_limit, output_limit};
    setrlimit(RLIMIT_FSIZE, &output_size);
    signal(SIGXFSZ, SIG_IGN);  // what is printed beyond the limit is lost, and costs the subject nothing
    become_program(arguments, memory, output);
}

}  // namespace

WorkerProcess::WorkerProcess(std::string path, std::uint32_t subject, trace::Facts facts, Patience patience)
    : path_(std::move(path)), subject_(subject), facts_(facts), patience_(patience) {
    memory_fd_ = memfd_create("wakelaw", MFD_CLOEXEC);
    output_fd_ = memfd_create("wakelaw-output", MFD_CLOEXEC);
    if (memory_fd_ < 0 || output_fd_ < 0 || ftruncate(memory_fd_, sizeof(SharedMemory)) != 0) {
        throw WorkerTrouble{"cannot create shared memory: " + std::string(std::strerror(errno))};
    }
    fcntl(output_fd_, F_SETFL, O_APPEND);
    void* const mapped =
        mmap(nullptr, sizeof(SharedMemory), PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd_, 0);
    if (mapped == MAP_FAILED) {
        throw WorkerTrouble{"cannot map shared memory: " + std::string(std::strerror(errno))};
    }
    shared_ = static_cast<SharedMemory*>(mapped);
    // The file is zeroed; that is the initial value of all members but these.
    shared_->magic.store(shared_memory_magic);
    shared_->version.store(protocol_version);
    start();
}

WorkerProcess::~WorkerProcess() {
    stop();
    munmap(shared_, sizeof(SharedMemory));
    close(memory_fd_);
    close(output_fd_);
}

void WorkerProcess::start() {
    shared_->ready.store(0);
    shared_->main_waiting.store(0);
    shared_->waiters.store(0);
    std::vector<std::string> words = worker_command(path_);
    if (words.empty()) {
        throw WorkerTrouble{path_ + ": " + no_plugin_worker};
    }
    words.insert(words.end(), {"--work", "3", std::to_string(subject_)});
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    process_ = fork();
    if (process_ < 0) {
        throw WorkerTrouble{"cannot start " + path_ + ": " + std::strerror(errno)};
    }
    if (process_ == 0) {
        become_worker(arguments.data(), memory_fd_, output_fd_);
    }
    const std::uint64_t begin = now_ns();
    while (shared_->ready.load(std::memory_order_acquire) == 0) {
        futex_wait(shared_->ready, 0, look_every_ns);
        const bool gone = has_ended();
        if (gone || now_ns() - begin > start_limit_ns) {
            const std::string output = take_output();
            stop();
            throw WorkerTrouble{path_ +
                                (gone ? " ended before it ran a case" : " did not start within 60 s") +
                                (output.empty() ? "" : "; it printed: " + output)};
        }
    }
    runtime_threads_.clear();
    if (facts_.thread_sanitizer) {
        for (const ThreadSample& sample : sample_threads(process_, {process_})) {
            runtime_threads_.push_back(sample.id);  // the sanitizer's own; it sleeps and looks around
        }
    }
    shared_->ready.store(2, std::memory_order_release);
    futex_wake_all(shared_->ready);
}

bool WorkerProcess::has_ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == process_;
}

void WorkerProcess::stop() {
    if (process_ > 0) {
        end_process(std::exchange(process_, -1));
    }
}

void WorkerProcess::submit_lane(const std::vector<scenario::Scenario>& scenarios) {
    const std::uint32_t number = shared_->submitted.load();
    Lane& lane = shared_->lanes[number % lane_count];
    const std::uint64_t used = std::min<std::uint64_t>(lane.cursor.load(), lane_events);
    for (std::uint64_t i = 0; i < used; ++i) {
        lane.events[i].head.store(0, std::memory_order_relaxed);
    }
    std::vector<std::uint8_t> bytes;
    std::size_t count = 0;  // as many as there is room for; `collect` submits the rest again
    for (; count < std::min(scenarios.size(), lane_cases); ++count) {
        const std::size_t before = bytes.size();
        scenario::encode(scenarios[count], bytes);
        if (bytes.size() > lane_scenario_bytes) {
            bytes.resize(before);
            break;
        }
    }
    if (count == 0 && !scenarios.empty()) {
        throw WorkerTrouble{"a scenario has more than " + std::to_string(lane_scenario_bytes) +
                            " bytes; give it fewer steps"};
    }
    std::copy(bytes.begin(), bytes.end(), lane.scenarios.begin());
    for (std::size_t i = 0; i < lane_cases; ++i) {
        lane.cases[i].done.store(0);
        lane.cases[i].begin.store(0);
        lane.cases[i].end.store(0);
    }
    lane.cursor.store(0);
    lane.first_case.store(0);
    lane.case_count.store(static_cast<std::uint32_t>(count));
    lane.scenario_bytes.store(static_cast<std::uint32_t>(bytes.size()));
    shared_->submitted.store(number + 1, std::memory_order_release);
    futex_wake_all(shared_->submitted);
}

void WorkerProcess::submit(std::vector<scenario::Scenario> scenarios) {
    if (process_ < 0) {
        start();
    }
    if (lseek(output_fd_, 0, SEEK_END) > static_cast<off_t>(output_limit / 2)) {
        // Make room, so that what comes last is not what is lost.
        const std::string end = take_output();
        [[maybe_unused]] const ssize_t kept = write(output_fd_, end.data(), end.size());
    }
    Pending pending{shared_->submitted.load(), std::move(scenarios)};
    submit_lane(pending.scenarios);
    pending_.push_back(std::move(pending));
}

void WorkerProcess::bury(trace::Event last, Lane& lane) {
    stop();
    const bool lane_done = &lane != &shared_->lanes[shared_->completed.load() % lane_count];
    if (lane_done) {
        start();  // it had gone on to the other lane in the meantime, whose turn comes
        return;
    }
    const std::uint32_t index = shared_->current_case.exchange(no_case);
    if (index >= lane_cases) {
        // Something that an earlier case left behind, a thread perhaps, ended the worker between two cases.
        if (++deaths_between_cases_ > 100) {
            throw WorkerTrouble{path_ + " keeps ending between its cases"};
        }
        start();
        return;
    }
    close_case(lane, index, last);
    lane.first_case.store(index + 1);
    start();
}

void WorkerProcess::close_case(Lane& lane, std::size_t index, trace::Event last) {
    CaseExtent& extent = lane.cases[index];
    const std::uint64_t at = std::min<std::uint64_t>(lane.cursor.load(), lane_events - 1);
    lane.events[at].value.store(last.value);
    lane.events[at].head.store(pack_head(last));
    extent.end.store(at + 1);
    lane.cursor.store(at + 1);
    extent.done.store(1);
}

trace::Event WorkerProcess::death(int status) {
    return WIFSIGNALED(status) ? about_worker(trace::Kind::crashed, trace::nothing,
                                              static_cast<std::uint64_t>(WTERMSIG(status)))
                               : about_worker(trace::Kind::exited, trace::nothing,
                                              static_cast<std::uint64_t>(WEXITSTATUS(status)));
}

bool WorkerProcess::wait_for_lane(const Pending& pending) {
    const std::uint32_t wanted = pending.number + 1;
    Lane& lane = shared_->lanes[pending.number % lane_count];
    std::uint64_t last_cursor = ~std::uint64_t{0};
    std::uint32_t last_case = ~std::uint32_t{0};
    std::uint64_t still_since = now_ns();
    std::uint64_t still_processor = 0;
    while (true) {
        const std::uint32_t completed = shared_->completed.load(std::memory_order_acquire);
        if (static_cast<std::int32_t>(completed - wanted) >= 0) {
            return true;
        }
        futex_wait(shared_->completed, completed, look_every_ns);
        if (has_ended()) {
            const int status = end_process(std::exchange(process_, -1));
            if (static_cast<std::int32_t>(shared_->completed.load() - wanted) >= 0) {
                start();  // it died in the other lane; that one's turn comes
                return true;
            }
            bury(death(status), lane);
            continue;
        }
        const std::uint64_t cursor = lane.cursor.load(std::memory_order_relaxed);
        const std::uint32_t current = shared_->current_case.load(std::memory_order_relaxed);
        if (cursor != last_cursor || current != last_case) {
            last_cursor = cursor;
            last_case = current;
            still_since = now_ns();
            still_processor = processor_time_ns(process_);
            if (cursor >= lane_events) {
                bury(killed(trace::Killed::unproved), lane);
            }
            continue;
        }
        const StallAnswer answer = prove_stall(process_, runtime_threads_);
        const bool still = lane.cursor.load(std::memory_order_relaxed) == cursor &&
                           static_cast<std::int32_t>(shared_->completed.load() - wanted) < 0;
        if (answer == StallAnswer::stalled && still) {
            last_stall_ns_ = now_ns() - still_since;
            if (shared_->main_waiting.load() != 0) {
                // Main sleeps, and hears of it; for it to look is no progress, which it may be waiting for.
                shared_->stall_notices.fetch_add(1);
                futex_wake_all(shared_->progress);
            } else {
                bury(killed(trace::Killed::stalled), lane);
            }
            continue;
        }
        if (processor_time_ns(process_) - still_processor > patience_.processor_ns) {
            bury(killed(trace::Killed::looping), lane);
        } else if (answer != StallAnswer::moving && now_ns() - still_since > patience_.wall_ns) {
            bury(killed(trace::Killed::unproved), lane);
        }
    }
}

CaseResult WorkerProcess::read_case(Lane& lane, std::size_t index, scenario::Scenario scenario) const {
    CaseResult result;
    result.scenario = std::move(scenario);
    result.trace.facts = facts_;
    const std::uint64_t begin = lane.cases[index].begin.load();
    const std::uint64_t end = lane.cases[index].end.load();
    result.trace.truncated = end > lane_events;
    const std::uint64_t last = std::min<std::uint64_t>(end, lane_events);
    result.trace.events.reserve(last > begin ? last - begin : 0);
    for (std::uint64_t i = begin; i < last; ++i) {
        const std::uint64_t head = lane.events[i].head.load(std::memory_order_relaxed);
        const trace::Event event = unpack(head, lane.events[i].value.load(std::memory_order_relaxed));
        if (event.kind != trace::Kind::none) {
            result.trace.events.push_back(event);
        }
    }
    if (!result.trace.events.empty()) {
        const trace::Event& final = result.trace.events.back();
        result.unproved = final.kind == trace::Kind::killed &&
                          final.object != static_cast<std::uint16_t>(trace::Killed::stalled);
    }
    return result;
}

std::vector<CaseResult> WorkerProcess::collect_lane(Pending pending,
                                                    std::vector<scenario::Scenario>& left_over) {
    wait_for_lane(pending);
    Lane& lane = shared_->lanes[pending.number % lane_count];
    std::vector<CaseResult> results;
    results.reserve(pending.scenarios.size());
    for (std::size_t i = 0; i < pending.scenarios.size(); ++i) {
        if (i < lane_cases && lane.cases[i].done.load(std::memory_order_acquire) != 0) {
            results.push_back(read_case(lane, i, std::move(pending.scenarios[i])));
        } else {
            left_over.push_back(std::move(pending.scenarios[i]));
        }
    }
    return results;
}

std::vector<CaseResult> WorkerProcess::collect() {
    struct Part {
        std::vector<CaseResult> done;
        std::vector<scenario::Scenario> left_over;
    };
    // Where a lane had no room for all traces, its rest goes once more, behind what is under way already.
    std::vector<Part> parts;
    do {
        Pending next = std::move(pending_.front());
        pending_.pop_front();
        Part& part = parts.emplace_back();
        part.done = collect_lane(std::move(next), part.left_over);
    } while (!parts.front().left_over.empty() && !pending_.empty());
    std::vector<CaseResult> results;
    for (Part& part : parts) {
        results.insert(results.end(), std::make_move_iterator(part.done.begin()),
                       std::make_move_iterator(part.done.end()));
        while (!part.left_over.empty()) {
            Pending again{shared_->submitted.load(), std::exchange(part.left_over, {})};
            submit_lane(again.scenarios);
            std::vector<CaseResult> more = collect_lane(std::move(again), part.left_over);
            results.insert(results.end(), std::make_move_iterator(more.begin()),
                           std::make_move_iterator(more.end()));
        }
    }
    return results;
}

CaseResult WorkerProcess::run(const scenario::Scenario& scenario) {
    submit({scenario});
    return std::move(collect().front());
}

std::size_t WorkerProcess::thread_count() const { return sample_threads(process_, {}).size(); }

std::string WorkerProcess::take_output() {
    const off_t end = lseek(output_fd_, 0, SEEK_END);
    if (end <= 0) {
        return "";
    }
    const off_t begin = std::max<off_t>(0, end - static_cast<off_t>(output_tail));
    std::string text(static_cast<std::size_t>(end - begin), '\0');
    const ssize_t count = pread(output_fd_, text.data(), text.size(), begin);
    text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    if (ftruncate(output_fd_, 0) != 0) {
        return text;
    }
    return text;
}

}  // namespace wakelaw::conformance

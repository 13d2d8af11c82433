// SPDX-License-Identifier: MIT
#include "supervisor/exploration_process.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <utility>

#include "scenario/binary.hpp"
#include "supervisor/child_process.hpp"
#include "supervisor/threads.hpp"
#include "worker/futex.hpp"

namespace wakelaw::conformance {

namespace {

constexpr std::int64_t look_every_ns = 1'000'000;
/// How often a scenario is taken up again after it has ended the worker.
constexpr std::uint32_t most_deaths = 8;

trace::Event killed(trace::Killed why) {
    trace::Event event;
    event.kind = trace::Kind::killed;
    event.object = static_cast<std::uint16_t>(why);
    return event;
}

trace::Event aborted() {
    trace::Event event;
    event.kind = trace::Kind::crashed;
    event.value = SIGABRT;
    return event;
}

trace::Facts controlled(trace::Facts facts) {
    facts.thread_sanitizer = false;
    facts.controlled = true;
    return facts;
}

void copy(const explore::ChoiceRecord& from, explore::ChoiceRecord& to) {
    const std::uint32_t count = std::min<std::uint32_t>(from.count.load(), most_choices);
    for (std::uint32_t i = 0; i < count; ++i) {
        to.choices[i].store(from.choices[i].load(std::memory_order_relaxed), std::memory_order_relaxed);
        to.alternatives[i].store(from.alternatives[i].load(std::memory_order_relaxed),
                                 std::memory_order_relaxed);
    }
    to.count.store(from.count.load());
}

std::uint64_t now_ns() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

}  // namespace

ExplorationProcess::ExplorationProcess(const SubjectEntry& subject, Patience patience)
    : WorkerProcess(subject.controlled_worker, subject.controlled_index, controlled(subject.facts),
                    patience) {}

// What is to be explored
// ------------------------------------------------------------------------------------------

void ExplorationProcess::hand_over(const std::vector<scenario::Scenario>& scenarios) {
    Exploration& exploration = shared_->exploration;
    std::vector<std::uint8_t> bytes;
    for (const scenario::Scenario& one : scenarios) {
        scenario::encode(one, bytes);
    }
    if (bytes.size() > lane_scenario_bytes) {
        throw WorkerTrouble{"the scenarios have more than " + std::to_string(lane_scenario_bytes) +
                            " bytes together; give them fewer steps"};
    }
    ExplorationOrder& order = exploration.order;
    order.number = ++orders_;
    order.scenario_count = static_cast<std::uint32_t>(scenarios.size());
    order.scenario_bytes = static_cast<std::uint32_t>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), order.scenarios.begin());
    order.first_scenario = 0;
    order.deaths = 0;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
        exploration.progress[i].schedules.store(0);
        exploration.progress[i].steps.store(0);
        exploration.progress[i].exhausted.store(0);
    }
    exploration.stop.store(0);
    exploration.ended.store(not_ended);
    if (process_ < 0) {
        start();
    }
}

void ExplorationProcess::set(const Search& search, std::uint64_t seed, std::uint64_t most_schedules) {
    ExplorationOrder& order = shared_->exploration.order;
    order.strategy = search.strategy;
    order.preemptions = search.preemptions;
    order.deviations = search.deviations;
    order.marked_part = search.between_start_and_end;
    order.depth = search.depth;
    order.liberties = search.liberties;
    order.seed = seed;
    order.most_schedules = most_schedules;
    order.replays = false;
    order.choice_count = 0;
}

void ExplorationProcess::begin(std::vector<scenario::Scenario> scenarios, const Search& search,
                               std::uint64_t seed, std::uint64_t most_schedules) {
    scenarios_ = std::move(scenarios);
    scenarios_.resize(std::min(scenarios_.size(), most_in_order));
    set(search, seed, most_schedules);
    hand_over(scenarios_);
    submit();
    submit();
}

ScheduledTrace ExplorationProcess::replay(const scenario::Scenario& scenario,
                                          const std::vector<std::uint8_t>& choices,
                                          scenario::Liberties liberties) {
    Search search;
    search.liberties = liberties;
    set(search, 1, 1);
    ExplorationOrder& order = shared_->exploration.order;
    order.replays = true;
    order.choice_count = static_cast<std::uint32_t>(std::min(choices.size(), most_choices));
    std::copy_n(choices.begin(), order.choice_count, order.choices.begin());
    scenarios_ = {scenario};
    hand_over(scenarios_);
    submit();
    std::vector<ScheduledTrace> traces;
    while (under_way()) {
        std::vector<ScheduledTrace> more = next();
        std::move(more.begin(), more.end(), std::back_inserter(traces));
    }
    // Before it stands the default schedule, with which every scenario begins; where that ends the worker, it
    // is all there is.
    return traces.empty() ? ScheduledTrace{} : std::move(traces.back());
}

void ExplorationProcess::abandon() {
    if (!under_way()) {
        return;
    }
    shared_->exploration.stop.store(1);
    while (under_way()) {
        (void)next();
    }
}

Explored ExplorationProcess::explored(std::size_t scenario) const {
    const ScenarioProgress& progress = shared_->exploration.progress[scenario];
    return {progress.schedules.load(), progress.steps.load(), progress.exhausted.load() != 0};
}

std::uint64_t ExplorationProcess::schedules() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < shared_->exploration.order.scenario_count; ++i) {
        sum += explored(i).schedules;
    }
    return sum;
}

// Lanes
// -----------------------------------------------------------------------------------------------------------

void ExplorationProcess::submit() {
    const std::uint32_t number = shared_->submitted.load();
    Lane& lane = shared_->lanes[number % lane_count];
    const std::uint64_t used = std::min<std::uint64_t>(lane.cursor.load(), lane_events);
    for (std::uint64_t i = 0; i < used; ++i) {
        lane.events[i].head.store(0, std::memory_order_relaxed);
    }
    for (CaseExtent& extent : lane.cases) {
        extent.done.store(0);
        extent.begin.store(0);
        extent.end.store(0);
    }
    lane.cursor.store(0);
    lane.first_case.store(0);
    shared_->submitted.store(number + 1, std::memory_order_release);
    futex_wake_all(shared_->submitted);
    pending_.push_back(number);
}

std::vector<ScheduledTrace> ExplorationProcess::next() {
    const std::uint32_t number = pending_.front();
    wait_for(number);
    pending_.erase(pending_.begin());
    std::vector<ScheduledTrace> traces = read(shared_->lanes[number % lane_count]);
    const bool finished = shared_->exploration.finished.load() == shared_->exploration.order.number;
    if (!finished) {
        submit();
    } else if (pending_.empty()) {
        scenarios_.clear();
    }
    return traces;
}

void ExplorationProcess::wait_for(std::uint32_t number) {
    const std::uint32_t wanted = number + 1;
    std::uint64_t last_progress = ~std::uint64_t{0};
    std::uint64_t still_since = now_ns();
    std::uint64_t still_processor = 0;
    while (true) {
        const std::uint32_t completed = shared_->completed.load(std::memory_order_acquire);
        if (static_cast<std::int32_t>(completed - wanted) >= 0) {
            return;
        }
        futex_wait(shared_->completed, completed, look_every_ns);
        if (has_ended()) {
            const int status = end_process(std::exchange(process_, -1));
            after_death(death(status), shared_->completed.load());
            last_progress = ~std::uint64_t{0};
            continue;
        }
        const Lane& lane = shared_->lanes[shared_->completed.load() % lane_count];
        const std::uint64_t progress =
            schedules() * lane_events * 2 + lane.cursor.load(std::memory_order_relaxed);
        if (progress != last_progress) {
            last_progress = progress;
            still_since = now_ns();
            still_processor = processor_time_ns(process_);
            continue;
        }
        // Under control nothing of this may happen: what runs has scheduling points, and what waits is woken.
        if (processor_time_ns(process_) - still_processor > patience_.processor_ns) {
            stop();
            after_death(killed(trace::Killed::looping), shared_->completed.load());
        } else if (now_ns() - still_since > patience_.wall_ns) {
            stop();
            throw Uncontrolled{"it waits for something outside of the explorer's control", false};
        }
    }
}

void ExplorationProcess::after_death(trace::Event last, std::uint32_t number) {
    Exploration& exploration = shared_->exploration;
    const std::uint32_t why = exploration.ended.exchange(not_ended);
    const std::string message(exploration.ended_message.data());
    if (why != not_ended) {
        switch (static_cast<explore::Kind>(why)) {
            case explore::Kind::deadlock:
                last = killed(trace::Killed::stalled);
                break;
            case explore::Kind::livelock:
                last = killed(trace::Killed::looping);
                break;
            case explore::Kind::crash:
            case explore::Kind::assertion:
                last = aborted();
                break;
            case explore::Kind::nondeterministic:
                if (!exploration.order.replays) {
                    throw Uncontrolled{"it does not repeat its own schedules: " + message, true};
                }
                last = killed(trace::Killed::unproved);
                break;
            default:
                throw Uncontrolled{message, false};
        }
    }
    Lane& lane = shared_->lanes[number % lane_count];
    const std::uint32_t index = shared_->current_case.exchange(no_case);
    if (index >= lane_cases) {
        const std::string output = take_output();
        throw WorkerTrouble{path_ + " ended between two schedules, by " +
                            (last.kind == trace::Kind::crashed ? "signal " : "exit status ") +
                            std::to_string(last.value) + (output.empty() ? "" : "; it printed: " + output)};
    }
    close_case(lane, index, last);
    lane.first_case.store(index + 1);
    CaseExtent& extent = lane.cases[index];
    const std::uint32_t begin = extent.choices_begin.load();
    const std::uint32_t count = std::min<std::uint32_t>(exploration.choices.count.load(), most_choices);
    for (std::uint32_t i = 0; i < count; ++i) {
        lane.scenarios[begin + i] = exploration.choices.choices[i].load();
    }
    extent.choices_end.store(begin + count);

    ExplorationOrder& order = exploration.order;
    const std::uint32_t scenario = extent.scenario.load();
    const bool by_default_schedule = exploration.progress[scenario].schedules.load() == 0;
    if (by_default_schedule) {
        exploration.progress[scenario].schedules.store(1);
    }
    const bool lost = order.systematic() && exploration.position_length.load() == 0;
    order.deaths = order.first_scenario == scenario ? order.deaths + 1 : 1;
    order.first_scenario = scenario;
    copy(exploration.choices, exploration.fatal_choices);
    if (order.replays || by_default_schedule || lost || order.deaths >= most_deaths) {
        ++order.first_scenario;
        order.deaths = 0;
    }
    start();
}

std::vector<ScheduledTrace> ExplorationProcess::read(Lane& lane) {
    std::vector<ScheduledTrace> traces;
    for (std::size_t i = 0; i < lane_cases && lane.cases[i].done.load(std::memory_order_acquire) != 0; ++i) {
        const CaseExtent& extent = lane.cases[i];
        ScheduledTrace one;
        one.scenario = extent.scenario.load();
        one.schedule = extent.schedule.load();
        one.choices.assign(lane.scenarios.begin() + extent.choices_begin.load(),
                           lane.scenarios.begin() + extent.choices_end.load());
        one.result = read_case(lane, i, scenarios_[one.scenario]);
        traces.push_back(std::move(one));
    }
    return traces;
}

std::uint64_t digest_of(const std::string& worker) {
    std::ifstream file(worker, std::ios::binary);
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325U;
    bool any = false;
    std::vector<char> buffer(std::size_t{1} << 16);
    while (file) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        for (std::streamsize i = 0; i < file.gcount(); ++i) {
            hash =
                (hash ^ static_cast<unsigned char>(buffer[static_cast<std::size_t>(i)])) * 0x100'0000'01B3U;
            any = true;
        }
    }
    return any ? hash : 0;
}

}  // namespace wakelaw::conformance

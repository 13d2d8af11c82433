// SPDX-License-Identifier: MIT
#include "worker/explorer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "scenario/binary.hpp"
#include "worker/fingerprint.hpp"
#include "worker/flavour.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

namespace {

constexpr int suite_error = 70;
constexpr std::uint32_t most_steps = 50'000;
constexpr std::uint64_t schedules_in_slice = 500;
constexpr std::size_t most_known = 1'000'000;
constexpr std::uint32_t most_sightings =
    8;  ///< of one schedule: what follows the first ones says nothing new

std::uint32_t sightings = 0;
bool replaying = false;

SharedMemory& shared_of(void* data) { return *static_cast<SharedMemory*>(data); }

Case* running_case = nullptr;

bool stalled(void*) { return running_case->end_stall(); }

void seen(void*, const explore::Sighting& sighting) {
    if (++sightings > most_sightings) {
        return;
    }
    if (replaying) {
        std::printf("%s\n", sighting.message.c_str());  // shown on the failure's page
        std::fflush(stdout);
    }
    if (sighting.kind == explore::Kind::data_race) {
        const trace::RaceOn memory = race_on(sighting.address);
        const trace::RaceOn where =
            memory == trace::RaceOn::subject && sighting.at_release ? trace::RaceOn::release : memory;
        record(trace::Kind::data_race, trace::nothing, static_cast<std::uint16_t>(where), 0,
               sighting.address);
        return;
    }
    const trace::MemoryFault fault = sighting.kind == explore::Kind::double_free
                                         ? trace::MemoryFault::double_free
                                         : trace::MemoryFault::use_after_free;
    record(trace::Kind::memory_fault, trace::nothing, static_cast<std::uint16_t>(fault), 0, sighting.address);
}

/// The schedule cannot return: the supervisor reads why, and starts another worker.
[[noreturn]] void leave(Exploration& exploration, explore::Kind kind, std::string_view message) {
    const std::size_t length = std::min(message.size(), exploration.ended_message.size() - 1);
    std::memcpy(exploration.ended_message.data(), message.data(), length);
    exploration.ended_message[length] = '\0';
    exploration.ended.store(static_cast<std::uint32_t>(kind), std::memory_order_release);
    _exit(suite_error);
}

void ended(void* data, explore::Kind kind, std::string_view message) {
    leave(shared_of(data).exploration, kind, message);
}

}  // namespace

explore::Options options_of(const ExplorationOrder& order) {
    explore::Options options;
    options.strategy = order.strategy;
    options.seed = order.seed;
    options.depth = order.depth;
    options.preemptions = order.preemptions;
    options.deviations = order.deviations;
    options.marked_part = order.marked_part;
    options.weak_memory = order.liberties.weak_memory;
    options.spurious = order.liberties.spurious;
    options.schedules = order.most_schedules;
    options.schedules_per_process = 0;
    options.most_steps = most_steps;
    return options;
}

Explorer::Explorer(SharedMemory& shared, Case& the_case)
    : shared_(shared), exploration_(shared.exploration), case_(the_case) {
    running_case = &the_case;
}

bool Explorer::over() const { return scenario_ >= scenarios_.size(); }

void Explorer::begin_order() {
    const ExplorationOrder& order = exploration_.order;
    order_ = order.number;
    std::span<const std::uint8_t> bytes(order.scenarios.data(), order.scenario_bytes);
    scenarios_.clear();
    for (std::uint32_t i = 0; i < order.scenario_count; ++i) {
        std::optional<scenario::Scenario> decoded = scenario::decode(bytes);
        if (!decoded) {
            _exit(suite_error);
        }
        scenarios_.push_back(std::move(*decoded));
    }
    scenario_ = order.first_scenario;
    known_.clear();
    replaying = order.replays;
    case_.set_weak_memory(order.liberties.weak_memory);
    rehearsals_ = 0;
    controller_.reset();
}

void Explorer::begin_scenario() {
    const ExplorationOrder& order = exploration_.order;
    exploration_.scenario.store(scenario_, std::memory_order_relaxed);
    explore::Options options = options_of(order);
    // Another scenario, or another worker after a death: other random schedules.
    options.seed += (std::uint64_t{scenario_} << 32) + order.deaths;
    const explore::Hooks hooks{&shared_, &stalled, &seen, &ended};
    controller_ = std::make_unique<explore::Controller>(options, exploration_.choices, hooks);
    if (!warmed_up()) {
        controller_->replay({});
    } else if (order.replays) {
        controller_->replay({order.choices.data(), order.choices.data() + order.choice_count});
    } else if (order.systematic() && order.deaths != 0 && scenario_ == order.first_scenario) {
        controller_->resume({exploration_.position.data(), exploration_.position_length.load()});
        controller_->resume_after(exploration_.fatal_choices);
    }
}

bool Explorer::warmed_up() const { return rehearsals_ >= (exploration_.order.replays ? 1U : 3U); }

void Explorer::end_rehearsal(std::uint64_t hash) {
    ++rehearsals_;
    controller_.reset();
    if (rehearsals_ == 2) {
        rehearsed_ = hash;
    } else if (rehearsals_ == 3 && hash != rehearsed_) {
        leave(exploration_, explore::Kind::nondeterministic,
              "the default schedule, run twice, led to two runs");
    }
}

void Explorer::note_position() {
    const std::string position = controller_->position();
    const bool fits = position.size() <= exploration_.position.size();
    if (fits) {
        std::copy(position.begin(), position.end(), exploration_.position.begin());
    }
    exploration_.position_length.store(fits ? static_cast<std::uint32_t>(position.size()) : 0,
                                       std::memory_order_relaxed);
}

void Explorer::end_scenario() {
    controller_.reset();
    rehearsals_ = 0;
    ++scenario_;
    known_.clear();
}

void Explorer::fill(Lane& lane) {
    if (exploration_.order.number != order_) {
        begin_order();
    }
    // Not from the beginning, where a worker before this one has died in the lane.
    traces_ = lane.first_case.load(std::memory_order_relaxed);
    choice_bytes_ = traces_ == 0 ? 0 : lane.cases[traces_ - 1].choices_end.load(std::memory_order_relaxed);
    std::uint64_t schedules = 0;
    while (!over() && exploration_.stop.load(std::memory_order_relaxed) == 0 && traces_ < lane_cases &&
           lane.cursor.load(std::memory_order_relaxed) <= lane_events / 2 &&
           choice_bytes_ + most_choices <= lane.scenarios.size() && schedules < schedules_in_slice) {
        run_schedule(lane);
        ++schedules;
    }
    recorder().stop();
    shared_.current_case.store(no_case, std::memory_order_relaxed);
    if (over() || exploration_.stop.load(std::memory_order_relaxed) != 0) {
        exploration_.finished.store(order_, std::memory_order_relaxed);
    }
}

void Explorer::run_schedule(Lane& lane) {
    if (controller_ == nullptr) {
        begin_scenario();
    }
    const ExplorationOrder& order = exploration_.order;
    ScenarioProgress& progress = exploration_.progress[scenario_];
    const std::uint64_t begin = lane.cursor.load(std::memory_order_relaxed);
    CaseExtent& extent = lane.cases[traces_];
    extent.begin.store(begin, std::memory_order_relaxed);
    extent.scenario.store(scenario_, std::memory_order_relaxed);
    extent.schedule.store(progress.schedules.load(std::memory_order_relaxed), std::memory_order_relaxed);
    extent.choices_begin.store(choice_bytes_, std::memory_order_relaxed);
    extent.choices_end.store(choice_bytes_, std::memory_order_relaxed);
    if (warmed_up()) {
        if (order.systematic() && !order.replays) {
            note_position();
        }
        progress.schedules.fetch_add(1, std::memory_order_relaxed);
    }
    shared_.current_case.store(traces_, std::memory_order_relaxed);
    sightings = 0;
    recorder().start_case(lane, ++case_number_);
    const scenario::Scenario& scenario = scenarios_[scenario_];
    forget_earlier_cases();
    const explore::ScheduleReport report = controller_->run([&] {
        Recorder::this_thread_is(0);
        case_.run(scenario);
        record(trace::Kind::case_end);
    });
    recorder().stop();
    progress.steps.fetch_add(report.steps, std::memory_order_relaxed);
    const std::uint64_t end = std::min<std::uint64_t>(lane.cursor.load(), lane_events);
    const bool keep =
        order.replays || (known_.size() < most_known && known_.insert(fingerprint(lane, begin, end)).second);
    if (keep) {
        keep_trace(lane, begin);
    } else {
        forget_trace(lane, begin);
    }
    if (!warmed_up()) {
        end_rehearsal(report.hash);
        return;
    }
    const bool exhausted = controller_->exhausted();
    progress.exhausted.store(exhausted ? 1 : 0, std::memory_order_relaxed);
    if (exhausted || order.replays ||
        progress.schedules.load(std::memory_order_relaxed) >= order.most_schedules) {
        end_scenario();
    }
}

void Explorer::keep_trace(Lane& lane, std::uint64_t begin) {
    CaseExtent& extent = lane.cases[traces_];
    const std::uint32_t count = exploration_.choices.count.load(std::memory_order_relaxed);
    std::uint64_t end = lane.cursor.load(std::memory_order_relaxed);
    if (count > most_choices) {
        end = lane_events + 1;  // it could not be replayed: not judged, like a trace that has no room
        lane.cursor.store(begin, std::memory_order_relaxed);
    } else {
        for (std::uint32_t i = 0; i < count; ++i) {
            lane.scenarios[choice_bytes_ + i] =
                exploration_.choices.choices[i].load(std::memory_order_relaxed);
        }
        choice_bytes_ += count;
        extent.choices_end.store(choice_bytes_, std::memory_order_relaxed);
    }
    extent.end.store(end, std::memory_order_relaxed);
    extent.done.store(1, std::memory_order_release);
    ++traces_;
}

void Explorer::forget_trace(Lane& lane, std::uint64_t begin) {
    const std::uint64_t end =
        std::min<std::uint64_t>(lane.cursor.load(std::memory_order_relaxed), lane_events);
    for (std::uint64_t i = begin; i < end; ++i) {
        lane.events[i].head.store(0, std::memory_order_relaxed);
    }
    lane.cursor.store(begin, std::memory_order_relaxed);
}

}  // namespace wakelaw::conformance

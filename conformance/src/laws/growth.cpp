// SPDX-License-Identifier: MIT
#include "laws/growth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wakelaw::conformance::laws {

namespace {

constexpr std::size_t rounds_needed = 8;
constexpr std::size_t most_rounds = 64;

struct Readings {
    std::array<std::uint64_t, most_rounds> blocks{};
    std::array<std::uint32_t, most_rounds> events{};
    std::size_t count = 0;
};

Readings read_memory(const View& view) {
    Readings readings;
    for (std::uint32_t i = 0; i < view.events().size() && readings.count < most_rounds; ++i) {
        if (view.events()[i].kind == Kind::memory) {
            readings.blocks[readings.count] = view.events()[i].value;
            readings.events[readings.count] = i;
            ++readings.count;
        }
    }
    return readings;
}

/// Whether live memory grows with every round from `begin` on.
///
/// Either each reading is above the one before: a cache or a table that grows now and then is not. Or, since
/// a pool may lag behind with its last frees and disturb single readings: of three equal stretches each lies
/// wholly above the one before, the last one lies above the first by a block a round, and most readings lie
/// above the one two rounds before: a thread that joins late brings its memory along in one step.
bool grows(const Readings& readings, std::size_t begin) {
    const auto* values = readings.blocks.data();
    const std::size_t end = readings.count;
    bool each = true;
    for (std::size_t i = begin + 1; i < end; ++i) {
        each = each && values[i] > values[i - 1];
    }
    if (each) {
        return true;
    }
    const std::size_t stretch = (end - begin) / 3;
    if (stretch < 3) {
        return false;
    }
    const auto* third = values + end - stretch;
    const auto* second = third - stretch;
    const auto* first = second - stretch;
    const auto lowest = [&](const std::uint64_t* from) { return *std::min_element(from, from + stretch); };
    const auto highest = [&](const std::uint64_t* from) { return *std::max_element(from, from + stretch); };
    std::size_t risen = 0;
    for (std::size_t i = begin + 2; i < end; ++i) {
        risen += values[i] > values[i - 2] ? 1U : 0U;
    }
    return 3 * risen >= 2 * (end - begin - 2) && lowest(second) > highest(first) &&
           lowest(third) > highest(second) && lowest(third) - lowest(first) >= 2 * stretch;
}

/// A finished task whose future lives on at the event, with a waker of its own inside (EXEC-16.b).
bool keeps_itself_alive(const View& view, std::uint32_t at) {
    return std::any_of(view.tasks().begin(), view.tasks().end(), [&](const TaskView& task) {
        return of_scenario(task) && ended_before(task, at) &&
               (task.destructions.empty() || task.destructions.front() > at) &&
               wakers_held(view, task, at) > 0;
    });
}

}  // namespace

Rung rung_of(const View& view) {
    std::size_t rounds = 0;
    for (const Event& event : view.events()) {
        rounds += event.kind == Kind::memory ? 1U : 0U;
    }
    if (rounds < rounds_needed) {
        return Rung::not_a_ladder;
    }
    const Operations seen = operations_before(view, absent);
    return seen.move            ? Rung::move
           : seen.wake          ? Rung::wake
           : seen.wake_by_ref   ? Rung::wake_by_ref
           : seen.clone_or_drop ? Rung::clone_and_drop
                                : Rung::none;
}

std::optional<Growth> find_growth(const View& view) {
    // After an exception, or with tasks that never finished, growth is no evidence.
    if (view.first_throw != absent || view.first_stall != absent) {
        return std::nullopt;
    }
    const Readings readings = read_memory(view);
    // The first rounds fill caches and tables.
    const std::size_t begin = readings.count / 4;
    if (readings.count < rounds_needed || !grows(readings, begin)) {
        return std::nullopt;
    }
    if (std::any_of(view.tasks().begin(), view.tasks().end(),
                    [&](const TaskView& task) { return never_destroyed(view, task); })) {
        return std::nullopt;  // EXEC-14.d
    }
    Growth growth;
    growth.first = readings.events[begin];
    growth.last = readings.events[readings.count - 1];
    growth.blocks = readings.blocks[readings.count - 1] - readings.blocks[begin];
    const auto belongs_to = [&](std::string_view rule, std::string_view clause) {
        growth.rule = rule;
        growth.clause = clause;
        return growth;
    };
    if (keeps_itself_alive(view, growth.last)) {
        return belongs_to("EXEC-16", "EXEC-16.b");
    }
    switch (rung_of(view)) {
        case Rung::move:
            return belongs_to("WAK-9", "WAK-9.a");
        case Rung::wake:
            return belongs_to("WAK-1", "WAK-1.a");
        case Rung::wake_by_ref:
            return belongs_to("WAK-2", "WAK-2.b");
        case Rung::clone_and_drop:
            return belongs_to("WAK-4", "WAK-4.b");
        default:
            return belongs_to("EXEC-16", "EXEC-16.a");
    }
}

void judge_growth(const View& view, std::string_view clause, Judgement& judgement) {
    const std::optional<Growth> growth = find_growth(view);
    if (!growth || growth->clause != clause) {
        return;
    }
    const std::vector<Event>& events = view.events();
    accuse(
        judgement, growth->rule, growth->clause, Manner::violation, clause != "EXEC-16.a",
        fmt::format("live memory grows with every round: {} blocks after round {}, {} blocks after round {}",
                    events[growth->first].value, events[growth->first].object, events[growth->last].value,
                    events[growth->last].object),
        {growth->first, growth->last});
}

}  // namespace wakelaw::conformance::laws

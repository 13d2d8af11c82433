// SPDX-License-Identifier: MIT
/// EXEC-3: wakes of one task should not pile up.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/piled_wakes.cpp";

/// Below it a list that grows by steps and a table with room to spare look alike.
constexpr std::uint64_t wakes_needed = 1000;

struct Reading {
    std::uint32_t at = absent;
    std::uint64_t bytes = 0;
    std::uint64_t wakes = 0;  ///< by the same thread before it
};

/// What one thread measured while it woke another task, without a pause for the executor.
std::vector<Reading> read_bytes(const View& view) {
    std::vector<Reading> readings;
    std::uint64_t wakes = 0;
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::measured && event.value != 0 &&
            (readings.empty() || event.thread == view.events()[readings.front().at].thread)) {
            readings.push_back({i, event.value, wakes});
        } else if (event.kind == Kind::wake_by_ref_begin) {
            wakes += std::max<std::uint64_t>(event.value, 1);
        }
    }
    return readings;
}

/// A byte or more for each wake: no executor stores less of one.
bool grows(const Reading& from, const Reading& to) {
    return to.wakes > from.wakes && to.bytes > from.bytes && to.bytes - from.bytes >= to.wakes - from.wakes;
}

void judge_exec_3(const View& view, Judgement& judgement) {
    const std::vector<Reading> readings = read_bytes(view);
    if (readings.size() < 3 || readings.back().wakes - readings.front().wakes < 2 * wakes_needed) {
        return;
    }
    judgement.exercised = true;
    const Reading& first = readings.front();
    const Reading& middle = readings[readings.size() / 2];
    const Reading& last = readings.back();
    if (grows(first, middle) && grows(middle, last)) {
        accuse(
            judgement, "EXEC-3", "EXEC-3.a", Manner::warning, false,
            fmt::format("{} wakes of a task that was not polled took {} bytes of memory, and {} wakes took "
                        "{} bytes",
                        middle.wakes - first.wakes, middle.bytes - first.bytes, last.wakes - first.wakes,
                        last.bytes - first.bytes),
            {first.at, middle.at, last.at});
    }
}

}  // namespace

constinit const Law exec_3_a{"EXEC-3", "EXEC-3.a",
                             "What an executor stores for the unserved wakes of one "
                             "[task](../glossary.md#task) SHOULD be bounded, however many there are.",
                             this_file, judge_exec_3};

}  // namespace wakelaw::conformance::laws

// SPDX-License-Identifier: MIT
/// \file
/// The plain and the ThreadSanitizer flavour: each case runs once, as the machine has it.
#include <unistd.h>

#include <optional>
#include <span>

#include "scenario/binary.hpp"
#include "worker/case.hpp"
#include "worker/flavour.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

namespace {
constexpr int suite_error = 70;
}

void run_lane(Lane& lane, SharedMemory& shared, Case& the_case) {
    static std::uint64_t case_number = 0;
    std::span<const std::uint8_t> bytes(lane.scenarios.data(),
                                        lane.scenario_bytes.load(std::memory_order_relaxed));
    const std::uint32_t first = lane.first_case.load(std::memory_order_relaxed);
    const std::uint32_t count = lane.case_count.load(std::memory_order_relaxed);
    for (std::uint32_t index = 0; index < count; ++index) {
        const std::optional<scenario::Scenario> scenario = scenario::decode(bytes);
        if (!scenario) {
            _exit(suite_error);
        }
        if (index < first) {
            continue;
        }
        if (lane.cursor.load(std::memory_order_relaxed) > lane_events / 2) {
            break;  // no room for another long trace: the supervisor submits the rest again
        }
        CaseExtent& extent = lane.cases[index];
        extent.begin.store(lane.cursor.load(std::memory_order_relaxed), std::memory_order_relaxed);
        shared.current_case.store(index, std::memory_order_relaxed);
        recorder().start_case(lane, ++case_number);
        forget_earlier_cases();
        the_case.run(*scenario);
        record(trace::Kind::case_end);
        extent.end.store(lane.cursor.load(std::memory_order_relaxed), std::memory_order_relaxed);
        extent.done.store(1, std::memory_order_release);
    }
    recorder().stop();
    shared.current_case.store(no_case, std::memory_order_relaxed);
}

void scenario_begins() {}
void scenario_is_over() {}

int other_command(int, char**) { return -1; }

}  // namespace wakelaw::conformance

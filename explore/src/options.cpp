// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace wakelaw::explore {

namespace {

void require_range(bool holds, const char* name, const std::string& value, const char* range) {
    if (!holds) {
        throw std::invalid_argument("option " + std::string(name) + ": " + value + " is out of range; give " +
                                    range);
    }
}

}  // namespace

void check_options(const Options& options) {
    constexpr unsigned most_depth = 32;
    constexpr int most_preemptions = 1000;
    constexpr unsigned most_spurious = 8;
    constexpr std::uint32_t longest = 10'000'000;
    require_range(options.strategy <= Strategy::sleep_sets, "strategy",
                  std::to_string(static_cast<int>(options.strategy)), "one of Strategy");
    require_range(options.carrier <= Carrier::threads, "carrier",
                  std::to_string(static_cast<int>(options.carrier)), "one of Carrier");
    require_range(options.schedules >= 1, "schedules", std::to_string(options.schedules), "1 or more");
    require_range(std::isfinite(options.seconds) && options.seconds >= 0, "seconds",
                  std::to_string(options.seconds), "0 (no limit) or more");
    require_range(options.patience >= 0.1 && options.patience <= 3600, "patience",
                  std::to_string(options.patience), "0.1 to 3600 seconds");
    require_range(options.depth >= 1 && options.depth <= most_depth, "depth", std::to_string(options.depth),
                  "1 to 32");
    require_range(options.preemptions >= -1 && options.preemptions <= most_preemptions, "preemptions",
                  std::to_string(options.preemptions), "0 to 1000, or -1 for no bound");
    require_range(options.spurious <= most_spurious, "spurious", std::to_string(options.spurious), "0 to 8");
    require_range(options.deviations >= -1 && options.deviations <= most_preemptions, "deviations",
                  std::to_string(options.deviations), "0 to 1000, or -1 for no bound");
    require_range(options.most_steps >= 1 && options.most_steps <= longest, "most_steps",
                  std::to_string(options.most_steps), "1 to 10000000");
}

}  // namespace wakelaw::explore

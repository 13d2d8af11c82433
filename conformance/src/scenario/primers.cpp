// SPDX-License-Identifier: MIT
#include "scenario/primers.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "scenario/text.hpp"

namespace wakelaw::conformance::scenario {

namespace {

constexpr std::array<std::string_view, 12> texts{
    // A task that goes from one polling thread to another.
    R"(wakelaw-scenario 1
task 0
  yield
  ready
)",
    // A wake of a task that sleeps, or is about to.
    R"(wakelaw-scenario 1
task 0
  clone 0; await_wake 0
  ready
actor 0
  await_slot 0; wake_by_ref 0
)",
    // An event, and the waker that waits for it.
    R"(wakelaw-scenario 1
task 0
  await 0
  ready
actor 0
  signal 0
)",
    // A wake of a task that is being polled, or is over.
    R"(wakelaw-scenario 1
task 0
  clone 0; yield
  ready
actor 0
  await_slot 0; wake_by_ref 0
)",
    // The last waker is dropped when the task is over, or before.
    R"(wakelaw-scenario 1
task 0
  clone 0; ready
actor 0
  drop 0
)",
    // A wake while the executor ends.
    R"(wakelaw-scenario 1
ends_early
task 0
  clone 0; ready
actor 0
  wake_by_ref 0
)",
    R"(wakelaw-scenario 1
ends_early
task 0
  clone 0; ready
actor 0
  await_slot 0; wake 0
)",
    // The end of an executor with a task that is over, or about to be.
    R"(wakelaw-scenario 1
ends_early
task 0
  ready
)",
    // A handle that is polled while its task comes to its end.
    R"(wakelaw-scenario 1
task 0
  ready
task 1
  join 0
  ready
)",
    R"(wakelaw-scenario 1
task 0
  yield
  ready
task 1
  join 0
  ready
)",
    // A task that is cancelled while it is polled.
    R"(wakelaw-scenario 1
task 0
  yield
  ready
actor 0
  cancel 0
)",
    // Two wakes at the same time.
    R"(wakelaw-scenario 1
task 0
  clone 0; await_wake 0
  ready
actor 0
  await_slot 0; wake_by_ref 0
actor 1
  await_slot 0; wake_by_ref 0
)",
};

}  // namespace

std::vector<Scenario> primers(const Input& input) {
    std::vector<Scenario> result;
    for (const std::string_view text : texts) {
        auto parsed = parse_text(text);
        if (!parsed) {
            throw std::logic_error("primer, line " + std::to_string(parsed.error().line) + ": " +
                                   parsed.error().message);
        }
        result.push_back(fit(std::move(*parsed), input));
    }
    // As many plugs as the subject has threads: no text fits all.
    if (applies(Family::plug, input)) {
        constexpr std::uint64_t any_seed = 1;
        result.push_back(generate(Family::plug, any_seed, 0, 0, input));
    }
    return result;
}

}  // namespace wakelaw::conformance::scenario

// SPDX-License-Identifier: MIT
#include "strategies/probabilistic_concurrency_testing.hpp"

namespace wakelaw::explore::strategies {

namespace {

constexpr std::uint32_t passed = UINT32_MAX;
constexpr std::uint32_t steps_of_an_unknown_program = 64;

std::uint64_t bit(const Thread& thread) { return std::uint64_t{1} << thread.id; }

}  // namespace

void ProbabilisticConcurrencyTesting::draw() {
    has_priority_ = 0;
    lowest_ = 0;
    const std::uint32_t steps = usual_steps() == 0 ? steps_of_an_unknown_program : usual_steps();
    for (std::uint32_t& point : change_points_) {
        point = 1 + random_.below(steps);
    }
}

std::int64_t ProbabilisticConcurrencyTesting::priority_of(const Thread& thread) {
    if ((has_priority_ & bit(thread)) == 0) {
        has_priority_ |= bit(thread);
        priorities_[thread.id] =
            static_cast<std::int64_t>(change_points_.size()) + 1 + random_.below(1U << 30U);
    }
    return priorities_[thread.id];
}

void ProbabilisticConcurrencyTesting::pass_change_points(const Candidates& candidates) {
    for (std::size_t i = 0; i < change_points_.size(); ++i) {
        if (candidates.step >= change_points_[i] && candidates.current != nullptr) {
            has_priority_ |= bit(*candidates.current);
            priorities_[candidates.current->id] = static_cast<std::int64_t>(change_points_.size() - i);
            change_points_[i] = passed;
        }
    }
}

unsigned ProbabilisticConcurrencyTesting::prefer(const Candidates& candidates) {
    pass_change_points(candidates);
    unsigned best = 0;
    std::int64_t best_priority = priority_of(*candidates.threads[0]);
    for (unsigned i = 1; i < candidates.threads.size(); ++i) {
        const std::int64_t priority = priority_of(*candidates.threads[i]);
        if (priority > best_priority) {
            best = i;
            best_priority = priority;
        }
    }
    return best;
}

void ProbabilisticConcurrencyTesting::yielded(const Thread& thread) {
    has_priority_ |= bit(thread);
    priorities_[thread.id] = --lowest_;
}

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#include "strategies/bounded_search.hpp"

namespace wakelaw::explore::strategies {

void BoundedSearch::begin() {
    preemptions_ = 0;
    deviations_ = 0;
    steps_in_a_row_ = 0;
    last_ = nullptr;
    tree_.begin();
}

bool BoundedSearch::has_gone_on_for_long(const Candidates& candidates) {
    constexpr unsigned patience = 200;
    steps_in_a_row_ = candidates.current == last_ ? steps_in_a_row_ + 1 : 0;
    last_ = candidates.current;
    if (steps_in_a_row_ < patience) {
        return false;
    }
    steps_in_a_row_ = 0;
    return true;
}

unsigned BoundedSearch::pick(const Candidates& candidates) {
    if (has_gone_on_for_long(candidates) && candidates.current_first) {
        forced_ = true;
        return 1;
    }
    forced_ = candidates.current_first && bounds_.preemptions >= 0 && preemptions_ >= bounds_.preemptions;
    if (forced_) {
        return 0;
    }
    const unsigned choice = branch(static_cast<unsigned>(candidates.threads.size()));
    if (candidates.current_first && choice > 0) {
        ++preemptions_;
    }
    return choice;
}

unsigned BoundedSearch::decide(Decision /*decision*/, unsigned count) { return branch(count); }

unsigned BoundedSearch::branch(unsigned count) {
    forced_ = bounds_.deviations >= 0 && deviations_ >= bounds_.deviations;
    const unsigned choice = forced_ ? 0 : tree_.branch(count);
    deviations_ += choice == 0 ? 0 : 1;
    return choice;
}

}  // namespace wakelaw::explore::strategies

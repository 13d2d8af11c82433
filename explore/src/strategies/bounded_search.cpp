// SPDX-License-Identifier: MIT
#include "strategies/bounded_search.hpp"

namespace wakelaw::explore::strategies {

void BoundedSearch::begin() {
    preemptions_ = 0;
    tree_.begin();
}

unsigned BoundedSearch::pick(const Candidates& candidates) {
    forced_ = candidates.current_first && bound_ >= 0 && preemptions_ >= bound_;
    if (forced_) {
        return 0;
    }
    const unsigned choice = tree_.branch(static_cast<unsigned>(candidates.threads.size()));
    if (candidates.current_first && choice > 0) {
        ++preemptions_;
    }
    return choice;
}

unsigned BoundedSearch::decide(Decision /*decision*/, unsigned count) {
    forced_ = false;
    return tree_.branch(count);
}

}  // namespace wakelaw::explore::strategies

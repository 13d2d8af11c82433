// SPDX-License-Identifier: MIT
#include "strategies/bounded_search.hpp"

#include <algorithm>

namespace wakelaw::explore::strategies {

void BoundedSearch::begin() {
    preemptions_ = 0;
    deviations_ = 0;
    steps_in_a_row_ = 0;
    last_ = nullptr;
    part_ = bounds_.marked_part ? Part::outside : Part::marked;
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

void BoundedSearch::approach_marked_part(const Thread& marker) {
    if (part_ == Part::outside) {
        part_ = Part::before;
        marker_ = &marker;
        picks_before_ = 0;
    }
}

void BoundedSearch::begin_marked_part() { part_ = Part::marked; }

void BoundedSearch::end_marked_part() {
    if (bounds_.marked_part) {
        part_ = Part::outside;
    }
}

unsigned BoundedSearch::let_others_go_first(const Candidates& candidates, bool gives_way) {
    constexpr unsigned most_picks = 2000;  // who never waits is part of what is searched
    const auto& threads = candidates.threads;
    const auto marker = std::find(threads.begin(), threads.end(), marker_);
    const auto index = static_cast<unsigned>(marker - threads.begin());
    if (marker != threads.end() && ++picks_before_ > most_picks) {
        return index;
    }
    const unsigned first = gives_way ? 1 : 0;
    if (index != first) {
        return first;
    }
    return first + 1 < threads.size() ? first + 1 : 0;
}

unsigned BoundedSearch::pick(const Candidates& candidates) {
    const bool gives_way = has_gone_on_for_long(candidates) && candidates.current_first;
    if (part_ == Part::before) {
        forced_ = true;
        return let_others_go_first(candidates, gives_way);
    }
    if (gives_way || part_ == Part::outside) {
        forced_ = true;
        return gives_way ? 1 : 0;
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
    forced_ = part_ != Part::marked || (bounds_.deviations >= 0 && deviations_ >= bounds_.deviations);
    const unsigned choice = forced_ ? 0 : tree_.branch(count);
    deviations_ += choice == 0 ? 0 : 1;
    return choice;
}

}  // namespace wakelaw::explore::strategies

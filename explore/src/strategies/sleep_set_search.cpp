// SPDX-License-Identifier: MIT
#include "strategies/sleep_set_search.hpp"

#include <bit>

namespace wakelaw::explore::strategies {

namespace {

std::uint64_t bit(unsigned index) { return std::uint64_t{1} << index; }

/// No object and no write: independent of all. No object and a write: of none.
bool depend(const Access& a, const Access& b) {
    if (a.object == nullptr || b.object == nullptr) {
        return (a.object == nullptr && a.writes) || (b.object == nullptr && b.writes);
    }
    return a.object == b.object && (a.writes || b.writes);
}

}  // namespace

void SleepSetSearch::begin() {
    sleeping_ = 0;
    footprint_.clear();
    redundant_ = false;
    tree_.begin();
}

void SleepSetSearch::touches(const Access& access) {
    if (!redundant_) {
        footprint_.push_back(access);
    }
}

bool SleepSetSearch::sleeps(const Thread& thread) const { return (sleeping_ & bit(thread.id)) != 0; }

bool SleepSetSearch::is_touched(const runtime::Pending& pending) const {
    for (const Access& access : footprint_) {
        if (depend(access, {pending.object, pending.writes})) {
            return true;
        }
    }
    return false;
}

void SleepSetSearch::wake_touched(const Candidates& candidates) {
    std::uint64_t still = 0;
    for (const Thread* thread : candidates.threads) {
        if (sleeps(*thread) && !is_touched(thread->pending)) {
            still |= bit(thread->id);
        }
    }
    // One that yields is no candidate and yet may sleep on.
    if (candidates.current != nullptr && candidates.current->yielded) {
        still |= sleeping_ & bit(candidates.current->id);
    }
    sleeping_ = still;
    footprint_.clear();
}

unsigned SleepSetSearch::go_on(const Candidates& candidates, unsigned choice) {
    const runtime::Pending& pending = candidates.threads[choice]->pending;
    footprint_.push_back({pending.object, pending.writes});
    return choice;
}

unsigned SleepSetSearch::pick(const Candidates& candidates) {
    forced_ = redundant_;
    if (redundant_) {
        return 0;
    }
    wake_touched(candidates);
    std::uint64_t awake = 0;
    for (unsigned i = 0; i < candidates.threads.size(); ++i) {
        awake |= sleeps(*candidates.threads[i]) ? 0 : bit(i);
    }
    if (awake == 0) {
        redundant_ = true;
        forced_ = true;
        return 0;
    }
    if (candidates.threads.size() == 1) {
        return go_on(candidates, 0);
    }
    const unsigned choice = tree_.branch(static_cast<unsigned>(candidates.threads.size()), awake);
    for (unsigned i = 0; i < choice; ++i) {
        sleeping_ |= (awake & bit(i)) != 0 ? bit(candidates.threads[i]->id) : 0;
    }
    if ((awake & bit(choice)) == 0) {
        redundant_ = true;
    }
    return go_on(candidates, choice);
}

unsigned SleepSetSearch::decide(Decision /*decision*/, unsigned count) {
    forced_ = redundant_;
    return redundant_ ? 0 : tree_.branch(count);
}

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#include "strategies/sleep_set_search.hpp"

#include <algorithm>

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

bool SleepSetSearch::is_touched(const Access& access) const {
    return std::any_of(footprint_.begin(), footprint_.end(),
                       [&](const Access& touched) { return depend(touched, access); });
}

/// Its operation, and what it may release before its next scheduling point.
bool SleepSetSearch::next_step_is_touched(const Thread& thread) const {
    if (is_touched({thread.pending.object, thread.pending.writes}) || thread.held.overflown()) {
        return true;
    }
    const auto held = thread.held.objects();
    return std::any_of(held.begin(), held.end(), [&](const void* object) {
        return is_touched({object, true});
    });
}

void SleepSetSearch::wake_touched(const Candidates& candidates) {
    std::uint64_t still = 0;
    const auto keep = [&](const Thread& thread) {
        if ((sleeping_ & bit(thread.id)) != 0 && !next_step_is_touched(thread)) {
            still |= bit(thread.id);
        }
    };
    for (const Thread* thread : candidates.threads) {
        keep(*thread);
    }
    // One that yields is no candidate and yet may sleep on.
    if (candidates.current != nullptr && candidates.current->yielded) {
        keep(*candidates.current);
    }
    sleeping_ = still;
    footprint_.clear();
}

unsigned SleepSetSearch::pick(const Candidates& candidates) {
    forced_ = redundant_;
    if (redundant_) {
        return 0;
    }
    wake_touched(candidates);
    const auto count = static_cast<unsigned>(candidates.threads.size());
    std::uint64_t awake = 0;
    for (unsigned i = 0; i < count; ++i) {
        awake |= (sleeping_ & bit(candidates.threads[i]->id)) != 0 ? 0 : bit(i);
    }
    if (awake == 0) {
        redundant_ = true;
        forced_ = true;
        return 0;
    }
    const unsigned choice = count == 1 ? 0 : tree_.branch(count, awake);
    for (unsigned i = 0; i < choice; ++i) {
        sleeping_ |= (awake & bit(i)) != 0 ? bit(candidates.threads[i]->id) : 0;
    }
    // A path that was resumed from a record may try what would sleep.
    redundant_ = (awake & bit(choice)) == 0;
    const runtime::Pending& pending = candidates.threads[choice]->pending;
    footprint_.push_back({pending.object, pending.writes});
    return choice;
}

unsigned SleepSetSearch::decide(Decision /*decision*/, unsigned count) {
    forced_ = redundant_;
    return redundant_ ? 0 : tree_.branch(count);
}

}  // namespace wakelaw::explore::strategies

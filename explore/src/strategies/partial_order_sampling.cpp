// SPDX-License-Identifier: MIT
#include "strategies/partial_order_sampling.hpp"

namespace wakelaw::explore::strategies {

namespace {

bool conflict(const runtime::Pending& a, const runtime::Pending& b) {
    return a.object != nullptr && a.object == b.object && (a.writes || b.writes);
}

}  // namespace

void PartialOrderSampling::draw_missing(const Candidates& candidates) {
    for (const Thread* thread : candidates.threads) {
        if (operations_[thread->id] != thread->operations) {
            operations_[thread->id] = thread->operations;
            priorities_[thread->id] = 1 + (random_.next() >> 1U);
        }
    }
}

unsigned PartialOrderSampling::prefer(const Candidates& candidates) {
    draw_missing(candidates);
    unsigned best = 0;
    for (unsigned i = 1; i < candidates.threads.size(); ++i) {
        if (priorities_[candidates.threads[i]->id] > priorities_[candidates.threads[best]->id]) {
            best = i;
        }
    }
    const Thread* chosen = candidates.threads[best];
    operations_[chosen->id] = not_drawn;
    for (const Thread* thread : candidates.threads) {
        if (thread != chosen && conflict(thread->pending, chosen->pending)) {
            operations_[thread->id] = not_drawn;
        }
    }
    return best;
}

void PartialOrderSampling::yielded(const Thread& thread) {
    operations_[thread.id] = thread.operations;
    priorities_[thread.id] = 0;
}

}  // namespace wakelaw::explore::strategies

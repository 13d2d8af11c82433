// SPDX-License-Identifier: MIT
// What a case does with tasks: spawns, handles, nested executors.
#include <atomic>
#include <cstdio>
#include <optional>
#include <utility>

#include "worker/case.hpp"
#include "worker/futex.hpp"
#include "worker/recorder.hpp"
#include "worker/relay.hpp"

namespace wakelaw::conformance {

using scenario::Place;
using trace::Kind;

// Spawning
// ---------------------------------------------------------------------------------------------------

std::uint16_t Case::number_of(std::size_t index) const {
    return static_cast<std::uint16_t>(round_.load(std::memory_order_relaxed) * scenario_->tasks.size() +
                                      index);
}

void Case::spawn(const scenario::Task& task) {
    spawn_probe(&task, number_of(static_cast<std::size_t>(&task - scenario_->tasks.data())));
}

void Case::spawn_marker() {
    spawn_probe(nullptr, static_cast<std::uint16_t>(trace::marker_task + markers_++ % 8));
}

void Case::spawn_probe(const scenario::Task* script, std::uint16_t number) {
    spawned_.fetch_add(1, std::memory_order_relaxed);
    record(Kind::spawn_begin, number);
    std::uint16_t flags = 0;
    void* handle = nullptr;
    try {
        const wakelaw_status status = subject_.table->spawn(executor_, make_probe(script, number),
                                                            subject_.has_handles() ? &handle : nullptr);
        if (status == WAKELAW_UNSUPPORTED) {
            record(Kind::unsupported, number);
        }
        flags = status == WAKELAW_OK ? std::uint16_t{0} : trace::flag::threw;
    } catch (...) {
        flags = trace::flag::threw;
    }
    if (flags != 0 && subject_.table->last_error != nullptr && ending_.load(std::memory_order_relaxed) == 0) {
        const char* const why = subject_.table->last_error();
        std::fprintf(stderr, "spawn: %s\n", why == nullptr || *why == '\0' ? "failed" : why);
    }
    if (handle != nullptr) {
        KeptHandle& kept = kept_handle(number);
        kept.access.begin();
        kept.handle.exchange(handle, std::memory_order_release);
        kept.access.end();
        changed();
        unseen_barrier();
        if (ending_.load(std::memory_order_relaxed) != 0) {
            // Main lets go of all handles once, and may have done so: this one would be the next case's.
            cancel_if_storage_is_ours(kept);
            release(kept);
            kept.answered.store(0, std::memory_order_relaxed);
        }
    }
    record(Kind::spawn_end, number, trace::nothing, flags);
}

Case::KeptHandle& Case::kept_handle(std::uint16_t number) {
    const std::size_t index = number >= trace::marker_task
                                  ? scenario::max_tasks + (number - trace::marker_task)
                                  : number % scenario_->tasks.size();
    return handles_[index];
}

template <class Use>
void Case::use_handle(KeptHandle& kept, Use use) {
    if (kept.handle.load(std::memory_order_acquire) == nullptr) {
        return;
    }
    kept.access.begin();
    // Who releases it takes it out first, and then waits for access.
    if (void* const handle = kept.handle.load(std::memory_order_acquire)) {
        use(handle);
    }
    kept.access.end();
}

void Case::release(KeptHandle& kept) {
    if (void* const handle = kept.handle.exchange(nullptr, std::memory_order_acquire)) {
        kept.access.begin();
        subject_.table->release_handle(executor_, handle);
        kept.access.end();
    }
}

void Case::release_handles() {
    for (KeptHandle& kept : handles_) {
        release(kept);
        kept.answered.store(0, std::memory_order_relaxed);
    }
}

bool Case::releases_early() const {
    return subject_.contract.has(Contract::caller_owns_storage) &&
           !subject_.contract.has(Contract::cancel_blocks) && subject_.driving != Driving::threads;
}

void Case::release_if_over(std::uint16_t number) {
    const ProbeState* const probe = find_probe(number);
    if (probe != nullptr && probe->destroyed.load(std::memory_order_relaxed) != 0 &&
        probe->polling.load(std::memory_order_relaxed) == 0) {
        release(kept_handle(number));
    }
}

void Case::cancel_if_storage_is_ours(KeptHandle& kept) {
    if (subject_.contract.has(Contract::caller_owns_storage)) {
        // Does nothing to a task that has ended.
        use_handle(kept, [&](void* handle) { subject_.table->cancel(executor_, handle); });
    }
}

/// A spawn that meets the executor's destruction is for those who have declared it.
bool Case::may_spawn(Place place) const {
    if (executor_.load(std::memory_order_relaxed) == nullptr) {
        return false;
    }
    return ending_.load(std::memory_order_relaxed) == 0 ||
           (subject_.capabilities.has(Capability::spawn_at_shutdown) && place != Place::actor);
}

void Case::spawn_step(std::uint16_t task_id, Place place) {
    spawns_running_.fetch_add(1, std::memory_order_relaxed);
    unseen_barrier();
    if (!may_spawn(place)) {
        spawns_running_.fetch_sub(1, std::memory_order_relaxed);
        changed();
        return;
    }
    for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
        const scenario::Task& task = scenario_->tasks[i];
        if (task.id == task_id && task.spawned_by_step &&
            spawned_by_step_[i].exchange(1, std::memory_order_relaxed) == 0) {
            spawn(task);
        }
    }
    spawns_running_.fetch_sub(1, std::memory_order_relaxed);
    changed();
}

// Operations on tasks
// --------------------------------------------------------------------------------------------------

void Case::cancel(std::uint16_t task_id) {
    for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
        if (scenario_->tasks[i].id != task_id) {
            continue;
        }
        const std::uint16_t number = number_of(i);
        use_handle(kept_handle(number), [&](void* handle) {
            record(Kind::cancel_begin, number);
            bool done = false;
            try {
                done = subject_.table->cancel(executor_, handle) == WAKELAW_OK;
            } catch (...) {
                done = false;
            }
            record(Kind::cancel_end, number, trace::nothing, done ? std::uint16_t{0} : trace::flag::threw);
        });
        if (releases_early()) {
            release_if_over(number);
        }
    }
}

bool Case::joined(std::uint16_t task_id, std::uint16_t self, const Waker& waker) {
    bool over = true;
    for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
        const std::uint16_t number = number_of(i);
        std::atomic<std::uint32_t>& answered = handles_[i].answered;
        if (scenario_->tasks[i].id != task_id || answered.load(std::memory_order_relaxed) != 0) {
            continue;
        }
        use_handle(kept_handle(number), [&](void* handle) {
            const wakelaw_join_status status = poll_handle(handle, self, number, waker);
            record(Kind::joined, self, number, 0, static_cast<std::uint64_t>(status));
            over = status != WAKELAW_JOIN_PENDING;
            answered.store(over ? 1 : 0, std::memory_order_relaxed);
            if (over && status != WAKELAW_JOIN_CANCELLED) {
                read_farewell(number);
            }
        });
    }
    return over;
}

wakelaw_join_status Case::poll_handle(void* handle, std::uint16_t self, std::uint16_t number,
                                      const Waker& waker) {
    if (!subject_.capabilities.has(Capability::clone)) {
        record(Kind::join_asked, self, number);
        return subject_.table->join(executor_, handle, to_c(waker));
    }
    std::optional<Waker> fresh = clone(waker, self, trace::borrowed, trace::in_hand);
    if (!fresh) {
        return WAKELAW_JOIN_PENDING;
    }
    const LentRelay relay(std::move(*fresh), self, number);
    record(Kind::join_asked, self, number, 0, relay.number());
    return subject_.table->join(executor_, handle, to_c(relay.waker()));
}

namespace {

/// The task of a nested executor. It has to be woken once, so its driver has to look for wakes.
struct NestedTask {
    std::atomic<std::uint32_t> polls{0};

    static wakelaw_poll_status poll(void* state, const void*, wakelaw_raw_waker raw) {
        auto& self = *static_cast<NestedTask*>(state);
        if (self.polls.fetch_add(1, std::memory_order_relaxed) != 0) {
            return WAKELAW_READY;
        }
        const LentWaker waker(raw);
        if (raw.vtable->wake_by_ref != nullptr) {
            (*waker).wake_by_ref();
        } else if (raw.vtable->clone != nullptr) {
            (*waker).clone().wake();
        } else {
            return WAKELAW_READY;
        }
        return WAKELAW_PENDING;
    }
    static void drop(void*, const void*) {}
};

}  // namespace

void Case::nest(std::uint16_t self) {
    record(Kind::nesting, self);
    // A future of its own: the probes are the outer executor's.
    NestedTask task;
    const wakelaw_future future{&task, &NestedTask::poll, &NestedTask::drop};
    void* handle = nullptr;
    wakelaw_status status = WAKELAW_THREW;
    if (void* const inner = subject_.table->make()) {
        status = subject_.table->spawn(inner, future, subject_.has_handles() ? &handle : nullptr);
        if (status == WAKELAW_OK && subject_.table->drive != nullptr) {
            status = subject_.table->drive(inner);
        }
        if (handle != nullptr) {
            subject_.table->release_handle(inner, handle);
        }
        subject_.table->destroy(inner);
    }
    const std::uint32_t polls = task.polls.load(std::memory_order_relaxed);
    const trace::Nested outcome = status == WAKELAW_OK && polls == 2   ? trace::Nested::worked
                                  : status != WAKELAW_OK && polls == 0 ? trace::Nested::refused
                                                                       : trace::Nested::idle;
    record(Kind::nested, self, static_cast<std::uint16_t>(outcome));
}

}  // namespace wakelaw::conformance

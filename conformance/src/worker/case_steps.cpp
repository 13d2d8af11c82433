// SPDX-License-Identifier: MIT
// The steps of a scenario, and the polls and destructors that take them.
#include <sched.h>

#include <array>
#include <optional>
#include <utility>

#include "worker/case.hpp"
#include "worker/case_waiting.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

using scenario::Ending;
using scenario::Operation;
using scenario::Place;
using scenario::Stage;
using scenario::Step;
using trace::Kind;

namespace {

/// How long a poll of the suite waits for an actor before it goes on without: polls must not block (FUT-8).
constexpr int linger_spins = 2000;
/// Under control one yield is enough: the explorer lets the actor go first, or not.
constexpr int linger_yields = under_control ? 1 : 20;
constexpr int plug_yields = 20000;
/// How long a poll tries to outlast the executor's destruction.
constexpr int outstaying_spins = 2000;
constexpr int outstaying_yields = under_control ? 2 : 60;
/// Actors that await the end spin longer than any other waiter, to be there when the destruction begins.
constexpr int end_spins = 20000;

/// The plug recipe's plain memory. Cases use it in turn, so that a write never meets an old read.
constexpr std::size_t payload_generations = 64;
std::array<std::array<std::uint64_t, scenario::max_payloads>, payload_generations> payloads;

std::uint64_t& payload(std::uint16_t number) {
    return payloads[recorder().case_number() % payload_generations][number];
}

}  // namespace

trace::RaceOn race_on(std::uintptr_t address) {
    const auto begin = reinterpret_cast<std::uintptr_t>(payloads.data());
    if (address >= begin && address < begin + sizeof(payloads)) {
        return trace::RaceOn::payload;
    }
    return is_farewell_memory(address)  ? trace::RaceOn::farewell
           : is_outcome_memory(address) ? trace::RaceOn::outcome
                                        : probe_memory(address);
}

// Steps
// ------------------------------------------------------------------------------------------------------

void Case::step(const Step& one, Place place, ProbeState* probe, const Waker* own) {
    const std::uint16_t self =
        probe != nullptr ? probe->task.load(std::memory_order_relaxed) : trace::nothing;
    switch (one.operation) {
        case Operation::clone:
            if (std::optional<Waker> fresh = clone(*own, self, trace::borrowed, one.first)) {
                put(one.first, std::move(*fresh), self);
            }
            break;
        case Operation::clone_slot: {
            std::optional<Waker> fresh;
            std::uint16_t owner = 0;
            slots_[one.first].use([&](const Waker& waker, std::uint16_t task) {
                owner = task;
                fresh = clone(waker, task, one.first, one.second);
            });
            if (fresh) {
                put(one.second, std::move(*fresh), owner);
            }
            break;
        }
        case Operation::keep:
            if (std::optional<Waker> fresh = clone(*own, self, trace::borrowed, trace::in_hand)) {
                if (!probe->kept.put(*fresh, self)) {
                    drop(std::move(*fresh), self, trace::in_hand);
                }
            }
            break;
        case Operation::drop: {
            std::uint16_t task = 0;
            if (std::optional<Waker> taken = slots_[one.first].take(task)) {
                drop(std::move(*taken), task, one.first);
            }
            break;
        }
        case Operation::wake: {
            std::uint16_t task = 0;
            if (std::optional<Waker> taken = slots_[one.first].take(task)) {
                wake(std::move(*taken), task, one.first);
            }
            break;
        }
        case Operation::wake_by_ref:
            slots_[one.first].use(
                [&](const Waker& waker, std::uint16_t task) { wake_by_ref(waker, task, one.first); });
            break;
        case Operation::wake_often:
            slots_[one.first].use([&](const Waker& waker, std::uint16_t task) {
                wake_by_ref(waker, task, one.first, one.second);
            });
            break;
        case Operation::measure:
            record(Kind::measured, self, trace::nothing, 0, live_bytes());
            break;
        case Operation::wake_self:
            for (std::uint16_t i = 0; i < one.first; ++i) {
                wake_by_ref(*own, self, trace::borrowed);
            }
            break;
        case Operation::wake_self_by_value:
            for (std::uint16_t i = 0; i < one.first; ++i) {
                if (std::optional<Waker> fresh = clone(*own, self, trace::borrowed, trace::in_hand)) {
                    wake(std::move(*fresh), self, trace::in_hand);
                }
            }
            break;
        case Operation::move:
            move(one.first, one.second);
            break;
        case Operation::compare:
            slots_[one.first].use([&](const Waker& left, std::uint16_t left_task) {
                slots_[one.second].use([&](const Waker& right, std::uint16_t right_task) {
                    compare(left, left_task, right, right_task);
                });
            });
            break;
        case Operation::compare_self:
            slots_[one.first].use(
                [&](const Waker& other, std::uint16_t task) { compare(*own, self, other, task); });
            break;
        case Operation::signal:
            signal(one.first);
            break;
        case Operation::spawn:
            spawn_step(one.first, place);
            break;
        case Operation::linger:
            linger(one.first);
            break;
        case Operation::pause:
            for (std::uint16_t i = 0; i < one.first && !under_control; ++i) {
                relax_processor();
            }
            break;
        case Operation::await_slot:
            actor_waits([&] { return slots_[one.first].was_filled(); });
            break;
        case Operation::await_finish:
        case Operation::await_idle:
            actor_waits([&] {
                const ProbeState* other = probe_of(one.first);
                return other != nullptr && (other->ended.load(std::memory_order_relaxed) != 0 ||
                                            (one.operation == Operation::await_idle &&
                                             other->idle.load(std::memory_order_relaxed) != 0));
            });
            break;
        case Operation::wake_at_thread_exit:
            at_thread_exit(one.first, true);
            break;
        case Operation::drop_at_thread_exit:
            at_thread_exit(one.first, false);
            break;
        case Operation::write:
            record(Kind::payload_written, self, one.first);
            write_plainly(payload(one.first), recorder().case_number());
            break;
        case Operation::read:
            if (plug_broken_.load(std::memory_order_relaxed) == 0 &&
                plugs_.load(std::memory_order_relaxed) >= subject_.polling_threads &&
                probe->polls.load(std::memory_order_relaxed) == 2 &&
                phase_.load(std::memory_order_relaxed) >= 2) {
                record(Kind::payload_read, self, one.first, 0, read_plainly(payload(one.first)));
            }
            break;
        case Operation::phase: {
            std::uint32_t current = phase_.load(std::memory_order_relaxed);
            while (current < one.first &&
                   !phase_.compare_exchange_weak(current, one.first, std::memory_order_relaxed)) {
            }
            changed();
            break;
        }
        case Operation::await_phase:
            if (place == Place::actor) {
                actor_waits([&] { return phase_.load(std::memory_order_relaxed) >= one.first; });
            } else {
                poll_awaits_phase(one.first);
            }
            break;
        case Operation::cancel:
            cancel(one.first);
            break;
        case Operation::nest:
            nest(self);
            break;
        case Operation::plug:
            plugs_.fetch_add(1, std::memory_order_relaxed);
            changed();
            break;
        case Operation::await_plugs:
            actor_waits([&] {
                return plugs_.load(std::memory_order_relaxed) >= subject_.polling_threads ||
                       plug_broken_.load(std::memory_order_relaxed) != 0;
            });
            break;
        case Operation::wake_kept:
            probe->kept.use(
                [&](const Waker& waker, std::uint16_t task) { wake_by_ref(waker, task, trace::in_hand); });
            break;
        case Operation::await_end:
            actor_awaits_end();
            break;
        case Operation::outstay:
            probe->idle.store(1, std::memory_order_relaxed);
            changed();
            outstay();
            break;
        default:
            break;  // steps of programs, which no executor gets
    }
}

void Case::actor_awaits_end() {
    if (ending_.load(std::memory_order_relaxed) != 0) {
        return;
    }
    actors_at_end_.fetch_add(1, std::memory_order_relaxed);
    changed();
    for (int spins = spinning_pays ? end_spins : 0; spins > 0 && ending_.load(std::memory_order_relaxed) == 0;
         --spins) {
        relax_processor();
    }
    actor_waits([] { return false; });
    actors_at_end_.fetch_sub(1, std::memory_order_relaxed);
    if constexpr (under_control) {
        changed();
    }
}

void Case::outstay() {
    const auto over = [&] { return gone_.load(std::memory_order_relaxed) != 0; };
    for (int i = 0; i < outstaying_spins && spinning_pays && !over(); ++i) {
        relax_processor();
    }
    for (int i = 0; i < outstaying_yields && !over(); ++i) {
        sched_yield();
    }
}

void Case::linger(std::uint16_t event) {
    const auto over = [&] { return events_[event].signalled.load(std::memory_order_relaxed) != 0; };
    for (int i = 0; i < linger_spins && spinning_pays && !over(); ++i) {
        relax_processor();
    }
    for (int i = 0; i < linger_yields && !over(); ++i) {
        sched_yield();
    }
}

/// A poll must not block for ever: where the actor does not come, it goes on, and the recipe has failed.
void Case::poll_awaits_phase(std::uint16_t phase) {
    const auto over = [&] { return phase_.load(std::memory_order_relaxed) >= phase; };
    if constexpr (under_control) {
        plugs_waiting_.fetch_add(1, std::memory_order_relaxed);
        block_until([&] { return over() || plug_broken_.load(std::memory_order_relaxed) != 0; });
        plugs_waiting_.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    int yields = 0;
    for (; yields < plug_yields && !over(); ++yields) {
        sched_yield();
    }
    if (yields == plug_yields) {
        plug_broken_.store(1, std::memory_order_relaxed);
        changed();
    }
}

const ProbeState* Case::probe_of(std::uint16_t task_id) const {
    for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
        if (scenario_->tasks[i].id == task_id) {
            return find_probe(static_cast<std::uint16_t>(
                round_.load(std::memory_order_relaxed) * scenario_->tasks.size() + i));
        }
    }
    return nullptr;
}

// Polls
// ------------------------------------------------------------------------------------------------------

void Case::poll_begins() { polls_running_.fetch_add(1, std::memory_order_relaxed); }

void Case::poll_ends() {
    polls_running_.fetch_sub(1, std::memory_order_relaxed);
    if (gone_.load(std::memory_order_relaxed) != 0) {
        changed();
    }
}

void Case::destruct(ProbeState& probe) {
    const scenario::Task* const script = probe.script.load(std::memory_order_relaxed);
    if (script == nullptr || script->destructor.empty()) {
        return;
    }
    const std::uint16_t self = probe.task.load(std::memory_order_relaxed);
    record(Kind::destructor_begin, self);
    for (const Step& one : script->destructor) {
        step(one, Place::destructor, &probe, nullptr);
    }
    std::uint16_t owner = 0;
    if (std::optional<Waker> kept = probe.kept.take(owner)) {
        drop(std::move(*kept), owner, trace::in_hand);
    }
    record(Kind::destructor_end, self);
}

PollStatus Case::poll_stage(ProbeState& probe, const Waker& waker) {
    polls_.fetch_add(1, std::memory_order_relaxed);
    const scenario::Task* script = probe.script.load(std::memory_order_relaxed);
    while (true) {
        const std::uint32_t index = probe.stage.load(std::memory_order_relaxed);
        if (script == nullptr || index >= script->stages.size()) {
            return PollStatus::ready;
        }
        const Stage& stage = script->stages[index];
        if (probe.steps_done.exchange(1, std::memory_order_relaxed) == 0) {
            for (const Step& one : stage.steps) {
                step(one, Place::poll, &probe, &waker);
            }
        }
        if (const std::optional<PollStatus> over = end_stage(stage, probe, waker)) {
            return *over;
        }
    }
}

std::optional<PollStatus> Case::end_stage(const Stage& stage, ProbeState& probe, const Waker& waker) {
    const std::uint16_t self = probe.task.load(std::memory_order_relaxed);
    const auto next_stage = [&] {
        probe.stage.fetch_add(1, std::memory_order_relaxed);
        probe.steps_done.store(0, std::memory_order_relaxed);
    };
    const auto idle = [&] {
        probe.idle.store(1, std::memory_order_relaxed);
        changed();
        return PollStatus::pending;
    };
    switch (stage.ending) {
        case Ending::ready:
            return PollStatus::ready;
        case Ending::throws:
            return PollStatus::threw;
        case Ending::yield:
            next_stage();
            wake_by_ref(waker, self, trace::borrowed);
            return PollStatus::pending;
        case Ending::yield_by_value:
            next_stage();
            if (std::optional<Waker> fresh = clone(waker, self, trace::borrowed, trace::in_hand)) {
                wake(std::move(*fresh), self, trace::in_hand);
            }
            return PollStatus::pending;
        case Ending::await_wake:
            next_stage();
            return idle();
        case Ending::await_phase:
            if (phase_.load(std::memory_order_relaxed) >= stage.operand) {
                next_stage();
                return std::nullopt;
            }
            wake_by_ref(waker, self, trace::borrowed);
            return PollStatus::pending;
        case Ending::join:
            if (joined(stage.operand, self, waker)) {
                next_stage();
                return std::nullopt;
            }
            return idle();
        case Ending::leave:
            if (probe.left.load(std::memory_order_relaxed) != 0) {
                return PollStatus::pending;  // the handle may be released by now
            }
            if (joined(stage.operand, self, waker)) {
                next_stage();
                return std::nullopt;
            }
            probe.left.store(1, std::memory_order_relaxed);
            task_ended();
            return idle();
        case Ending::abandon:
            return idle();
        case Ending::await:
            if (event_arrived(events_[stage.operand], self, waker)) {
                next_stage();
                return std::nullopt;
            }
            return idle();
    }
    return PollStatus::ready;
}

bool Case::event_arrived(EventCell& cell, std::uint16_t self, const Waker& waker) {
    // A leaf future by the book: register the latest waker, then look again (FUT-3, LEAF-1).
    const auto arrived = [&] { return cell.signalled.load(std::memory_order_relaxed) != 0; };
    if (arrived()) {
        return true;
    }
    bool registered = false;
    if (subject_.capabilities.has(Capability::will_wake)) {
        cell.waiting.use([&](const Waker& old, std::uint16_t task) {
            compare(old, task, waker, self);
            registered = task == self && subject_.same_task(old, waker);
        });
    }
    std::uint16_t owner = 0;
    if (!registered) {
        std::optional<Waker> fresh = clone(waker, self, trace::borrowed, trace::in_hand);
        if (std::optional<Waker> old = cell.waiting.take(owner)) {
            drop(std::move(*old), owner, trace::in_hand);
        }
        registered = fresh && cell.waiting.put(*fresh, self);
        if (fresh && !registered) {
            drop(std::move(*fresh), self, trace::in_hand);
        }
        unseen_barrier();
    }
    if (!arrived()) {
        return false;
    }
    if (std::optional<Waker> unneeded = cell.waiting.take(owner)) {
        drop(std::move(*unneeded), owner, trace::in_hand);
        return true;
    }
    // Who signals has it and wakes by it: where a waker is good for one use, that was this suspension's.
    return !(registered && subject_.contract.has(Contract::one_suspension));
}

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
#include "worker/case.hpp"

#include <sched.h>

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include "worker/case_waiting.hpp"
#include "worker/program.hpp"
#include "worker/recorder.hpp"
#include "worker/relay.hpp"

namespace wakelaw::conformance {

using scenario::Place;
using scenario::Scenario;
using scenario::Step;
using trace::Kind;

namespace {

constexpr std::uint32_t most_nudges = 1000;
/// How long main looks for what runs on after the executor's destruction.
constexpr int looks_at_what_runs_on = under_control ? 2 : 20;

}  // namespace

Case::Case(const Subject& subject, SharedMemory& shared) : subject_(subject), shared_(shared) {}

// Waiting
// ----------------------------------------------------------------------------------------------------

/// Read before the condition that it guards: the barrier keeps the compiler from turning the two around.
std::uint32_t Case::progress_now() const {
    const std::uint32_t now = shared_.progress.load(std::memory_order_relaxed);
    unseen_barrier();
    return now;
}

void Case::changed() {
    unseen_barrier();
    shared_.progress.fetch_add(1, std::memory_order_relaxed);
    if constexpr (under_control) {
        waiters_.wake_those_who_can_go_on();
        return;
    }
    unseen_barrier();
    if (shared_.waiters.load(std::memory_order_relaxed) != 0) {
        futex_wake_all(shared_.progress);
    }
}

void Case::task_ended() {
    ended_.fetch_add(1, std::memory_order_relaxed);
    changed();
}

bool Case::end_stall() {
    if (plugs_waiting_.load(std::memory_order_relaxed) != 0 &&
        plug_broken_.load(std::memory_order_relaxed) == 0) {
        plug_broken_.store(1, std::memory_order_relaxed);
    } else if (shared_.main_waiting.load(std::memory_order_relaxed) != 0) {
        shared_.stall_notices.fetch_add(1, std::memory_order_relaxed);
    }
    return waiters_.wake_those_who_can_go_on();
}

// The life of a case
// -----------------------------------------------------------------------------------------

void forget_earlier_cases() {
    forget_probes();
    forget_relays();
}

void Case::run(const Scenario& scenario) {
    scenario_ = &scenario;
    notices_seen_ = shared_.stall_notices.load(std::memory_order_relaxed);
    stalled_ = false;
    threw_ = false;
    markers_ = 0;
    aborted_.store(0, std::memory_order_relaxed);
    ending_.store(0, std::memory_order_relaxed);
    gone_.store(0, std::memory_order_relaxed);
    actors_at_end_.store(0, std::memory_order_relaxed);

    if (subject_.vocabulary != nullptr) {
        run_program(*subject_.vocabulary, scenario.program);
        check_freed_memory();
        return;
    }
    if (!make()) {
        return;
    }
    scenario_begins();
    if (scenario.ends_early) {
        run_to_an_early_end();
    } else {
        run_to_the_end();
    }
    if (!subject_.capabilities.has(Capability::wakers_outlive_executor)) {
        wait_for_actors();
        drop_all_slots();
    }
    destroy();
    if (!stalled_) {
        for (const Step& one : scenario.afterlife) {
            step(one, Place::after, nullptr, nullptr);
        }
    }
    if (scenario.ends_early) {
        wait_for_actors();
        see_what_runs_on();
    }
    drop_all_slots();
    record_held_relays();
    check_freed_memory();
}

void Case::run_to_the_end() {
    for (std::uint16_t round = 0; round < scenario_->rounds && !stalled_; ++round) {
        run_round(round);
    }
    if (!stalled_) {
        late_steps();
    }
    if (stalled_) {
        aborted_.store(1, std::memory_order_relaxed);
        changed();
    }
    wait_for_actors();
    scenario_is_over();
    begin_end();
}

void Case::run_to_an_early_end() {
    begin_round(0);
    drive_until_all_rest();
    record(Kind::ending);
    for (const Step& one : scenario_->late) {
        step(one, Place::after, nullptr, nullptr);
    }
    begin_end();
}

void Case::begin_end() {
    ending_.store(1, std::memory_order_relaxed);
    changed();
    // Those who await the end shall be under way when it begins.
    for (int spins = spinning_pays && scenario_->ends_early ? waiter_spins : 0;
         spins > 0 && actors_at_end_.load(std::memory_order_relaxed) != 0; --spins) {
        relax_processor();
    }
    if constexpr (under_control) {
        // From here one preemption is enough, whoever is interrupted.
        block_until([&] { return actors_at_end_.load(std::memory_order_relaxed) == 0; });
    }
    block_until([&] {
        return subject_.capabilities.has(Capability::spawn_at_shutdown) ||
               spawns_running_.load(std::memory_order_relaxed) == 0;
    });
}

bool Case::all_rest() const {
    const std::uint32_t actors_at_rest = static_cast<std::uint32_t>(scenario_->actors.size()) -
                                         actors_running_.load(std::memory_order_relaxed) +
                                         actors_at_end_.load(std::memory_order_relaxed);
    if (ended_.load(std::memory_order_relaxed) >= spawned_.load(std::memory_order_relaxed)) {
        return true;
    }
    if (actors_at_rest < scenario_->actors.size() || subject_.driving == Driving::blocking) {
        return false;
    }
    for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
        const ProbeState* const probe = find_probe(static_cast<std::uint16_t>(i));
        if (probe != nullptr && probe->ended.load(std::memory_order_relaxed) == 0 &&
            probe->idle.load(std::memory_order_relaxed) == 0) {
            return false;
        }
    }
    return true;
}

/// Nothing is proved here: where the executor brings no rest about, its end comes all the same.
void Case::drive_until_all_rest() {
    if (subject_.driving == Driving::threads) {
        (void)wait_until([&] { return all_rest(); });
        return;
    }
    while (true) {
        const std::uint32_t before = progress_now();
        drive();
        if (all_rest()) {
            return;
        }
        const auto something_new = [&] { return shared_.progress.load(std::memory_order_relaxed) != before; };
        if (wait_until(something_new) == Wait::stalled) {
            return;
        }
    }
}

/// Only an executor that was let go of, and not ended, brings anything more about.
void Case::see_what_runs_on() {
    for (int looks = subject_.driving == Driving::threads ? looks_at_what_runs_on : 0; looks > 0; --looks) {
        sched_yield();
    }
    block_until([&] { return polls_running_.load(std::memory_order_relaxed) == 0; });
}

bool Case::make() {
    record(Kind::make_begin);
    void* made = nullptr;
    std::string why;
    try {
        made = subject_.table->make();
    } catch (const std::exception& error) {
        why = error.what();
    } catch (...) {
        why = "an exception that is no std::exception";
    }
    executor_.store(made, std::memory_order_relaxed);
    record(Kind::make_end, trace::nothing, trace::nothing,
           made == nullptr ? trace::flag::threw : std::uint16_t{0});
    if (made == nullptr) {
        if (why.empty() && subject_.table->last_error != nullptr) {
            const char* const text = subject_.table->last_error();
            why = text == nullptr ? "" : text;
        }
        std::fprintf(stderr, "make: %s\n", why.empty() ? "returned null" : why.c_str());
    }
    return made != nullptr;
}

void Case::destroy() {
    record_held_relays();
    for (KeptHandle& kept : handles_) {
        cancel_if_storage_is_ours(kept);
    }
    release_handles();
    record(Kind::destroy_begin);
    subject_.table->destroy(executor_);
    executor_.store(nullptr, std::memory_order_relaxed);
    record(Kind::destroy_end);
    record_held_relays();
    gone_.store(1, std::memory_order_relaxed);
    if (scenario_->ends_early && subject_.capabilities.has(Capability::drop_at_shutdown)) {
        for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
            read_outcome(static_cast<std::uint16_t>(i));
        }
    }
}

void Case::begin_round(std::uint16_t round) {
    round_.store(round, std::memory_order_relaxed);
    spawned_.store(0, std::memory_order_relaxed);
    ended_.store(0, std::memory_order_relaxed);
    phase_.store(0, std::memory_order_relaxed);
    plugs_.store(0, std::memory_order_relaxed);
    plug_broken_.store(0, std::memory_order_relaxed);
    plugs_waiting_.store(0, std::memory_order_relaxed);
    for (auto& one : spawned_by_step_) {
        one.store(0, std::memory_order_relaxed);
    }
    for (Slot& slot : slots_) {
        slot.forget_fills();
    }
    for (EventCell& event : events_) {
        event.signalled.store(0, std::memory_order_relaxed);
    }
    actors_running_.store(static_cast<std::uint32_t>(scenario_->actors.size()), std::memory_order_relaxed);
    for (const scenario::Task& task : scenario_->tasks) {
        if (!task.spawned_by_step) {
            spawn(task);
        }
    }
    begin_acting(*this);
}

void Case::run_round(std::uint16_t round) {
    begin_round(round);
    drive_until_done();
    if (stalled_) {
        return;
    }
    record(Kind::finished);
    if (scenario_->rounds > 1) {
        wait_for_actors();
        drop_all_slots();
        release_handles();
        record(Kind::round_end, trace::nothing, round);
        if (counts_memory()) {
            record(Kind::memory, trace::nothing, round, 0, live_blocks());
        }
    }
}

bool Case::round_done() const {
    // Actors first: one that is done spawns nothing more.
    return actors_running_.load(std::memory_order_relaxed) == 0 &&
           ended_.load(std::memory_order_relaxed) >= spawned_.load(std::memory_order_relaxed);
}

void Case::stall(trace::Stall how) { record(Kind::stalled, trace::nothing, static_cast<std::uint16_t>(how)); }

void Case::drive_until_done() {
    if (subject_.driving == Driving::threads) {
        if (wait_until([&] { return round_done(); }) == Wait::done) {
            return;
        }
        stall(trace::Stall::threads_blocked);
        // The wake may be lost, or the executor may sleep on it: something new to do tells which (EXEC-11).
        record(Kind::nudged);
        spawn_marker();
        if (wait_until([&] { return round_done(); }) == Wait::stalled) {
            stall(trace::Stall::threads_blocked);
            stalled_ = true;
        }
        return;
    }
    // Every exception that reaches the driver was thrown by a task of its own, so this ends.
    const std::uint32_t most_throws = spawned_.load(std::memory_order_relaxed) + scenario::max_tasks;
    // One that does little in each call is called on as long as the calls bring something about.
    std::uint32_t nudges = 0;
    bool ordered = !weak_memory_;
    for (std::uint32_t throws = 0;;) {
        const bool delivered = actors_running_.load(std::memory_order_relaxed) == 0;
        unseen_barrier();
        const std::uint32_t before = progress_now();
        const std::uint32_t polls_before = polls_.load(std::memory_order_relaxed);
        const bool threw = drive();
        if (round_done()) {
            return;
        }
        if (threw && ++throws <= most_throws) {
            continue;
        }
        const bool proved = delivered;
        const auto something_new = [&] {
            return actors_running_.load(std::memory_order_relaxed) == 0 ||
                   shared_.progress.load(std::memory_order_relaxed) != before;
        };
        if (!proved && wait_until(something_new) == Wait::done) {
            ordered = !weak_memory_;
            continue;
        }
        if (!ordered) {
            // A wake that does not happen before the drive may be invisible to it.
            if (proved) {
                wait_for_actors();
            } else {
                resting_actors_.pass();
            }
            ordered = true;
            continue;
        }
        // Not proved: an actor waits for what only the executor could bring about.
        stall(proved ? trace::Stall::delivered : trace::Stall::threads_blocked);
        const bool brought_something = polls_.load(std::memory_order_relaxed) != polls_before;
        if (nudges != 0 && (!brought_something || nudges == most_nudges)) {
            stalled_ = true;
            return;
        }
        ++nudges;
        record(Kind::nudged);
    }
}

bool Case::drive() {
    record(Kind::drive_begin);
    bool threw = false;
    try {
        threw = subject_.table->drive(executor_) != WAKELAW_OK;
    } catch (...) {
        threw = true;
    }
    record(Kind::drive_end, trace::nothing, trace::nothing, threw ? trace::flag::threw : std::uint16_t{0});
    threw_ |= threw;
    if (releases_early()) {
        for (std::size_t i = 0; i < scenario_->tasks.size(); ++i) {
            release_if_over(number_of(i));
        }
    }
    return threw;
}

void Case::late_steps() {
    record(Kind::late_begin);
    for (const Step& one : scenario_->late) {
        step(one, Place::after, nullptr, nullptr);
    }
    if (threw_ && scenario_->late.empty() && !scenario_->afterlife.empty()) {
        // An exception has ended the driver, and what comes after the executor's end is the point of this
        // scenario.
        record(Kind::late_end);
        return;
    }
    if (under_control && scenario_->late.empty()) {
        // Nothing to act on, and a marker would double the schedules of a small scenario.
        record(Kind::late_end);
        return;
    }
    if (subject_.driving != Driving::stepping) {
        spawn_marker();
    }
    if (subject_.driving != Driving::threads) {
        drive();
        if (!round_done()) {
            drive();
        }
    }
    const bool done = subject_.driving == Driving::threads
                          ? wait_until([&] { return round_done(); }) == Wait::done
                          : round_done();
    if (!done) {
        stall(subject_.driving == Driving::threads ? trace::Stall::threads_blocked : trace::Stall::delivered);
        stalled_ = true;
    }
    record(Kind::late_end);
}

void Case::wait_for_actors() {
    // Not interruptible: an actor that is still here is inside the subject. The supervisor's proof ends it.
    block_until([] { return all_acted(); });
    end_acting();
}

void Case::drop_all_slots() {
    const auto empty = [&](Slot& slot, std::uint16_t name) {
        std::uint16_t task = 0;
        if (std::optional<Waker> waker = slot.take(task)) {
            drop(std::move(*waker), task, name);
        }
    };
    for (std::uint16_t i = 0; i < slots_.size(); ++i) {
        empty(slots_[i], i);
    }
    for (EventCell& event : events_) {
        empty(event.waiting, trace::in_hand);
    }
}

// Actors
// -----------------------------------------------------------------------------------------------------

const scenario::Actor* Case::actor(std::uint16_t number) const {
    return number < scenario_->actors.size() ? &scenario_->actors[number] : nullptr;
}

void Case::act(const scenario::Actor& one) {
    for (const Step& each : one.steps) {
        if (aborted_.load(std::memory_order_relaxed) != 0) {
            break;
        }
        step(each, Place::actor, nullptr, nullptr);
        if (subject_.driving != Driving::threads) {
            changed();  // main may have to drive again
        }
    }
    if (weak_memory_) {
        resting_actors_.pass();
    }
    actors_running_.fetch_sub(1, std::memory_order_relaxed);
    changed();
}

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
#include "worker/case.hpp"

#include <sched.h>

#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include "worker/flavour.hpp"
#include "worker/futex.hpp"
#include "worker/program.hpp"
#include "worker/recorder.hpp"
#include "worker/relay.hpp"

namespace wakelaw::conformance {

using scenario::Ending;
using scenario::Operation;
using scenario::Place;
using scenario::Scenario;
using scenario::Stage;
using scenario::Step;
using trace::Kind;

namespace {

/// How long a poll of the suite waits for an actor before it goes on without: polls must not block (FUT-8).
constexpr int linger_spins = 2000;
/// Under control one yield is enough: the explorer lets the actor go first, or not.
constexpr int linger_yields = under_control ? 1 : 20;
constexpr int plug_yields = 20000;
constexpr std::uint32_t most_nudges = 1000;
/// How long a poll tries to outlast the executor's destruction, and main looks for what runs on after it.
constexpr int outstaying_spins = 2000;
constexpr int outstaying_yields = under_control ? 2 : 60;
constexpr int looks_at_what_runs_on = under_control ? 2 : 20;
/// Actors that await the end spin longer than any other waiter, to be there when the destruction begins.
constexpr int end_spins = 20000;
/// How long a waiter spins before it blocks; spinning pays only where another processor does the work.
constexpr int waiter_spins = 400;

/// The plug recipe's plain memory. Cases use it in turn, so that a write never meets an old read.
constexpr std::size_t payload_generations = 64;
std::array<std::array<std::uint64_t, scenario::max_payloads>, payload_generations> payloads;

std::uint64_t& payload(std::uint16_t number) {
    return payloads[recorder().case_number() % payload_generations][number];
}

bool usable_processors_are_several() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return !under_control && sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 1;
}
const bool spinning_pays = usable_processors_are_several();

void record(Kind kind, std::uint16_t task = trace::nothing, std::uint16_t object = trace::nothing,
            std::uint16_t flags = 0, std::uint64_t value = 0) {
    recorder().record(kind, task, object, flags, value);
}

/// Wakes or drops a waker in the destructor of a thread_local (WAK-8).
struct AtThreadExit {
    std::optional<Waker> waker;
    std::uint16_t task = 0;
    std::uint16_t slot = 0;
    bool by_wake = false;
    AtThreadExit() = default;
    AtThreadExit(const AtThreadExit&) = delete;
    AtThreadExit& operator=(const AtThreadExit&) = delete;
    ~AtThreadExit() {
        if (!waker) {
            return;
        }
        record(by_wake ? Kind::wake_begin : Kind::drop_begin, task, slot, trace::flag::at_exit);
        if (by_wake) {
            std::move(*waker).wake();
        }
        waker.reset();
        record(by_wake ? Kind::wake_end : Kind::drop_end, task, slot, trace::flag::at_exit);
    }
};

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

/// Blocks, visibly for the stall proof, until something that was told to `changed` makes `over` true.
template <class Condition>
void Case::block_until(Condition over) {
    if constexpr (under_control) {
        waiters_.wait_until(over);
        return;
    }
    while (true) {
        const std::uint32_t seen = progress_now();
        if (over()) {
            return;
        }
        shared_.waiters.fetch_add(1, std::memory_order_relaxed);
        unseen_barrier();
        futex_wait(shared_.progress, seen);
        shared_.waiters.fetch_sub(1, std::memory_order_relaxed);
    }
}

template <class Condition>
Case::Wait Case::wait_until(Condition condition) {
    for (int spins = spinning_pays ? waiter_spins : 0; spins > 0 && !condition(); --spins) {
        relax_processor();
    }
    std::optional<Wait> outcome;
    const auto over = [&] {
        if (condition()) {
            outcome = Wait::done;
        } else if (shared_.stall_notices.load(std::memory_order_relaxed) != notices_seen_) {
            outcome = Wait::stalled;
        }
        return outcome.has_value();
    };
    shared_.main_waiting.exchange(1, std::memory_order_relaxed);
    block_until(over);
    shared_.main_waiting.store(0, std::memory_order_relaxed);
    if (outcome == Wait::stalled) {
        notices_seen_ = shared_.stall_notices.load(std::memory_order_relaxed);
    }
    return *outcome;
}

template <class Condition>
void Case::actor_waits(Condition condition) {
    const auto over = [&] {
        return condition() || aborted_.load(std::memory_order_relaxed) != 0 ||
               ending_.load(std::memory_order_relaxed) != 0;
    };
    for (int spins = spinning_pays ? waiter_spins : 0; spins > 0 && !over(); --spins) {
        relax_processor();
    }
    if (weak_memory_) {
        resting_actors_.pass();
    }
    block_until(over);
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
    if (subject_.contract.has(Contract::caller_owns_storage)) {
        cancel_what_is_left();
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
        kept.handle.store(handle, std::memory_order_release);
        kept.access.end();
        changed();
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
void Case::use_handle(std::uint16_t number, Use use) {
    KeptHandle& kept = kept_handle(number);
    if (void* const handle = kept.handle.load(std::memory_order_acquire)) {
        kept.access.begin();
        use(handle);
        kept.access.end();
    }
}

void Case::release_handles() {
    for (KeptHandle& kept : handles_) {
        if (void* const handle = kept.handle.exchange(nullptr, std::memory_order_acquire)) {
            kept.access.begin();
            subject_.table->release_handle(executor_, handle);
            kept.access.end();
        }
        kept.answered.store(0, std::memory_order_relaxed);
    }
}

bool Case::releases_early() const {
    return subject_.contract.has(Contract::caller_owns_storage) &&
           !subject_.contract.has(Contract::cancel_blocks) && subject_.driving != Driving::threads;
}

void Case::release_if_over(std::uint16_t number) {
    const ProbeState* const probe = find_probe(number);
    KeptHandle& kept = kept_handle(number);
    if (probe == nullptr || probe->destroyed.load(std::memory_order_relaxed) == 0 ||
        probe->polling.load(std::memory_order_relaxed) != 0) {
        return;
    }
    if (void* const handle = kept.handle.exchange(nullptr, std::memory_order_acquire)) {
        subject_.table->release_handle(executor_, handle);
    }
}

void Case::cancel_what_is_left() {
    for (KeptHandle& kept : handles_) {
        if (void* const handle = kept.handle.load(std::memory_order_acquire)) {
            kept.access.begin();
            subject_.table->cancel(executor_, handle);  // does nothing to a task that has ended
            kept.access.end();
        }
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

// Operations on wakers
// ---------------------------------------------------------------------------------------

void Case::wake(Waker&& waker, std::uint16_t task, std::uint16_t slot) {
    record(Kind::wake_begin, task, slot);
    std::uint16_t flags = 0;
    try {
        std::move(waker).wake();
    } catch (...) {
        flags = trace::flag::threw;
    }
    record(Kind::wake_end, task, slot, flags);
}

void Case::wake_by_ref(const Waker& waker, std::uint16_t task, std::uint16_t slot, std::uint16_t count) {
    record(Kind::wake_by_ref_begin, task, slot, 0, count > 1 ? count : 0);
    std::uint16_t flags = 0;
    try {
        for (std::uint16_t i = 0; i < count; ++i) {
            waker.wake_by_ref();
        }
    } catch (...) {
        flags = trace::flag::threw;
    }
    record(Kind::wake_by_ref_end, task, slot, flags);
}

void Case::drop(Waker&& waker, std::uint16_t task, std::uint16_t slot) {
    record(Kind::drop_begin, task, slot);
    { const Waker dropped(std::move(waker)); }
    record(Kind::drop_end, task, slot);
}

std::optional<Waker> Case::clone(const Waker& waker, std::uint16_t task, std::uint16_t from,
                                 std::uint16_t to) {
    record(Kind::clone_begin, task, from);
    std::optional<Waker> result;
    std::uint16_t flags = 0;
    try {
        result.emplace(waker.clone());
    } catch (...) {
        flags = trace::flag::threw;
    }
    record(Kind::clone_end, task, to, flags);
    return result;
}

void Case::put(std::uint16_t slot, Waker&& waker, std::uint16_t task) {
    std::uint16_t old_task = 0;
    if (std::optional<Waker> old = slots_[slot].take(old_task)) {
        drop(std::move(*old), old_task, slot);
    }
    Waker put_in(std::move(waker));
    if (slots_[slot].put(put_in, task)) {
        changed();
    } else {
        drop(std::move(put_in), task, slot);
    }
}

void Case::compare(const Waker& left, std::uint16_t left_task, const Waker& right, std::uint16_t right_task) {
    const bool equal = subject_.same_task(left, right);
    record(Kind::compared, left_task, right_task, 0, equal ? 1 : 0);
}

void Case::move(std::uint16_t from, std::uint16_t to) {
    std::uint16_t task = 0;
    std::optional<Waker> taken = slots_[from].take(task);
    if (!taken) {
        return;
    }
    record(Kind::move_begin, task, from);
    Waker constructed(std::move(*taken));
    *taken = std::move(constructed);
    Waker& alias = *taken;
    *taken = std::move(alias);
    std::swap(*taken, constructed);
    std::swap(*taken, constructed);
    if (subject_.table->move_waker != nullptr) {
        subject_.table->move_waker(to_c(*taken));
    }
    record(Kind::move_end, task, to);
    put(to, std::move(*taken), task);
}

void Case::at_thread_exit(std::uint16_t slot, bool by_wake) {
    std::uint16_t task = 0;
    std::optional<Waker> taken = slots_[slot].take(task);
    if (!taken) {
        return;
    }
    std::thread([&] {
        static thread_local AtThreadExit holder;
        holder.task = task;
        holder.slot = slot;
        holder.by_wake = by_wake;
        // What the subject keeps in thread_locals of its own is made now, and so destroyed before the holder.
        if (std::optional<Waker> other = clone(*taken, task, slot, trace::in_hand)) {
            drop(std::move(*other), task, trace::in_hand);
        }
        if (by_wake && subject_.capabilities.has(Capability::wake_by_ref)) {
            wake_by_ref(*taken, task, slot);
        }
        holder.waker = std::move(taken);
    }).join();
}

void Case::signal(std::uint16_t event) {
    EventCell& cell = events_[event];
    if (cell.signalled.exchange(1, std::memory_order_relaxed) != 0) {
        return;
    }
    unseen_barrier();
    record(Kind::signalled, trace::nothing, event);
    std::uint16_t task = 0;
    if (std::optional<Waker> waiting = cell.waiting.take(task)) {
        wake(std::move(*waiting), task, trace::in_hand);
    }
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
        use_handle(number, [&](void* handle) {
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
        use_handle(number, [&](void* handle) {
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

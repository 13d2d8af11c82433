// SPDX-License-Identifier: MIT
#include "worker/probe.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "worker/case.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

// Slot
// -------------------------------------------------------------------------------------------------------

bool Slot::put(Waker& put_in, std::uint16_t task) {
    if (!access_.begin_put()) {
        return false;
    }
    ::new (static_cast<void*>(storage_)) Waker(std::move(put_in));
    task_.store(task, std::memory_order_relaxed);
    access_.end_put();
    fills_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

std::optional<Waker> Slot::take(std::uint16_t& task) {
    if (!access_.begin_take()) {
        return std::nullopt;
    }
    std::optional<Waker> result(std::move(*waker()));
    waker()->~Waker();
    task = task_.load(std::memory_order_relaxed);
    access_.end_take();
    return result;
}

// The pool of probes
// -----------------------------------------------------------------------------------------

namespace {

constexpr std::size_t pool_size = 4096;
std::array<ProbeState, pool_size> pool;
/// Written by the destructor of a probe's future, read by who has joined the task.
std::array<std::uint32_t, pool_size> farewells;
/// Written by polls as ProbeState::plain is, and read by main when the executor is gone.
std::array<std::array<std::uint32_t, ProbeState::cells>, pool_size> outcomes;
std::atomic<std::uint64_t> next_generation{1};

/// The last probe of each task number of the running case, by number modulo the table's size.
constexpr std::size_t numbers = 2048;
std::array<std::atomic<std::uint64_t>, numbers> latest;
std::atomic<std::uint64_t> first_generation_of_case{1};

Case* running_case = nullptr;

/// A future's state pointer is its generation; the pool's index follows from it.
void* to_state(std::uint64_t generation) {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(generation));
}

struct Found {
    ProbeState* probe;
    bool stray;
};

Found find(void* state) {
    const auto generation = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(state));
    ProbeState& probe = pool[generation % pool_size];
    const bool stray = probe.generation.load(std::memory_order_relaxed) != generation ||
                       generation < first_generation_of_case.load(std::memory_order_relaxed);
    return {&probe, stray};
}

std::array<std::uint32_t, ProbeState::cells>& outcome_of(const ProbeState& probe) {
    return outcomes[static_cast<std::size_t>(&probe - pool.data())];
}

std::uint64_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

/// Of a future that was never destroyed: whoever leaked the future has leaked the waker too.
void forget_kept_waker(ProbeState& probe) {
    std::uint16_t owner = 0;
    if (std::optional<Waker> forgotten = probe.kept.take(owner)) {
        (void)std::move(*forgotten).into_raw();
    }
}

/// What a poll may be lent: a table, and in it what is required and what is declared.
bool usable(wakelaw_raw_waker raw) {
    const wakelaw_waker_vtable* const table = raw.vtable;
    return table != nullptr && table->wake != nullptr && table->drop != nullptr &&
           (table->clone != nullptr || !running_case->declares(Capability::clone)) &&
           (table->wake_by_ref != nullptr || !running_case->declares(Capability::wake_by_ref));
}

wakelaw_poll_status poll_probe(void* state, const void* address, wakelaw_raw_waker raw) {
    const Found found = find(state);
    if (found.stray) {
        record(trace::Kind::poll_begin, trace::nothing, trace::nothing, trace::flag::stray, 0);
        return WAKELAW_READY;
    }
    if (!usable(raw)) {
        raw = to_c(Waker::noop());
        record(trace::Kind::bad_waker, found.probe->task.load(std::memory_order_relaxed));
    }
    const LentWaker lent(raw);
    const Waker& waker = *lent;
    ProbeState& probe = *found.probe;
    const bool overlapped = probe.polling.exchange(1, std::memory_order_relaxed) != 0;
    std::uint16_t flags = overlapped ? trace::flag::overlapped : std::uint16_t{0};
    const bool ended = probe.ended.load(std::memory_order_relaxed) != 0;
    const bool destroyed = probe.destroyed.load(std::memory_order_relaxed) != 0;
    flags = static_cast<std::uint16_t>(flags | (ended ? trace::flag::after_end : 0) |
                                       (destroyed ? trace::flag::destroyed : 0));
    const std::uint16_t task = probe.task.load(std::memory_order_relaxed);
    record(trace::Kind::poll_begin, task, trace::nothing, flags, number(address));
    PollStatus status = PollStatus::ready;
    if (overlapped) {
        // The other poll goes on with the script; this one must only not swallow a wake.
        if (raw.vtable->wake_by_ref != nullptr) {
            waker.wake_by_ref();
        } else if (raw.vtable->clone != nullptr) {
            waker.clone().wake();
        }
        status = PollStatus::pending;
    } else if (!ended && !destroyed) {
        const std::uint32_t polls = probe.polls.fetch_add(1, std::memory_order_relaxed);
        const std::uint32_t handed_over = read_plainly(probe.handed_over);
        write_plainly(probe.plain[polls % ProbeState::cells], polls);
        write_plainly(outcome_of(probe)[polls % ProbeState::cells], polls);
        running_case->poll_begins();
        status = running_case->poll_stage(probe, waker);
        write_plainly(probe.handed_over, handed_over + 1);
    }
    const bool ends = status != PollStatus::pending && !ended && !destroyed;
    if (ends) {
        probe.ended.store(1, std::memory_order_relaxed);
    }
    record(trace::Kind::poll_end, task, static_cast<std::uint16_t>(status));
    if (!overlapped) {
        probe.polling.store(0, std::memory_order_relaxed);
    }
    if (!overlapped && !ended && !destroyed) {
        running_case->poll_ends();
    }
    if (ends && probe.left.load(std::memory_order_relaxed) == 0) {
        running_case->task_ended();
    }
    return static_cast<wakelaw_poll_status>(status);
}

void drop_probe(void* state, const void* address) {
    const Found found = find(state);
    if (found.stray) {
        record(trace::Kind::future_destroyed, trace::nothing, trace::nothing, trace::flag::stray, 0);
        return;
    }
    ProbeState& probe = *found.probe;
    const bool overlapped = probe.polling.load(std::memory_order_relaxed) != 0;
    const bool again = probe.destroyed.exchange(1, std::memory_order_relaxed) != 0;
    if (const std::uint32_t polls = probe.polls.load(std::memory_order_relaxed); polls != 0) {
        const std::uint32_t last = read_plainly(probe.plain[(polls - 1) % ProbeState::cells]);
        asm volatile("" : : "r"(last));  // the read is the point
    }
    write_plainly(farewells[static_cast<std::size_t>(&probe - pool.data())], 1);
    const std::uint16_t task = probe.task.load(std::memory_order_relaxed);
    record(trace::Kind::future_destroyed, task, trace::nothing,
           static_cast<std::uint16_t>((overlapped ? trace::flag::overlapped : 0) |
                                      (again ? trace::flag::destroyed : 0)),
           number(address));
    if (!again) {
        running_case->destruct(probe);
    }
    std::uint16_t owner = 0;
    if (std::optional<Waker> kept = probe.kept.take(owner)) {
        record(trace::Kind::drop_begin, owner, trace::in_hand);
        { const Waker dropped(std::move(*kept)); }
        record(trace::Kind::drop_end, owner, trace::in_hand);
    }
    if (probe.ended.load(std::memory_order_relaxed) == 0 && !again) {
        // An executor may destroy an unfinished future; nobody has to wait for that task any more.
        probe.ended.store(1, std::memory_order_relaxed);
        if (probe.left.load(std::memory_order_relaxed) == 0) {
            running_case->task_ended();
        }
    }
}

}  // namespace

void set_running_case(Case* the_case) { running_case = the_case; }

RawFuture make_probe(const scenario::Task* script, std::uint16_t task_number) {
    const std::uint64_t generation = next_generation.fetch_add(1, std::memory_order_relaxed);
    ProbeState& probe = pool[generation % pool_size];
    forget_kept_waker(probe);
    probe.polling.store(0, std::memory_order_relaxed);
    probe.ended.store(0, std::memory_order_relaxed);
    probe.destroyed.store(0, std::memory_order_relaxed);
    probe.idle.store(0, std::memory_order_relaxed);
    probe.left.store(0, std::memory_order_relaxed);
    probe.polls.store(0, std::memory_order_relaxed);
    probe.stage.store(0, std::memory_order_relaxed);
    probe.steps_done.store(0, std::memory_order_relaxed);
    probe.task.store(task_number, std::memory_order_relaxed);
    probe.script.store(script, std::memory_order_relaxed);
    probe.generation.store(generation, std::memory_order_relaxed);
    latest[task_number % numbers].store(generation, std::memory_order_relaxed);
    write_plainly(probe.handed_over, 0);
    return {to_state(generation), &poll_probe, &drop_probe};
}

ProbeState* find_probe(std::uint16_t task_number) {
    const std::uint64_t generation = latest[task_number % numbers].load(std::memory_order_relaxed);
    if (generation < first_generation_of_case.load(std::memory_order_relaxed)) {
        return nullptr;
    }
    ProbeState& probe = pool[generation % pool_size];
    return probe.task.load(std::memory_order_relaxed) == task_number ? &probe : nullptr;
}

void forget_probes() {
    const std::uint64_t next = next_generation.load(std::memory_order_relaxed);
    const std::uint64_t first = first_generation_of_case.load(std::memory_order_relaxed);
    for (std::uint64_t generation = first; generation < std::min(next, first + pool_size); ++generation) {
        forget_kept_waker(pool[generation % pool_size]);
    }
    first_generation_of_case.store(next, std::memory_order_relaxed);
}

void read_farewell(std::uint16_t task_number) {
    if (const ProbeState* const probe = find_probe(task_number)) {
        const std::uint32_t read = read_plainly(farewells[static_cast<std::size_t>(probe - pool.data())]);
        asm volatile("" : : "r"(read));  // the read is the point
    }
}

bool is_farewell_memory(std::uintptr_t address) {
    const auto begin = reinterpret_cast<std::uintptr_t>(farewells.data());
    return address >= begin && address < begin + sizeof(farewells);
}

void read_outcome(std::uint16_t task_number) {
    const ProbeState* const probe = find_probe(task_number);
    if (probe == nullptr) {
        return;
    }
    std::uint32_t sum = 0;
    for (const std::uint32_t& cell : outcome_of(*probe)) {
        sum += read_plainly(cell);
    }
    asm volatile("" : : "r"(sum));  // the reads above are the point
}

bool is_outcome_memory(std::uintptr_t address) {
    const auto begin = reinterpret_cast<std::uintptr_t>(outcomes.data());
    return address >= begin && address < begin + sizeof(outcomes);
}

trace::RaceOn probe_memory(std::uintptr_t address) {
    const auto begin = reinterpret_cast<std::uintptr_t>(pool.data());
    if (address < begin || address >= begin + sizeof(pool)) {
        return trace::RaceOn::subject;
    }
    const std::uintptr_t place = (address - begin) % sizeof(ProbeState);
    const std::uintptr_t handed_over = offsetof(ProbeState, handed_over);
    return place >= handed_over && place < handed_over + sizeof(std::uint32_t) ? trace::RaceOn::hand_over
                                                                               : trace::RaceOn::future;
}

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
/// \file
/// The suite's future: what a poll does, step by step, and what it observes about whoever polls it.
#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <optional>

#include <wakelaw/conformance/subject.hpp>

#include "scenario/scenario.hpp"
#include "trace/event.hpp"
#include "worker/observed.hpp"
#include "worker/shared_memory.hpp"

namespace wakelaw::conformance {

/// Storage for one waker that many threads may use at once. No operation waits for another: one that finds
/// the waker being taken does nothing, which is a legal outcome of any step.
///
/// Users of the waker synchronise with the thread that put it there and with nobody else.
class Slot {
public:
    /// Takes the waker over; false, and the waker stays as it is, if the slot is not empty.
    bool put(Waker& put_in, std::uint16_t task);
    /// Takes the waker out, if there is one and nobody is using it.
    std::optional<Waker> take(std::uint16_t& task);
    /// Uses the waker in place, together with others. \return whether there was one.
    template <class Use>
    bool use(Use use_waker) {
        if (!access_.begin_use()) {
            return false;
        }
        use_waker(*waker(), task_.load(std::memory_order_relaxed));
        access_.end_use();
        return true;
    }
    [[nodiscard]] bool was_filled() const { return fills_.load(std::memory_order_relaxed) != 0; }
    void forget_fills() { fills_.store(0, std::memory_order_relaxed); }

private:
    Waker* waker() { return std::launder(reinterpret_cast<Waker*>(storage_)); }

    SlotAccess access_;
    std::atomic<std::uint32_t> fills_{0};
    std::atomic<std::uint16_t> task_{0};
    alignas(Waker) unsigned char storage_[sizeof(Waker)];
};

/// One event of the scenario with the waker of the task that awaits it.
struct EventCell {
    std::atomic<std::uint32_t> signalled{0};
    Slot waiting;
};

/// What the suite keeps of one spawned future. It outlives the future, the executor and the case: a late poll
/// of a stray future finds it, and is told apart by its generation.
struct ProbeState {
    std::atomic<std::uint64_t> generation{0};
    std::atomic<std::uint32_t> polling{0};
    std::atomic<std::uint32_t> ended{0};
    std::atomic<std::uint32_t> destroyed{0};
    std::atomic<std::uint32_t> idle{0};
    std::atomic<std::uint32_t> left{0};  ///< nobody waits for its end any more: it counts as ended
    std::atomic<std::uint32_t> polls{0};
    std::atomic<std::uint32_t> stage{0};
    std::atomic<std::uint32_t> steps_done{0};
    std::atomic<std::uint16_t> task{0};  ///< its number in the trace: round * tasks + index
    std::atomic<const scenario::Task*> script{nullptr};
    Slot kept;
    /// Plain memory: cell n % cells is written by poll n, and that of the last poll is read by the
    /// destructor, so that ThreadSanitizer sees whether the last poll happens before the destruction
    /// (EXEC-14).
    static constexpr std::uint32_t cells = 8;
    std::uint32_t plain[cells] = {};
    /// Plain memory as well: written by whoever spawns and at the end of each poll, read at the beginning of
    /// the next one (THR-2).
    std::uint32_t handed_over = 0;
};

/// The raw future of a fresh probe. Called by whoever spawns; takes a state from a fixed pool.
RawFuture make_probe(const scenario::Task* script, std::uint16_t task_number);
/// The probe that was made last for the task with this number in the running case; null if none was.
ProbeState* find_probe(std::uint16_t task_number);
/// Forgets the probes of the case; those that live on are strays from now.
void forget_probes();

/// The case whose scenario polls carry out. Set once, by main.
class Case;
void set_running_case(Case* the_case);

/// Reads, plainly, what the destructor of the task's future wrote, so that a race detector sees whether the
/// one happens before the other (JOIN-2).
void read_farewell(std::uint16_t task_number);

/// Reads in plain memory what the polls of the task with this number wrote there, if it was spawned: all of
/// it has to happen before (THR-4).
void read_outcome(std::uint16_t task_number);
/// Whether an address lies in the memory that `read_outcome` reads.
[[nodiscard]] bool is_outcome_memory(std::uintptr_t address);
/// Whether it lies in what the destructors of futures write.
[[nodiscard]] bool is_farewell_memory(std::uintptr_t address);
/// Which of a probe's plain memory the address lies in; `subject`: it is none of it.
[[nodiscard]] trace::RaceOn probe_memory(std::uintptr_t address);

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
/// \file
/// One case: a scenario carried out on the subject. Main drives, actors act; every step is recorded.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

#include <wakelaw/conformance/subject.hpp>

#include "scenario/scenario.hpp"
#include "worker/observed.hpp"
#include "worker/probe.hpp"
#include "worker/shared_memory.hpp"
#include "worker/waiters.hpp"

namespace wakelaw::conformance {

/// The state that steps act on. There is one case at a time; it is reused, never reallocated.
class Case {
public:
    Case(const Subject& subject, SharedMemory& shared);

    /// Runs the scenario from make to destroy. Called by main. Never waits for anything that a conforming
    /// executor need not do; where the executor fails to, it ends with the supervisor's stall notice.
    void run(const scenario::Scenario& scenario);

    /// Runs one actor's steps; called on the actor's thread.
    void act(const scenario::Actor& actor);
    /// The scenario's actor with this number; null if it has none.
    [[nodiscard]] const scenario::Actor* actor(std::uint16_t number) const;

    [[nodiscard]] bool declares(Capability capability) const { return subject_.capabilities.has(capability); }

    /// Only under control. In weak memory a stall counts only if all that was done happens before the last
    /// drive.
    void set_weak_memory(bool weak) { weak_memory_ = weak; }

    /// Only under control, while no thread can run: lets polls of the plug recipe go that wait for an actor,
    /// else tells main that the case stands still. \return whether somebody can go on now.
    bool end_stall();

    // Called by polls and destructors of the suite's futures.
    PollStatus poll_stage(ProbeState& probe, const Waker& waker);
    void poll_begins();
    void poll_ends();
    /// Does what the future's script wants of its destructor.
    void destruct(ProbeState& probe);
    void task_ended();
    void changed();

private:
    enum class Wait { done, stalled };

    /// \return whether there is an executor.
    bool make();
    void run_to_the_end();
    void run_to_an_early_end();
    void drive_until_all_rest();
    [[nodiscard]] bool all_rest() const;
    /// No spawn begins any more, but for those that the subject has declared, and none is under way.
    void begin_end();
    void see_what_runs_on();
    void destroy();
    void begin_round(std::uint16_t round);
    void run_round(std::uint16_t round);
    void drive_until_done();
    /// \return whether an exception left the driver.
    bool drive();
    void late_steps();
    void wait_for_actors();
    void drop_all_slots();
    void stall(trace::Stall how);
    [[nodiscard]] std::uint32_t progress_now() const;
    [[nodiscard]] bool round_done() const;
    template <class Condition>
    Wait wait_until(Condition condition);
    template <class Condition>
    void actor_waits(Condition condition);
    template <class Condition>
    void block_until(Condition over);
    void linger(std::uint16_t event);
    void poll_awaits_phase(std::uint16_t phase);
    void actor_awaits_end();
    void outstay();

    void spawn(const scenario::Task& task);
    void spawn_marker();
    void spawn_probe(const scenario::Task* script, std::uint16_t number);
    void spawn_step(std::uint16_t task_id, scenario::Place place);
    [[nodiscard]] bool may_spawn(scenario::Place place) const;
    struct KeptHandle {
        std::atomic<void*> handle{nullptr};
        HandleAccess access;
        std::atomic<std::uint32_t> answered{
            0};  ///< it has said that its task is over, and is not asked again
    };
    /// Where the handle of the task with this number in the trace is kept.
    KeptHandle& kept_handle(std::uint16_t number);
    /// Uses the handle, if there is one.
    template <class Use>
    void use_handle(KeptHandle& kept, Use use);
    void release(KeptHandle& kept);
    void release_handles();
    /// Whether the storage of a task is its owner's again as soon as it is over: the suite lets go of it
    /// then, so that an executor which still touches it touches released memory.
    [[nodiscard]] bool releases_early() const;
    void release_if_over(std::uint16_t number);
    /// Before its handle is released, if the task is not sure to have ended.
    void cancel_if_storage_is_ours(KeptHandle& kept);

    void step(const scenario::Step& one, scenario::Place place, ProbeState* probe, const Waker* own);
    void wake(Waker&& waker, std::uint16_t task, std::uint16_t slot);
    void wake_by_ref(const Waker& waker, std::uint16_t task, std::uint16_t slot, std::uint16_t count = 1);
    void drop(Waker&& waker, std::uint16_t task, std::uint16_t slot);
    std::optional<Waker> clone(const Waker& waker, std::uint16_t task, std::uint16_t from, std::uint16_t to);
    void put(std::uint16_t slot, Waker&& waker, std::uint16_t task);
    void compare(const Waker& left, std::uint16_t left_task, const Waker& right, std::uint16_t right_task);
    void move(std::uint16_t from, std::uint16_t to);
    void at_thread_exit(std::uint16_t slot, bool by_wake);
    void signal(std::uint16_t event);
    void cancel(std::uint16_t task_id);
    void nest(std::uint16_t self);
    /// Whether the task's handle says that it is over, or there is none.
    bool joined(std::uint16_t task_id, std::uint16_t self, const Waker& waker);
    wakelaw_join_status poll_handle(void* handle, std::uint16_t self, std::uint16_t number,
                                    const Waker& waker);
    /// The number in the trace of the round's task with this index.
    [[nodiscard]] std::uint16_t number_of(std::size_t index) const;
    /// Nothing: the poll goes on with the next stage.
    std::optional<PollStatus> end_stage(const scenario::Stage& stage, ProbeState& probe, const Waker& waker);
    bool event_arrived(EventCell& cell, std::uint16_t self, const Waker& waker);
    [[nodiscard]] const ProbeState* probe_of(std::uint16_t task_id) const;

    const Subject& subject_;
    SharedMemory& shared_;
    Waiters waiters_;
    const scenario::Scenario* scenario_ = nullptr;
    std::atomic<void*> executor_{nullptr};
    std::atomic<std::uint16_t> round_{0};
    std::array<Slot, scenario::max_slots> slots_;
    std::array<EventCell, scenario::max_events> events_;
    std::array<std::atomic<std::uint32_t>, scenario::max_tasks> spawned_by_step_{};
    static constexpr std::size_t kept_handles = std::size_t{2} * scenario::max_tasks;
    std::array<KeptHandle, kept_handles> handles_{};  ///< of the round's tasks, then of markers
    std::atomic<std::uint32_t> spawned_{0};
    std::atomic<std::uint32_t> ended_{0};
    std::atomic<std::uint32_t> actors_running_{0};
    std::atomic<std::uint32_t> phase_{0};
    std::atomic<std::uint32_t> plugs_{0};
    std::atomic<std::uint32_t> plug_broken_{0};
    std::atomic<std::uint32_t> plugs_waiting_{0};  ///< polls of the plug recipe that wait for a phase
    std::atomic<std::uint32_t> polls_{0};
    std::atomic<std::uint32_t> polls_running_{0};
    std::atomic<std::uint32_t> spawns_running_{0};  ///< by steps
    std::atomic<std::uint32_t> actors_at_end_{0};
    std::atomic<std::uint32_t> ending_{0};  ///< main is about to destroy the executor
    std::atomic<std::uint32_t> gone_{0};  ///< the executor's destruction has returned
    std::atomic<std::uint32_t> aborted_{0};  ///< the case cannot go on: actors stop at their next step
    std::uint32_t markers_ = 0;
    std::uint32_t notices_seen_ = 0;
    bool weak_memory_ = false;
    OrderPoint resting_actors_;  ///< in weak memory: actors pass it before they block and when they end, main
                                 ///< before a last drive
    bool threw_ = false;  ///< by main only: an exception has left the driver
    bool stalled_ = false;  ///< by main only: the round cannot be finished
};

/// Takes back what earlier cases have left in the suite's tables, so that each begins with the same ones.
/// Called before Case::run, outside of the explorer's control: it must not be part of a schedule.
void forget_earlier_cases();

/// What a data race on this address is about.
[[nodiscard]] trace::RaceOn race_on(std::uintptr_t address);

/// Live blocks of memory allocated in this process; 0 where memory is not counted (sanitizer flavours).
std::uint64_t live_blocks();
/// Their bytes, as they were asked for.
std::uint64_t live_bytes();
/// How many blocks have been allocated in this process so far.
std::uint64_t allocations();
[[nodiscard]] bool counts_memory();
/// Looks at what was freed during the case and records what was written to since. Called by main.
void check_freed_memory();

/// Sends the scenario's actors off.
void begin_acting(Case& the_case);
[[nodiscard]] bool all_acted();
/// Called by main when all have acted.
void end_acting();

}  // namespace wakelaw::conformance

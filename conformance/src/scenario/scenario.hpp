// SPDX-License-Identifier: MIT
/// \file
/// A scenario: a generated program as plain data. Tasks say what each poll does; actors are foreign threads.
///
/// Steps are total: a step that does not apply (an empty slot, a task already spawned) does nothing, so any
/// subset of a scenario is a scenario, and shrinking never renumbers. `drainable` makes sure that a
/// conforming executor finishes every task, whatever it does that the rules allow: a task that never
/// completes is evidence, not something to wait for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <wakelaw/conformance/subject.hpp>

namespace wakelaw::conformance::scenario {

inline constexpr std::uint16_t max_tasks = 32;
inline constexpr std::uint16_t max_actors = 3;
inline constexpr std::uint16_t max_slots = 16;
inline constexpr std::uint16_t max_events = 16;
inline constexpr std::uint16_t max_rounds = 64;
inline constexpr std::uint16_t max_count = 8192;
inline constexpr std::uint16_t max_stages = 64;
inline constexpr std::uint16_t max_steps = 64;
/// Payloads of the plug recipe: plain memory written by an actor and read by a poll (THR-1).
inline constexpr std::uint16_t max_payloads = 4;
/// Variables of a program for a vocabulary, and the kinds of wakers that the suite puts into them.
inline constexpr std::uint16_t max_variables = 6;
inline constexpr std::uint16_t max_instruments = 6;

/// What a step does. Slots hold wakers and are shared by all tasks and actors; events are signalled once.
enum class Operation : std::uint8_t {
    clone,  ///< clone SLOT: the waker of this poll is cloned into the slot
    clone_slot,  ///< clone_slot FROM TO
    keep,  ///< keep: the waker of this poll is cloned into the future itself
    drop,  ///< drop SLOT
    wake,  ///< wake SLOT: by value; the slot is empty afterwards
    wake_by_ref,  ///< wake_by_ref SLOT
    wake_self,  ///< wake_self COUNT: by reference, on the waker lent to this poll
    wake_self_by_value,  ///< wake_self_by_value COUNT: clone, then wake by value
    move,  ///< move FROM TO: through move construction, assignment, swap, self-move
    compare,  ///< compare A B: will_wake
    compare_self,  ///< compare_self SLOT: will_wake with the waker of this poll
    signal,  ///< signal EVENT: sets the event, wakes the task that awaits it
    spawn,  ///< spawn TASK
    linger,  ///< linger EVENT: in a poll, waits a bounded while for the event
    pause,  ///< pause COUNT: spins that many times
    await_slot,  ///< actor: waits until the slot was filled once
    await_finish,  ///< actor: waits until the task is finished
    await_idle,  ///< actor: waits until the task has returned Pending from an await
    wake_at_thread_exit,  ///< wake_at_thread_exit SLOT: in a thread_local's destructor, in a thread of its
                          ///< own
    drop_at_thread_exit,  ///< drop_at_thread_exit SLOT: likewise
    write,  ///< actor: plain write of a payload
    read,  ///< in a poll: plain read of a payload, if the plug recipe's order held
    phase,  ///< phase N: relaxed store
    await_phase,  ///< waits, relaxed, until the phase is N; bounded in a poll
    plug,  ///< in a poll: counts itself in as a plug, relaxed
    await_plugs,  ///< actor: waits, relaxed, until every polling thread is plugged
    cancel,  ///< cancel TASK: through its handle, when it has one
    nest,  ///< nest: in a poll, drives another executor of the kind until a task of its own is done
    // Programs for a vocabulary. A variable is unmade, or holds a waker, or is empty: moved from or consumed.
    make,  ///< make VARIABLE INSTRUMENT: from the two words of a fresh instrumented waker
    make_noop,  ///< make_noop VARIABLE: a waker that does nothing
    clone_to,  ///< clone_to FROM TO: constructs TO as a clone
    clone_from,  ///< clone_from FROM TO: TO, which is made, becomes a clone of FROM
    move_to,  ///< move_to FROM TO: constructs TO by move
    assign,  ///< assign FROM TO: move assignment to TO, which is made
    exchange,  ///< exchange A B: swap
    wake_variable,  ///< wake_variable VARIABLE: by value
    wake_variable_by_ref,  ///< wake_variable_by_ref VARIABLE
    destroy,  ///< destroy VARIABLE
    will_wake,  ///< will_wake A B
    read_words,  ///< read_words VARIABLE: data() and vtable()
    take_apart,  ///< take_apart VARIABLE: into its words, and made of them again
    check_poll,  ///< check_poll: the class that plays Poll, with several T
    check_context,  ///< check_context VARIABLE: a context made from it
    check_counted,  ///< check_counted: wakers made of a counted pointer
    check_noop,  ///< check_noop: the waker that does nothing, after the end of its thread
    // The end of an executor.
    wake_kept,  ///< wake_kept: in a destructor, by reference, the waker that `keep` put into the future
    await_end,  ///< actor: waits until main is about to destroy the executor
    outstay,  ///< outstay: in a poll, waits a bounded while for the executor's destruction to return
    // Executors again.
    wake_often,  ///< wake_often SLOT COUNT: by reference, so many times; recorded as one call
    measure,  ///< measure: takes down how much memory is allocated
};
inline constexpr int operation_count = 50;

/// The kinds of instrumented wakers that a program works with. Each `make` gives a waker of a task of its
/// own, but for `null`, which has one task for all.
enum class Instrument : std::uint8_t {
    counting,  ///< a clone has the same two words
    distinct,  ///< each clone has a data pointer of its own
    null,  ///< the data pointer is null
    promoting,  ///< a clone has another data pointer and another vtable
    throws_in_wake,  ///< wake and wake_by_ref throw
    throws_in_clone,  ///< clone throws
};

/// What the two operands of an operation mean.
enum class Operand : std::uint8_t { none, slot, event, task, count, payload, phase, variable, instrument };

/// Who may do an operation.
enum class Place : std::uint8_t { poll = 1, actor = 2, after = 4, program = 8, destructor = 16 };

struct OperationInfo {
    Operation operation;
    std::string_view name;
    Operand first;
    Operand second;
    std::uint8_t places;  ///< of Place
    [[nodiscard]] bool allowed_in(Place place) const {
        return (places & static_cast<std::uint8_t>(place)) != 0;
    }
};
[[nodiscard]] std::span<const OperationInfo> operations();
[[nodiscard]] const OperationInfo& info(Operation operation);

struct Step {
    Operation operation = Operation::pause;
    std::uint16_t first = 0;
    std::uint16_t second = 0;
    friend bool operator==(const Step&, const Step&) = default;
};

/// How a stage ends. A stage's steps run once; a later poll goes on with the next stage.
enum class Ending : std::uint8_t {
    yield,  ///< wakes itself by reference, returns Pending
    yield_by_value,  ///< wakes itself by a clone, returns Pending
    await,  ///< returns Pending until the event is signalled, with its latest waker registered
    await_wake,  ///< returns Pending; relies on an actor that wakes the clone put into the slot in this stage
    await_phase,  ///< yields until the phase is reached (plug recipe)
    ready,  ///< returns Ready
    throws,  ///< throws
    join,  ///< returns Pending until the task's handle says that it is over
    abandon,  ///< returns Pending with no waker kept and none woken. No drainable scenario has it.
    leave,  ///< polls the task's handle and returns Pending; the task is left to the executor's end
};
inline constexpr int ending_count = 10;

struct Stage {
    std::vector<Step> steps;
    Ending ending = Ending::ready;
    std::uint16_t operand = 0;
    friend bool operator==(const Stage&, const Stage&) = default;
};

/// A task. Its stages end with `ready` or `throws`; when they run out it is ready.
struct Task {
    std::uint16_t id = 0;
    bool spawned_by_step = false;  ///< false: main spawns it before it drives
    std::vector<Stage> stages;
    std::vector<Step> destructor = {};  ///< what the future's destructor does first
    friend bool operator==(const Task&, const Task&) = default;
};

struct Actor {
    std::uint16_t id = 0;
    std::vector<Step> steps;
    friend bool operator==(const Actor&, const Actor&) = default;
};

struct Scenario {
    std::uint16_t rounds = 1;  ///< the tasks are spawned and drained this many times in one executor
    std::vector<Task> tasks;
    std::vector<Actor> actors;
    std::vector<Step> late;  ///< by main, after all tasks are finished
    std::vector<Step> afterlife;  ///< by main, after the executor is destroyed
    std::vector<Step> program;  ///< for a vocabulary, which has nothing else
    /// Main waits for no task to finish. When those that it spawned have come to rest, and each actor is done
    /// or awaits the end, it does the late steps, drives no more, and destroys the executor, while the actors
    /// go on. Of a blocking executor main lets all tasks finish first, and waits for no actor.
    bool ends_early = false;
    friend bool operator==(const Scenario&, const Scenario&) = default;
};

/// The scenario without what the subject did not declare.
[[nodiscard]] Scenario restricted(Scenario scenario, Driving driving, Capabilities capabilities);

/// The scenario without what the subject's contract does not allow its callers.
[[nodiscard]] Scenario permitted(Scenario scenario, Contracts contract);

/// The scenario with every wait that nothing could end turned into a yield or removed. Idempotent.
/// The abstract run that decides this is monotone: events, slots and finished tasks only grow, so the result
/// does not depend on the order in which an executor polls.
/// Where the end comes early, tasks need not finish: only the waits of actors are mended.
[[nodiscard]] Scenario drainable(Scenario scenario);
/// The same for a blocking executor, which has to finish its tasks in any case.
[[nodiscard]] Scenario drainable_to_the_end(Scenario scenario);

/// Steps, stages and rounds together: what shrinking makes smaller.
[[nodiscard]] std::size_t size(const Scenario& scenario);
/// Whether it is small enough to be explored systematically: few tasks, few actors, few steps.
[[nodiscard]] bool is_small(const Scenario& scenario);
/// Whether any step is done by a thread other than main.
[[nodiscard]] bool has_actors(const Scenario& scenario);

}  // namespace wakelaw::conformance::scenario

// SPDX-License-Identifier: MIT
#include "scenario/generate.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <initializer_list>
#include <utility>

#include <rapidcheck/Random.h>
#include <rapidcheck/shrinkable/Create.h>

#include "scenario/shrink.hpp"

namespace wakelaw::conformance::scenario {

namespace {

using Op = Operation;
using Steps = std::vector<Step>;

constexpr std::array<std::string_view, family_count> names{
    "ladder",  "mixed",       "idle",       "during_poll", "self_wake", "late", "afterlife", "exceptions",
    "flood",   "crowd",       "concurrent", "thread_exit", "stale",     "plug", "program",   "handles",
    "endings", "last_moment", "nesting",    "pile_up",     "last_drop", "calm"};

/// SplitMix64: one word of state, the same numbers everywhere, and far cheaper than splitting rc::Random.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31);
    }
    /// 0 to bound - 1; 0 if the bound is 0.
    unsigned below(std::size_t bound) { return static_cast<unsigned>(((next() >> 32) * bound) >> 32); }
    unsigned between(unsigned least, unsigned most) { return least + below(most - least + 1); }
    bool chance(unsigned percent) { return below(100) < percent; }
    template <class Value>
    Value one_of(std::initializer_list<Value> values) {
        return *(values.begin() + below(values.size()));
    }

private:
    std::uint64_t state_;
};

constexpr Step step(Op operation, unsigned first = 0, unsigned second = 0) {
    return {operation, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(second)};
}

/// A scenario in the making.
class Draft {
public:
    Draft(Dice& its_dice, int size, const Input& its_input)
        : dice(its_dice),
          input(its_input),
          more_(static_cast<unsigned>(std::clamp(10 + size * 35 / 100, 10, 60))) {
        scenario.tasks.reserve(8);
        scenario.actors.reserve(max_actors);
    }

    [[nodiscard]] bool has(Capability capability) const { return input.capabilities.has(capability); }
    [[nodiscard]] bool foreign() const { return has(Capability::wake_from_foreign_thread); }
    [[nodiscard]] bool several() const { return has(Capability::several_tasks); }
    [[nodiscard]] bool spawns() const { return has(Capability::spawn_from_poll); }

    /// A number from `least` to `most`, small as a rule, greater with the size.
    unsigned few(unsigned least, unsigned most) {
        while (least < most && dice.chance(more_)) {
            ++least;
        }
        return least;
    }

    /// \return the number of the new task, which is also its place.
    unsigned add_task(bool spawned_by_step = false) {
        const auto id = static_cast<std::uint16_t>(scenario.tasks.size());
        scenario.tasks.push_back({id, spawned_by_step, {}});
        return id;
    }
    void add_stage(unsigned task, Steps steps, Ending ending, unsigned operand = 0) {
        scenario.tasks[task].stages.push_back(
            {std::move(steps), ending, static_cast<std::uint16_t>(operand)});
    }
    unsigned add_actor(Steps steps = {}) {
        const auto id = static_cast<std::uint16_t>(scenario.actors.size());
        scenario.actors.push_back({id, std::move(steps)});
        return id;
    }
    Steps& actor(unsigned number) { return scenario.actors[number].steps; }

    unsigned new_event() { return events_ < max_events ? events_++ : events_ - 1; }
    unsigned new_slot() { return slots_ < max_slots ? slots_++ : slots_ - 1; }
    [[nodiscard]] unsigned slots() const { return slots_; }
    unsigned some_slot() { return dice.below(std::max(slots_, 1U)); }
    unsigned some_task() { return dice.below(scenario.tasks.size()); }

    Ending some_yield() { return dice.chance(65) ? Ending::yield : Ending::yield_by_value; }
    // One statement for each throw of the dice: compilers differ in the order in which they evaluate
    // arguments.
    Step some_self_wake(unsigned most) {
        const unsigned count = dice.between(1, most);
        return step(dice.chance(60) ? Op::wake_self : Op::wake_self_by_value, count);
    }

    /// Puts the step anywhere into the list, before `end`.
    void insert(Steps& steps, Step what) {
        steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(dice.below(steps.size() + 1)), what);
    }

    /// A step on wakers that anybody may do.
    Step any_use() {
        const unsigned slot = some_slot();
        switch (dice.below(10)) {
            case 0:
                return step(Op::drop, slot);
            case 1:
            case 2:
                return step(Op::wake, slot);
            case 3:
            case 4:
            case 5:
                return step(Op::wake_by_ref, slot);
            case 6:
            case 7:
                return step(Op::clone_slot, slot, some_slot());
            case 8:
                return step(Op::move, slot, some_slot());
            default:
                return step(Op::compare, slot, some_slot());
        }
    }
    Step any_poll_step() {
        switch (dice.below(12)) {
            case 0:
            case 1:
            case 2:
                return step(Op::clone, some_slot());
            case 3:
            case 4:
                return some_self_wake(3);
            case 5:
                return step(Op::keep);
            case 6:
                return step(Op::compare_self, some_slot());
            case 7:
                return step(Op::pause, dice.between(1, 40));
            default:
                return any_use();
        }
    }
    Step any_actor_step() {
        switch (dice.below(12)) {
            case 0:
            case 1:
                return step(Op::pause, dice.between(1, 200));
            case 2:
            case 3:
                return step(Op::await_slot, some_slot());
            case 4:
                return step(Op::await_idle, some_task());
            case 5:
                return step(Op::await_finish, some_task());
            default:
                return any_use();
        }
    }

    Dice& dice;
    const Input& input;
    Scenario scenario;

private:
    unsigned more_;
    unsigned events_ = 0;
    unsigned slots_ = 0;
};

// --- ladder
// ---------------------------------------------------------------------------------------------------

/// The steps with the slots of this copy.
Steps in_place(Steps steps, unsigned copy) {
    constexpr unsigned slots_of_each = 4;
    const auto moved = [&](std::uint16_t number, Operand operand) {
        return static_cast<std::uint16_t>(number + (operand == Operand::slot ? slots_of_each * copy : 0));
    };
    for (Step& one : steps) {
        const OperationInfo& what = info(one.operation);
        one = {one.operation, moved(one.first, what.first), moved(one.second, what.second)};
    }
    return steps;
}

Scenario rung_of(std::initializer_list<Stage> stages, unsigned copies, Steps acting = {}) {
    Scenario result;
    result.rounds = 16;
    for (unsigned i = 0; i < copies; ++i) {
        Task task{static_cast<std::uint16_t>(i), false, stages};
        // Copies differ in their slots and events only.
        for (Stage& stage : task.stages) {
            stage.operand =
                static_cast<std::uint16_t>(stage.operand + (stage.ending == Ending::await ? i : 0));
            stage.steps = in_place(std::move(stage.steps), i);
        }
        result.tasks.push_back(std::move(task));
    }
    if (!acting.empty()) {
        result.actors.push_back({0, std::move(acting)});
    }
    return result;
}

/// An actor uses the slots of each copy some microseconds after its last poll, in which the executor may come
/// to the end of it.
Steps after_the_end(const Steps& uses, unsigned copies) {
    Steps acting;
    for (unsigned i = 0; i < copies; ++i) {
        acting.push_back(step(Op::await_finish, i));
        acting.push_back(step(Op::pause, 250));
        const Steps its_uses = in_place(uses, i);
        acting.insert(acting.end(), its_uses.begin(), its_uses.end());
    }
    return acting;
}

/// A task in front of the others and one behind them use the slots of each: whichever is polled after the
/// others finds them full.
Scenario beside(std::initializer_list<Stage> stages, const Steps& uses, unsigned copies) {
    Scenario result = rung_of(stages, copies);
    Stage all_uses;
    for (unsigned i = 0; i < copies; ++i) {
        const Steps its_uses = in_place(uses, i);
        all_uses.steps.insert(all_uses.steps.end(), its_uses.begin(), its_uses.end());
    }
    const auto user = [&](unsigned id) { return Task{static_cast<std::uint16_t>(id), false, {all_uses}}; };
    result.tasks.insert(result.tasks.begin(), user(copies));
    result.tasks.push_back(user(copies + 1));
    return result;
}

/// One kind of operation a rung, beyond clone and drop: what miscounts is what the rung adds.
std::vector<Scenario> all_rungs(unsigned copies) {
    const Stage done{{}, Ending::ready, 0};
    Steps signals;
    for (unsigned i = 0; i < copies; ++i) {
        signals.push_back(step(Op::await_idle, i));
        signals.push_back(step(Op::signal, i));
    }
    std::vector<Scenario> rungs{
        // Nothing.
        rung_of({done}, copies),
        // Clone and drop; a task is ready without a wake.
        rung_of({{{step(Op::clone, 0), step(Op::drop, 0)}, Ending::ready, 0}}, copies),
        rung_of({{{step(Op::clone, 0)}, Ending::ready, 0}}, copies),
        rung_of({{{step(Op::clone, 0), step(Op::clone, 1), step(Op::drop, 0), step(Op::drop, 1)},
                  Ending::ready,
                  0}},
                copies),
        // A tree of clones: the original goes first, then the original goes last.
        rung_of({{{step(Op::clone, 0), step(Op::clone_slot, 0, 1), step(Op::drop, 0),
                   step(Op::clone_slot, 1, 2), step(Op::drop, 1), step(Op::drop, 2)},
                  Ending::ready,
                  0}},
                copies),
        rung_of({{{step(Op::clone, 0), step(Op::clone_slot, 0, 1), step(Op::clone_slot, 0, 2),
                   step(Op::drop, 2), step(Op::drop, 1)},
                  Ending::ready,
                  0}},
                copies),
        // The future owns its own waker.
        rung_of({{{step(Op::keep)}, Ending::ready, 0}}, copies),
        // Wake by reference; no clone.
        rung_of({{{}, Ending::yield, 0}, done}, copies),
        rung_of({{{step(Op::wake_self, 3)}, Ending::yield, 0}, done}, copies),
        rung_of({{{step(Op::wake_self, 1)}, Ending::ready, 0}}, copies),
        // Wake by value; a clone for each.
        rung_of({{{}, Ending::yield_by_value, 0}, done}, copies),
        rung_of({{{step(Op::wake_self_by_value, 3)}, Ending::yield_by_value, 0}, done}, copies),
        rung_of({{{step(Op::wake_self_by_value, 1)}, Ending::ready, 0}}, copies),
        rung_of({{{step(Op::clone, 0), step(Op::wake, 0)}, Ending::yield_by_value, 0}, done}, copies),
        // Move; no wake.
        rung_of({{{step(Op::clone, 0), step(Op::move, 0, 1), step(Op::drop, 1)}, Ending::ready, 0}}, copies),
        rung_of({{{step(Op::clone, 0), step(Op::move, 0, 1)}, Ending::ready, 0}}, copies),
    };
    // A waker that an actor wakes.
    rungs.push_back(rung_of({{{}, Ending::await, 0}, done}, copies, std::move(signals)));
    // Wakers of a task that is finished: dropped after a clone, woken by reference, woken by value.
    for (const Steps& uses : {Steps{step(Op::clone_slot, 0, 1), step(Op::drop, 0), step(Op::drop, 1)},
                              Steps{step(Op::wake_by_ref, 0)}, Steps{step(Op::wake, 0)}}) {
        rungs.push_back(
            rung_of({{{step(Op::clone, 0)}, Ending::ready, 0}}, copies, after_the_end(uses, copies)));
        rungs.push_back(beside({{{step(Op::clone, 0)}, Ending::ready, 0}}, uses, copies));
    }
    // Of a task that is queued.
    for (const auto& [yield, use] :
         {std::pair(Ending::yield, Op::wake_by_ref), std::pair(Ending::yield_by_value, Op::wake)}) {
        rungs.push_back(beside({{{step(Op::clone, 0), step(Op::clone, 1)}, yield, 0}, done},
                               {step(use, 0), step(use, 1)}, copies));
    }
    // No waker: cancelled before their first poll, if the executor takes them in turn.
    Stage cancels;
    for (unsigned i = 0; i < copies; ++i) {
        cancels.steps.push_back(step(Op::cancel, i));
    }
    rungs.push_back(rung_of({done}, copies));
    rungs.back().tasks.insert(rungs.back().tasks.begin(),
                              Task{static_cast<std::uint16_t>(copies), false, {cancels}});
    return rungs;
}

std::vector<Scenario> ladder(const Input& input) {
    std::vector<Scenario> result;
    for (const unsigned copies : {1U, 3U}) {
        for (Scenario& rung : all_rungs(copies)) {
            if (fit(rung, input) == rung) {
                result.push_back(std::move(rung));
            }
        }
    }
    return result;
}

// --- the others
// -----------------------------------------------------------------------------------------------

void add_any_late(Draft& draft, Steps& steps, unsigned most) {
    for (unsigned count = draft.few(1, most); count > 0; --count) {
        steps.push_back(draft.any_use());
    }
}

/// A poll step in a task that runs before `task`, or an actor's step, spawns it.
void spawn_by_somebody(Draft& draft, unsigned task) {
    draft.scenario.tasks[task].spawned_by_step = true;
    const Step spawn = step(Op::spawn, task);
    if (!draft.scenario.actors.empty() && draft.has(Capability::spawn_from_foreign_thread) &&
        draft.dice.chance(40)) {
        draft.insert(draft.actor(draft.dice.below(draft.scenario.actors.size())), spawn);
        return;
    }
    Task& parent = draft.scenario.tasks[draft.dice.below(task)];
    draft.insert(parent.stages[draft.dice.below(parent.stages.size())].steps, spawn);
}

/// Somebody other than the task that waits signals the event.
void signal_by_somebody(Draft& draft, unsigned event, unsigned waiting) {
    const Step signal = step(Op::signal, event);
    const std::size_t tasks = draft.scenario.tasks.size();
    if (!draft.scenario.actors.empty() && (tasks == 1 || draft.dice.chance(60))) {
        draft.insert(draft.actor(draft.dice.below(draft.scenario.actors.size())), signal);
    } else if (tasks > 1) {
        const unsigned other = (waiting + 1 + draft.dice.below(tasks - 1)) % static_cast<unsigned>(tasks);
        std::vector<Stage>& stages = draft.scenario.tasks[other].stages;
        draft.insert(stages[draft.dice.below(stages.size())].steps, signal);
    }
}

void mixed(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned tasks = draft.several() ? draft.few(1, 4) : 1;
    const unsigned actors = draft.foreign() ? draft.few(0, 2) : 0;
    for (unsigned i = 0; i <= tasks; ++i) {
        draft.new_slot();
    }
    std::vector<std::pair<unsigned, unsigned>> awaited;  // event, task
    for (unsigned i = 0; i < tasks; ++i) {
        draft.add_task();
    }
    for (unsigned i = 0; i < tasks; ++i) {
        for (unsigned left = draft.few(1, 4); left > 0; --left) {
            Steps steps;
            for (unsigned count = draft.few(0, 4); count > 0; --count) {
                steps.push_back(draft.any_poll_step());
            }
            if (left == 1) {
                draft.add_stage(i, std::move(steps), Ending::ready);
            } else if (tasks + actors > 1 && dice.chance(40)) {
                awaited.emplace_back(draft.new_event(), i);
                draft.add_stage(i, std::move(steps), Ending::await, awaited.back().first);
            } else {
                draft.add_stage(i, std::move(steps), draft.some_yield());
            }
        }
    }
    for (unsigned i = 0; i < actors; ++i) {
        Steps steps;
        if (dice.chance(70)) {
            steps.push_back(step(Op::await_slot, draft.some_slot()));
        }
        for (unsigned count = draft.few(1, 6); count > 0; --count) {
            steps.push_back(draft.any_actor_step());
        }
        draft.add_actor(std::move(steps));
    }
    for (unsigned i = 1; i < tasks; ++i) {
        if (dice.chance(35)) {
            spawn_by_somebody(draft, i);
        }
    }
    for (const auto& [event, waiting] : awaited) {
        signal_by_somebody(draft, event, waiting);
    }
    if (actors > 0 && dice.chance(10)) {
        // Signalled before the actor waits for anything: a poll that lingers does not hold it up.
        const unsigned event = draft.new_event();
        draft.actor(0).insert(draft.actor(0).begin(), step(Op::signal, event));
        draft.insert(draft.scenario.tasks[draft.some_task()].stages.front().steps, step(Op::linger, event));
    }
    if (dice.chance(25)) {
        add_any_late(draft, draft.scenario.late, 4);
    }
    if (dice.chance(10)) {
        add_any_late(draft, draft.scenario.afterlife, 3);
    }
}

void idle(Draft& draft) {
    Dice& dice = draft.dice;
    const bool by_actors = draft.foreign() && (!draft.several() || dice.chance(75));
    const unsigned tasks = draft.several() ? draft.few(1, 6) : 1;
    struct Waiting {
        unsigned task;
        Steps steps;  // that end it
    };
    std::vector<Waiting> waits;
    for (unsigned i = 0; i < tasks; ++i) {
        draft.add_task();
        for (unsigned count = draft.few(1, 3); count > 0; --count) {
            if (by_actors && draft.slots() < max_slots && dice.chance(30)) {
                const unsigned slot = draft.new_slot();
                draft.add_stage(i, {step(Op::clone, slot)}, Ending::await_wake, slot);
                waits.push_back({i, {step(Op::await_slot, slot), step(Op::wake, slot)}});
                if (dice.chance(40)) {
                    waits.back().steps.back().operation = Op::wake_by_ref;
                }
            } else {
                const unsigned event = draft.new_event();
                draft.add_stage(i, {}, Ending::await, event);
                waits.push_back({i, {step(Op::signal, event)}});
            }
        }
        draft.add_stage(i, {}, Ending::ready);
    }
    if (!by_actors) {
        // A task wakes the others, one after the other.
        const unsigned conductor = draft.add_task();
        draft.add_stage(conductor, {}, draft.some_yield());
        while (!waits.empty()) {
            const unsigned chosen = dice.below(waits.size());
            draft.add_stage(conductor, std::move(waits[chosen].steps), draft.some_yield());
            waits.erase(waits.begin() + chosen);
        }
        return;
    }
    const unsigned actors = draft.few(1, 2);
    for (unsigned i = 0; i < actors; ++i) {
        draft.add_actor();
    }
    if (dice.chance(50)) {
        // All are asleep before the first is woken: a wake of one must not go to another.
        for (unsigned i = 0; i < tasks; ++i) {
            for (unsigned each = 0; each < actors; ++each) {
                draft.actor(each).push_back(step(Op::await_idle, i));
            }
        }
    }
    if (draft.several() && tasks < 8 && dice.chance(20)) {
        // A spawn onto an executor that sleeps.
        const unsigned spawned = draft.add_task(true);
        draft.add_stage(spawned, {}, Ending::ready);
        draft.actor(0).push_back(step(Op::spawn, spawned));
        if (!draft.has(Capability::spawn_from_foreign_thread)) {
            draft.scenario.tasks.pop_back();
            draft.actor(0).pop_back();
        }
    }
    // Two waits of one task may come in any order: a signal stays, and drainable mends the rest.
    while (!waits.empty()) {
        const std::size_t chosen = dice.chance(70) ? 0 : dice.below(waits.size());
        Steps& steps = draft.actor(dice.below(actors));
        Waiting& waiting = waits[chosen];
        const unsigned before = dice.below(4);
        if (waiting.steps.size() > 1) {
            steps.push_back(waiting.steps.front());
        }
        if (before == 0) {
            steps.push_back(step(Op::await_idle, waiting.task));
        } else if (before == 1) {
            steps.push_back(step(Op::pause, dice.between(1, 400)));
        }
        steps.push_back(waiting.steps.back());
        const bool last_of_task = std::count_if(waits.begin(), waits.end(), [&](const Waiting& other) {
                                      return other.task == waiting.task;
                                  }) == 1;
        if (last_of_task && actors == 1 && dice.chance(40)) {
            steps.push_back(step(Op::await_finish, waiting.task));
        }
        waits.erase(waits.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
}

void during_poll(Draft& draft) {
    Dice& dice = draft.dice;
    const bool by_ref = draft.has(Capability::wake_by_ref);
    const unsigned pairs = draft.several() ? draft.few(1, 2) : 1;
    for (unsigned i = 0; i < pairs; ++i) {
        const unsigned task = draft.add_task();
        const unsigned actor = draft.add_actor();
        Steps& acting = draft.actor(actor);
        const unsigned stages = draft.few(1, 3);
        for (unsigned stage = 0; stage < stages; ++stage) {
            const unsigned slot = draft.new_slot();
            const unsigned event = draft.new_event();
            Steps steps{step(Op::clone, slot), step(Op::linger, event)};
            if (dice.chance(15)) {
                steps.insert(steps.begin(), step(Op::pause, dice.between(1, 100)));
            }
            // The last poll is woken too, and then has nothing to come back for.
            const bool last = stage + 1 == stages && stage > 0 && dice.chance(30);
            draft.add_stage(task, std::move(steps), last ? Ending::ready : Ending::await_wake,
                            slot * (last ? 0 : 1));
            acting.push_back(step(Op::await_slot, slot));
            if (dice.chance(15)) {
                acting.push_back(step(Op::pause, dice.between(1, 100)));
            }
            for (unsigned count = draft.few(0, 3); by_ref && count > 0; --count) {
                acting.push_back(step(Op::wake_by_ref, slot));
            }
            if (acting.back().operation != Op::wake_by_ref || dice.chance(40)) {
                acting.push_back(step(Op::wake, slot));
            }
            acting.push_back(step(Op::signal, event));
        }
        if (draft.scenario.tasks[task].stages.back().ending != Ending::ready) {
            draft.add_stage(task, {}, Ending::ready);
        }
    }
    for (unsigned others = draft.several() ? draft.few(0, 3) : 0; others > 0; --others) {
        const unsigned task = draft.add_task();
        if (dice.chance(50)) {
            const unsigned event = draft.new_event();
            draft.add_stage(task, {}, Ending::await, event);
            draft.actor(dice.below(pairs)).push_back(step(Op::signal, event));
        } else {
            const Ending ending = draft.some_yield();
            draft.add_stage(task, {draft.some_self_wake(2)}, ending);
        }
        draft.add_stage(task, {}, Ending::ready);
    }
}

void self_wake(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned tasks = draft.several() ? draft.few(1, 4) : 1;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned task = draft.add_task();
        const unsigned slot = draft.new_slot();
        for (unsigned count = draft.few(1, 5); count > 0; --count) {
            Steps steps;
            if (dice.chance(60)) {
                steps.push_back(draft.some_self_wake(5));
            }
            if (dice.chance(25)) {
                steps.push_back(step(Op::clone, slot));
                steps.push_back(step(dice.chance(50) ? Op::wake : Op::wake_by_ref, slot));
            }
            if (i > 0 && dice.chance(20)) {
                steps.push_back(step(Op::wake_by_ref, draft.some_slot()));
            }
            draft.add_stage(task, std::move(steps), draft.some_yield());
        }
        Steps last;
        if (dice.chance(60)) {
            last.push_back(draft.some_self_wake(5));
        }
        draft.add_stage(task, std::move(last), Ending::ready);
        if (i > 0 && dice.chance(25)) {
            spawn_by_somebody(draft, task);
        }
    }
}

/// Tasks that finish and leave wakers behind: task i in slots 2 i and 2 i + 1.
void leave_wakers(Draft& draft, unsigned tasks) {
    Dice& dice = draft.dice;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned task = draft.add_task();
        const unsigned slot = draft.new_slot();
        const unsigned other = draft.new_slot();
        if (dice.chance(40)) {
            draft.add_stage(task, {step(Op::clone, slot)}, draft.some_yield());
        }
        Steps last{step(Op::clone, slot)};
        if (dice.chance(50)) {
            last.push_back(step(Op::clone_slot, slot, other));
        }
        if (dice.chance(15)) {
            last.push_back(step(Op::keep));
        }
        draft.add_stage(task, std::move(last), Ending::ready);
    }
}

void late(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned tasks = draft.several() ? draft.few(1, 4) : 1;
    leave_wakers(draft, tasks);
    if (draft.foreign() && draft.several() && dice.chance(40)) {
        // The stale waker is used while others run, sleep and are spawned.
        const unsigned event = draft.new_event();
        const unsigned sleeper = draft.add_task();
        draft.add_stage(sleeper, {}, Ending::await, event);
        draft.add_stage(sleeper, {}, Ending::ready);
        const unsigned finished = dice.below(tasks);
        Steps steps{step(Op::await_finish, finished)};
        if (dice.chance(50)) {
            steps.push_back(step(Op::await_idle, sleeper));
        }
        const bool spawn = draft.has(Capability::spawn_from_foreign_thread) && dice.chance(40);
        if (spawn) {
            const unsigned newer = draft.add_task(true);
            draft.add_stage(newer, {}, draft.some_yield());
            draft.add_stage(newer, {}, Ending::ready);
            steps.push_back(step(Op::spawn, newer));
        }
        for (unsigned count = draft.few(1, 4); count > 0; --count) {
            steps.push_back(
                step(dice.one_of({Op::wake_by_ref, Op::wake_by_ref, Op::wake, Op::drop}), 2 * finished));
        }
        steps.push_back(step(Op::signal, event));
        draft.add_actor(std::move(steps));
    }
    if (dice.chance(85) || draft.scenario.actors.empty()) {
        add_any_late(draft, draft.scenario.late, 8);
    }
}

void afterlife(Draft& draft) {
    leave_wakers(draft, draft.several() ? draft.few(1, 3) : 1);
    if (draft.dice.chance(25)) {
        add_any_late(draft, draft.scenario.late, 3);
    }
    add_any_late(draft, draft.scenario.afterlife, 8);
    if (draft.foreign() && draft.dice.chance(25)) {
        const unsigned slot = draft.some_slot();
        draft.scenario.afterlife.push_back(
            step(draft.dice.chance(50) ? Op::wake_at_thread_exit : Op::drop_at_thread_exit, slot));
    }
}

/// The exception ends the driver, and the executor with it; the task's waker lives on. For an executor whose
/// driver does not return otherwise, this is the only way to its end.
void thrown_out(Draft& draft) {
    const unsigned slot = draft.new_slot();
    draft.add_stage(draft.add_task(), {step(Op::clone, slot)}, Ending::throws);
    add_any_late(draft, draft.scenario.afterlife, 3);
}

void exceptions(Draft& draft) {
    Dice& dice = draft.dice;
    if (dice.chance(10)) {
        thrown_out(draft);
        return;
    }
    const unsigned slot = draft.new_slot();
    const unsigned thrower = draft.add_task();
    for (unsigned count = draft.few(0, 3); count > 0; --count) {
        const Ending ending = draft.some_yield();
        draft.add_stage(thrower, dice.chance(30) ? Steps{draft.some_self_wake(2)} : Steps{}, ending);
    }
    Steps last;
    if (dice.chance(60)) {
        last.push_back(step(Op::clone, slot));
    }
    if (dice.chance(40)) {
        last.push_back(draft.some_self_wake(3));
    }
    draft.add_stage(thrower, std::move(last), Ending::throws);
    const unsigned siblings = draft.several() ? draft.few(1, 3) : 0;
    const bool acts = draft.foreign() && dice.chance(50);
    if (acts) {
        draft.add_actor({step(Op::await_finish, thrower)});
    }
    for (unsigned i = 0; i < siblings; ++i) {
        const unsigned task = draft.add_task();
        const unsigned kind = dice.below(3);
        if (kind == 0 && acts) {
            const unsigned event = draft.new_event();
            draft.add_stage(task, {}, Ending::await, event);
            draft.actor(0).push_back(step(Op::signal, event));
        } else if (kind < 2) {
            for (unsigned count = draft.few(1, 4); count > 0; --count) {
                const Ending ending = draft.some_yield();
                draft.add_stage(task, dice.chance(30) ? Steps{step(Op::wake_by_ref, slot)} : Steps{}, ending);
            }
        }
        draft.add_stage(task, {}, dice.chance(12) ? Ending::throws : Ending::ready);
    }
    if (draft.several() && dice.chance(50)) {
        const unsigned newer = draft.add_task();
        draft.add_stage(newer, {}, draft.some_yield());
        draft.add_stage(newer, {}, Ending::ready);
        spawn_by_somebody(draft, newer);
    }
    if (acts && dice.chance(60)) {
        draft.actor(0).push_back(step(dice.chance(50) ? Op::wake_by_ref : Op::wake, slot));
    }
    if (dice.chance(40)) {
        add_any_late(draft, draft.scenario.late, 3);
    }
}

void flood(Draft& draft) {
    Dice& dice = draft.dice;
    // Around the capacities of queues, pipes and counters.
    const auto many = [&] {
        return dice.chance(60) ? dice.between(1, 64)
                               : dice.one_of({255U, 256U, 257U, 512U, 1023U, 1024U, 1025U, 4096U});
    };
    const unsigned floods = draft.several() ? draft.few(1, 2) : 1;
    for (unsigned i = 0; i < floods; ++i) {
        const unsigned task = draft.add_task();
        for (unsigned count = draft.few(1, 2); count > 0; --count) {
            const unsigned wakes = many();
            const Ending ending = draft.some_yield();
            draft.add_stage(task, {step(dice.chance(60) ? Op::wake_self : Op::wake_self_by_value, wakes)},
                            ending);
        }
        draft.add_stage(task, {}, Ending::ready);
    }
    if (draft.several() && draft.spawns() && dice.chance(20)) {
        // Many spawns in one poll.
        Steps spawning;
        for (unsigned count = dice.between(8, 24); count > 0; --count) {
            const unsigned task = draft.add_task(true);
            draft.add_stage(task, {}, Ending::ready);
            spawning.push_back(step(Op::spawn, task));
        }
        Stage& first = draft.scenario.tasks.front().stages.front();
        first.steps.insert(first.steps.end(), spawning.begin(), spawning.end());
    }
    if (draft.several() && dice.chance(50)) {
        const unsigned event = draft.new_event();
        const unsigned sleeper = draft.add_task();
        draft.add_stage(sleeper, {}, Ending::await, event);
        draft.add_stage(sleeper, {}, Ending::ready);
        if (draft.foreign() && dice.chance(70)) {
            draft.add_actor({step(Op::await_idle, sleeper), step(Op::signal, event)});
        } else {
            draft.scenario.tasks.front().stages.back().steps.push_back(step(Op::signal, event));
        }
    }
    if (draft.foreign() && dice.chance(30)) {
        // From a foreign thread, while the executor is held inside a poll.
        const unsigned slot = draft.new_slot();
        const unsigned event = draft.new_event();
        const unsigned held = draft.several() ? draft.add_task() : 0;
        std::vector<Stage>& stages = draft.scenario.tasks[held].stages;
        stages.insert(stages.begin(), Stage{{step(Op::clone, slot), step(Op::linger, event)},
                                            Ending::await_wake,
                                            static_cast<std::uint16_t>(slot)});
        if (held != 0) {
            draft.add_stage(held, {}, Ending::ready);
        }
        Steps steps{step(Op::await_slot, slot)};
        steps.insert(steps.end(), dice.between(1, 50), step(Op::wake_by_ref, slot));
        steps.push_back(step(Op::wake, slot));
        steps.push_back(step(Op::signal, event));
        draft.add_actor(std::move(steps));
    }
}

void crowd(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned tasks = dice.chance(50) ? 8 + draft.few(0, 4) : dice.between(8, 24);
    const bool acts = draft.foreign() && dice.chance(60);
    const unsigned actor = acts ? draft.add_actor() : 0;
    unsigned sleepers = 0;
    // The first two are polled before the others are there, and again afterwards.
    for (unsigned i = 0; i < tasks; ++i) {
        draft.add_task();
        const unsigned kind = i < 2 ? 0 : dice.below(4);
        if (kind == 0 && acts && sleepers < max_events) {
            draft.add_stage(i, {}, Ending::await, draft.new_event());
            ++sleepers;
        } else if (kind < 2) {
            draft.add_stage(i, {}, draft.some_yield());
        }
        if (i == 0) {
            draft.add_stage(i, {}, draft.some_yield());
        }
        draft.add_stage(i, {}, Ending::ready);
    }
    if (acts) {
        draft.actor(actor).push_back(step(Op::await_idle, 0));
    }
    const bool by_actor = acts && draft.has(Capability::spawn_from_foreign_thread);
    const unsigned from_poll = draft.spawns() ? 60 : 0;
    for (unsigned i = 2; i < tasks; ++i) {
        if (dice.chance(from_poll)) {
            draft.scenario.tasks[i].spawned_by_step = true;
            Task& parent = draft.scenario.tasks[dice.chance(70) ? dice.below(2) : dice.below(i)];
            parent.stages[dice.below(parent.stages.size())].steps.push_back(step(Op::spawn, i));
        } else if (by_actor && dice.chance(50)) {
            draft.scenario.tasks[i].spawned_by_step = true;
            draft.actor(actor).push_back(step(Op::spawn, i));
        }
    }
    for (unsigned event = 0; event < sleepers; ++event) {
        draft.actor(actor).push_back(step(Op::signal, event));
    }
}

void concurrent(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned actors = dice.between(2, max_actors);
    const unsigned task = draft.add_task();
    Steps cloning;
    for (unsigned count = dice.between(2, 4); count > 0; --count) {
        cloning.push_back(step(Op::clone, draft.new_slot()));
    }
    draft.new_slot();  // empty at first: the target of clones
    const unsigned events = draft.few(1, actors);
    for (unsigned i = 0; i < events; ++i) {
        draft.add_stage(task, i == 0 ? cloning : Steps{}, Ending::await, draft.new_event());
    }
    if (dice.chance(30)) {
        draft.add_stage(task, cloning, draft.some_yield());
    }
    draft.add_stage(task, {}, Ending::ready);
    for (unsigned i = 0; i < actors; ++i) {
        Steps steps{step(Op::await_slot, dice.below(cloning.size()))};
        for (unsigned count = 2 + draft.few(0, 6); count > 0; --count) {
            const unsigned slot = draft.some_slot();
            const unsigned choice = dice.below(9);
            if (choice < 3) {
                steps.push_back(step(Op::clone_slot, slot, draft.some_slot()));
            } else if (choice < 6) {
                steps.push_back(step(Op::wake_by_ref, slot));
            } else {
                steps.push_back(step(dice.one_of({Op::drop, Op::wake, Op::compare}), slot));
                if (steps.back().operation == Op::compare) {
                    steps.back().second = static_cast<std::uint16_t>(draft.some_slot());
                }
            }
        }
        if (i < events) {
            steps.push_back(step(Op::signal, i));
        }
        draft.add_actor(std::move(steps));
    }
    if (draft.several() && dice.chance(30)) {
        const unsigned other = draft.add_task();
        draft.add_stage(other, {step(Op::wake_by_ref, 0)}, draft.some_yield());
        draft.add_stage(other, {}, Ending::ready);
    }
}

void thread_exit(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned tasks = draft.several() ? draft.few(1, 2) : 1;
    const auto at_exit = [&](unsigned slot) {
        return step(dice.chance(65) ? Op::wake_at_thread_exit : Op::drop_at_thread_exit, slot);
    };
    Steps acting;
    Steps releasing;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned task = draft.add_task();
        const unsigned slot = draft.new_slot();
        const unsigned other = draft.new_slot();
        const unsigned event = draft.new_event();
        draft.add_stage(task, {step(Op::clone, slot), step(Op::clone, other)}, Ending::await, event);
        draft.add_stage(task, dice.chance(40) ? Steps{step(Op::clone, slot)} : Steps{}, Ending::ready);
        acting.push_back(step(Op::await_slot, slot));
        if (dice.chance(30)) {
            acting.push_back(step(Op::await_idle, task));
        }
        acting.push_back(at_exit(slot));
        if (dice.chance(50)) {
            acting.push_back(at_exit(other));
        }
        releasing.push_back(step(Op::signal, event));
        if (dice.chance(40)) {
            releasing.push_back(step(Op::await_finish, task));
            releasing.push_back(at_exit(other));
        }
    }
    acting.insert(acting.end(), releasing.begin(), releasing.end());
    draft.add_actor(std::move(acting));
    if (dice.chance(50)) {
        draft.scenario.late.push_back(at_exit(draft.some_slot()));
    }
    if (dice.chance(20)) {
        draft.scenario.afterlife.push_back(at_exit(draft.some_slot()));
    }
}

/// Slot 0 holds a waker of task 0, which is finished when the newer tasks take its place. Eight times it is
/// woken, and eight times it is not: whoever is polled each time after the former and never after the latter
/// is woken by somebody else's waker.
void stale(Draft& draft) {
    Dice& dice = draft.dice;
    constexpr unsigned repeats = 8;
    const unsigned finished = draft.add_task();
    const unsigned stale_slot = draft.new_slot();
    const unsigned is_finished = draft.new_event();
    draft.add_stage(finished, {step(Op::clone, stale_slot), step(Op::signal, is_finished)}, Ending::ready);
    const unsigned conductor = draft.add_task();
    const unsigned newer = 2 + draft.few(0, 2);
    Steps spawning;
    Steps signalling;
    for (unsigned i = 0; i < newer; ++i) {
        const unsigned task = draft.add_task(true);
        const unsigned slot = draft.new_slot();
        const unsigned event = draft.new_event();
        draft.add_stage(task, {step(Op::clone, slot)}, Ending::await, event);
        draft.add_stage(task, {}, Ending::ready);
        spawning.push_back(step(Op::spawn, task));
        signalling.push_back(step(Op::signal, event));
    }
    draft.add_stage(conductor, {}, Ending::await, is_finished);
    for (unsigned settling = dice.between(1, 3); settling > 0; --settling) {
        draft.add_stage(conductor, {}, Ending::yield);
    }
    draft.add_stage(conductor, std::move(spawning), Ending::yield);
    draft.add_stage(conductor, {}, Ending::yield);
    draft.add_stage(conductor, {}, Ending::yield);
    for (unsigned i = 0; i < repeats; ++i) {
        Steps waking{step(Op::wake_by_ref, stale_slot)};
        if (i < newer) {
            waking.push_back(step(Op::compare, stale_slot, 1 + i));
        }
        draft.add_stage(conductor, std::move(waking), Ending::yield);
        draft.add_stage(conductor, {}, Ending::yield);
    }
    // One more, at which the eighth stretch without a wake ends.
    signalling.insert(signalling.begin(), step(Op::wake_by_ref, stale_slot));
    draft.add_stage(conductor, std::move(signalling), Ending::ready);
}

/// Every thread is kept busy by a plug while two actors, one after the other, write and wake: the poll that
/// serves both wakes has to see both writes, and nothing but the executor can order them.
void plug(Draft& draft) {
    const bool threads = draft.input.driving == Driving::threads;
    const unsigned plugs = threads ? std::clamp(draft.input.polling_threads, 1U, max_tasks - 1U) : 1U;
    const unsigned woken = draft.add_task();
    Steps first{step(Op::clone, 0), step(Op::clone, 1)};
    for (unsigned i = 1; i <= plugs; ++i) {
        first.push_back(step(Op::spawn, i));
    }
    draft.add_stage(woken, std::move(first), Ending::await_wake, 0);
    draft.add_stage(woken, {step(Op::read, 0), step(Op::read, 1)}, Ending::ready);
    for (unsigned i = 0; i < plugs; ++i) {
        const unsigned task = draft.add_task(true);
        draft.add_stage(task, {step(Op::plug), step(Op::await_phase, 2)}, Ending::ready);
    }
    draft.add_actor({step(Op::await_slot, 0), step(Op::await_idle, woken), step(Op::await_plugs),
                     step(Op::write, 0), step(Op::wake, 0), step(Op::phase, 1)});
    const bool by_ref = draft.has(Capability::wake_by_ref);
    draft.add_actor({step(Op::await_phase, 1), step(Op::write, 1),
                     step(by_ref ? Op::wake_by_ref : Op::wake, 1), step(Op::phase, 2)});
}

/// What a destructor does with wakers, those of its own task included.
Steps destructor_steps(Draft& draft) {
    Dice& dice = draft.dice;
    Steps steps;
    for (unsigned count = draft.few(1, 3); count > 0; --count) {
        const unsigned slot = draft.some_slot();
        switch (dice.below(7)) {
            case 0:
                steps.push_back(step(Op::wake_kept));
                break;
            case 1:
                steps.push_back(step(Op::drop, slot));
                break;
            case 2:
                steps.push_back(step(Op::clone_slot, slot, draft.some_slot()));
                break;
            case 3:
                steps.push_back(step(Op::wake, slot));
                break;
            default:
                steps.push_back(step(Op::wake_by_ref, slot));
                break;
        }
    }
    return steps;
}

/// Most destructors have steps, and one of them may spawn a task.
void add_destructors(Draft& draft) {
    Dice& dice = draft.dice;
    const std::size_t tasks = draft.scenario.tasks.size();
    for (std::size_t i = 0; i < tasks; ++i) {
        if (dice.chance(70)) {
            draft.scenario.tasks[i].destructor = destructor_steps(draft);
        }
    }
    if (draft.several() && draft.spawns() && dice.chance(50)) {
        const unsigned spawned = draft.add_task(true);
        if (dice.chance(40)) {
            draft.add_stage(spawned, {}, draft.some_yield());
        }
        draft.add_stage(spawned, {}, Ending::ready);
        draft.insert(draft.scenario.tasks[dice.below(tasks)].destructor, step(Op::spawn, spawned));
    }
}

/// Futures that are finished, and whose destructors use the executor; a sleeper shows whether it goes on.
void ended_by_ready(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned tasks = draft.several() ? draft.few(1, 3) : 1;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned task = draft.add_task();
        Steps first{step(Op::clone, draft.new_slot())};
        if (dice.chance(50)) {
            first.push_back(step(Op::keep));
        }
        draft.add_stage(task, std::move(first), draft.some_yield());
        draft.add_stage(task, {}, Ending::ready);
    }
    if (draft.several()) {
        const unsigned sleeper = draft.add_task();
        const unsigned event = draft.new_event();
        draft.add_stage(sleeper, {step(Op::clone, draft.new_slot())}, Ending::await, event);
        draft.add_stage(sleeper, {}, Ending::ready);
        const unsigned conductor = draft.add_task();
        for (unsigned count = draft.few(1, 3); count > 0; --count) {
            draft.add_stage(conductor, {}, draft.some_yield());
        }
        draft.add_stage(conductor, {step(Op::signal, event)}, Ending::ready);
    }
    add_destructors(draft);
}

/// The executor is destroyed with tasks in it that are idle, queued, never polled, or being polled.
void ended_by_executor(Draft& draft) {
    Dice& dice = draft.dice;
    draft.scenario.ends_early = true;
    const bool threads = draft.input.driving == Driving::threads;
    const bool acts = draft.foreign() && dice.chance(60);
    const unsigned tasks = draft.several() ? draft.few(1, 3) : 1;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned task = draft.add_task();
        const unsigned slot = draft.new_slot();
        Steps first{step(Op::clone, slot)};
        if (dice.chance(30)) {
            first.push_back(step(Op::keep));
        }
        if (acts && dice.chance(25)) {
            // The wake that lets the last task finish, and the executor end, has not returned yet.
            draft.add_stage(task, std::move(first), Ending::await_wake, slot);
            draft.add_stage(task, {}, Ending::ready);
            draft.add_actor(
                {step(Op::await_slot, slot), step(dice.chance(60) ? Op::wake : Op::wake_by_ref, slot)});
            break;
        }
        if (threads && dice.chance(20)) {
            first.push_back(step(Op::outstay));
        }
        const bool idles = dice.chance(85);
        draft.add_stage(task, std::move(first), idles ? Ending::await : Ending::ready,
                        idles ? draft.new_event() : 0);
    }
    if (acts && draft.scenario.actors.empty()) {
        for (unsigned actors = draft.few(1, 2); actors > 0; --actors) {
            Steps steps{step(Op::await_slot, draft.some_slot()), step(Op::await_end)};
            for (unsigned count = draft.few(1, 3); count > 0; --count) {
                steps.push_back(step(dice.one_of({Op::wake, Op::wake_by_ref, Op::wake_by_ref, Op::drop}),
                                     draft.some_slot()));
            }
            if (dice.chance(30)) {
                steps.push_back(step(Op::clone_slot, draft.some_slot(), draft.some_slot()));
            }
            if (dice.chance(30)) {
                steps.insert(steps.end(), dice.between(4, 16), step(Op::wake_by_ref, draft.some_slot()));
            }
            draft.add_actor(std::move(steps));
        }
    }
    if (acts && dice.chance(40)) {
        // The destruction takes a while, so that the race is one.
        draft.scenario.tasks.front().destructor.push_back(step(Op::pause, dice.between(20, 400)));
    }
    if (acts && dice.chance(50)) {
        return;  // a race, and nothing else to look at
    }
    if (draft.several() && dice.chance(30)) {
        const unsigned newer = draft.add_task(true);
        draft.add_stage(newer, {}, Ending::ready);
        draft.scenario.late.push_back(step(Op::spawn, newer));
    }
    if (dice.chance(40)) {
        draft.scenario.late.push_back(step(dice.chance(50) ? Op::wake_by_ref : Op::wake, draft.some_slot()));
    }
    if (dice.chance(60)) {
        add_destructors(draft);
    }
    if (dice.chance(30)) {
        add_any_late(draft, draft.scenario.afterlife, 3);
    }
}

/// A wake that is under way when the executor ends: of an idle task, or of the task that was the last one.
void last_moment(Draft& draft) {
    Dice& dice = draft.dice;
    draft.scenario.ends_early = true;
    const unsigned task = draft.add_task();
    const unsigned slot = draft.new_slot();
    const auto some_wake = [&] { return step(dice.chance(50) ? Op::wake : Op::wake_by_ref, slot); };
    if (dice.chance(30)) {
        draft.add_stage(task, {step(Op::clone, slot)}, Ending::await_wake, slot);
        draft.add_stage(task, {}, Ending::ready);
        draft.add_actor({step(Op::await_slot, slot), some_wake()});
        return;
    }
    draft.add_stage(task, {step(Op::clone, slot)}, Ending::await, draft.new_event());
    if (dice.chance(60)) {
        // The destruction takes a while, so that the race is one.
        draft.scenario.tasks.front().destructor.push_back(step(Op::pause, dice.between(20, 400)));
    }
    for (unsigned actors = draft.few(1, 2); actors > 0; --actors) {
        Steps steps{step(Op::await_slot, slot), step(Op::await_end)};
        steps.insert(steps.end(), draft.few(0, 6), step(Op::wake_by_ref, slot));
        steps.push_back(dice.chance(70) ? some_wake() : step(Op::clone_slot, slot, draft.new_slot()));
        draft.add_actor(std::move(steps));
    }
}

void endings(Draft& draft) {
    if (draft.dice.chance(35)) {
        ended_by_ready(draft);
    } else {
        ended_by_executor(draft);
    }
}

/// The task is woken while its poll drives another executor: that wake is not the inner driver's.
void nesting(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned task = draft.add_task();
    const unsigned actor = draft.add_actor();
    for (unsigned stages = draft.few(1, 2); stages > 0; --stages) {
        const unsigned slot = draft.new_slot();
        const unsigned event = draft.new_event();
        Steps steps{step(Op::clone, slot), step(Op::linger, event), step(Op::nest)};
        if (dice.chance(20)) {
            std::swap(steps[1], steps[2]);
        }
        draft.add_stage(task, std::move(steps), Ending::await_wake, slot);
        Steps& acting = draft.actor(actor);
        acting.push_back(step(Op::await_slot, slot));
        if (dice.chance(20)) {
            acting.push_back(step(Op::pause, dice.between(1, 200)));
        }
        acting.push_back(step(Op::wake, slot));
        acting.push_back(step(Op::signal, event));
    }
    draft.add_stage(task, {}, Ending::ready);
    if (draft.several() && dice.chance(40)) {
        const unsigned other = draft.add_task();
        draft.add_stage(other, dice.chance(30) ? Steps{step(Op::nest)} : Steps{}, draft.some_yield());
        draft.add_stage(other, {}, Ending::ready);
    }
}

/// One task keeps the executor busy and wakes another, which waits all the while.
void pile_up(Draft& draft) {
    constexpr unsigned repeats = 12;
    const unsigned sleeper = draft.add_task();
    const unsigned slot = draft.new_slot();
    const unsigned event = draft.new_event();
    draft.add_stage(sleeper, {step(Op::clone, slot)}, Ending::await, event);
    draft.add_stage(sleeper, {}, Ending::ready);
    const unsigned busy = draft.add_task();
    for (unsigned i = draft.dice.between(1, 3); i > 0; --i) {
        draft.add_stage(busy, {}, draft.some_yield());
    }
    Steps steps{step(Op::wake_often, slot, 1), step(Op::measure)};
    for (unsigned i = 0; i < repeats; ++i) {
        steps.push_back(step(Op::wake_often, slot, max_count - 1U));
        steps.push_back(step(Op::measure));
    }
    steps.push_back(step(Op::signal, event));
    draft.add_stage(busy, std::move(steps), Ending::ready);
}

/// Two actors have wakers of a task. One uses its own while the task still runs; the last one is dropped, or
/// consumed, when the task is over.
void last_drop(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned task = draft.add_task();
    const unsigned first = draft.new_slot();
    const unsigned last = draft.new_slot();
    const unsigned event = draft.new_event();
    draft.add_stage(task, {step(Op::clone, first), step(Op::clone, last)}, Ending::await, event);
    draft.add_stage(task, {}, Ending::ready);
    Steps using_it{step(Op::await_slot, first), step(Op::wake_by_ref, first), step(Op::signal, event)};
    if (dice.chance(50)) {
        using_it.push_back(step(Op::await_finish, task));
    }
    using_it.push_back(step(dice.chance(70) ? Op::drop : Op::wake, first));
    draft.add_actor(std::move(using_it));
    draft.add_actor({step(Op::await_slot, last), step(Op::await_finish, task),
                     step(dice.chance(70) ? Op::drop : Op::wake, last)});
}

/// A task sleeps, an actor knows it and lets some time go by.
void calm(Draft& draft) {
    const unsigned tasks = draft.several() ? draft.few(1, 3) : 1;
    Steps waiting;
    Steps signalling;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned task = draft.add_task();
        const unsigned event = draft.new_event();
        draft.add_stage(task, {}, Ending::await, event);
        draft.add_stage(task, {}, Ending::ready);
        waiting.push_back(step(Op::await_idle, task));
        signalling.push_back(step(Op::signal, event));
    }
    waiting.insert(waiting.end(), 2, step(Op::pause, max_count - 1U));
    waiting.insert(waiting.end(), signalling.begin(), signalling.end());
    draft.add_actor(std::move(waiting));
}

// --- a vocabulary
// ---------------------------------------------------------------------------------------------

/// Programs that use variables before they have made them would do nothing: this one keeps an eye on what is
/// made, and takes a wrong step now and then.
void program(Draft& draft, int size) {
    Dice& dice = draft.dice;
    Steps& steps = draft.scenario.program;
    std::array<bool, max_variables> made{};
    const unsigned variables = dice.between(2, max_variables);
    const auto one = [&] { return dice.below(variables); };
    const auto one_that = [&](bool is_made) {
        unsigned chosen = one();
        for (unsigned tries = 0; tries < variables && made[chosen] != is_made; ++tries) {
            chosen = (chosen + 1) % variables;
        }
        return chosen;
    };
    const auto instrument = [&] {
        return static_cast<unsigned>(dice.chance(45) ? Instrument::counting
                                                     : static_cast<Instrument>(dice.below(max_instruments)));
    };
    if (dice.chance(3)) {
        steps.push_back(step(dice.one_of({Op::check_poll, Op::check_counted, Op::check_noop})));
    }
    for (unsigned length = dice.between(2, static_cast<unsigned>(6 + std::clamp(size, 0, 100) / 4));
         length > 0; --length) {
        const unsigned there = one_that(true);
        const unsigned free = one_that(false);
        switch (dice.below(16)) {
            case 0:
            case 1:
            case 2:
                steps.push_back(step(Op::make, free, instrument()));
                made[free] = true;
                break;
            case 3:
            case 4:
                steps.push_back(step(Op::clone_to, there, free));
                made[free] = true;
                break;
            case 5:
                steps.push_back(step(Op::clone_from, there, dice.chance(15) ? there : one_that(true)));
                break;
            case 6:
                steps.push_back(step(Op::move_to, there, free));
                made[free] = true;
                break;
            case 7:
                steps.push_back(step(Op::assign, there, dice.chance(15) ? there : one_that(true)));
                break;
            case 8:
                steps.push_back(step(Op::exchange, there, dice.chance(15) ? there : one_that(true)));
                break;
            case 9:
                steps.push_back(step(Op::wake_variable, there));
                break;
            case 10:
            case 11:
                steps.push_back(step(Op::wake_variable_by_ref, there));
                break;
            case 12:
                steps.push_back(step(Op::destroy, there));
                made[there] = false;
                break;
            case 13:
                steps.push_back(step(Op::will_wake, there, one_that(true)));
                break;
            case 14:
                steps.push_back(step(dice.chance(50) ? Op::read_words : Op::take_apart, there));
                break;
            default:
                if (dice.chance(30)) {
                    steps.push_back(step(Op::check_context, there));
                } else if (dice.chance(40)) {
                    steps.push_back(step(Op::make_noop, free));
                    made[free] = true;
                } else {
                    steps.push_back(step(Op::will_wake, there, there));
                }
                break;
        }
    }
}

// --- handles
// --------------------------------------------------------------------------------------------------

/// Stages of a task that is not done at once; its end depends on itself or on an actor.
void take_some_time(Draft& draft, unsigned task) {
    Dice& dice = draft.dice;
    if (draft.foreign() && dice.chance(50)) {
        if (draft.scenario.actors.empty()) {
            draft.add_actor();
        }
        const unsigned event = draft.new_event();
        draft.add_stage(task, {}, Ending::await, event);
        Steps& acting = draft.actor(0);
        if (dice.chance(40)) {
            acting.push_back(step(Op::await_idle, task));
        }
        acting.push_back(step(Op::signal, event));
    } else {
        for (unsigned count = draft.few(0, 4); count > 0; --count) {
            draft.add_stage(task, {}, draft.some_yield());
        }
    }
}

/// A stage that polls the handle of the target, as a rule more than once while the target is not over.
void add_join(Draft& draft, unsigned task, unsigned target, Ending ending = Ending::join) {
    Steps steps;
    if (draft.dice.chance(50)) {
        steps.push_back(draft.some_self_wake(2));
    }
    draft.add_stage(task, std::move(steps), ending, target);
}

/// Each task but the first joins the one before.
void chain(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned first = draft.add_task();
    take_some_time(draft, first);
    draft.add_stage(first, {}, dice.chance(40) ? Ending::throws : Ending::ready);
    for (unsigned count = draft.few(1, 3); count > 0; --count) {
        const unsigned task = draft.add_task();
        if (dice.chance(30)) {
            draft.add_stage(task, {}, draft.some_yield());
        }
        add_join(draft, task, task - 1);
        draft.add_stage(task, {}, Ending::ready);
    }
}

/// A task that would sleep for ever is cancelled, and somebody joins it.
void cancel_sleeper(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned sleeper = draft.add_task();
    const unsigned event = draft.new_event();
    const unsigned slot = draft.new_slot();
    draft.add_stage(sleeper, dice.chance(60) ? Steps{step(Op::clone, slot)} : Steps{}, Ending::await, event);
    if (dice.chance(50)) {
        draft.add_stage(sleeper, {}, draft.some_yield());
    }
    draft.add_stage(sleeper, {}, Ending::ready);
    if (dice.chance(60)) {
        const unsigned joiner = draft.add_task();
        draft.add_stage(joiner, {}, draft.some_yield());
        add_join(draft, joiner, sleeper);
        draft.add_stage(joiner, {}, Ending::ready);
    }
    Steps steps;
    if (dice.chance(30)) {
        steps.push_back(step(dice.chance(50) ? Op::wake_by_ref : Op::wake, slot));  // it is queued
    }
    steps.push_back(step(Op::cancel, sleeper));
    if (dice.chance(25)) {
        steps.push_back(step(Op::cancel, sleeper));
    }
    if (dice.chance(40)) {
        steps.push_back(step(dice.chance(50) ? Op::wake_by_ref : Op::wake, slot));  // it is gone
    }
    if (dice.chance(25)) {
        steps.push_back(step(Op::signal, event));
    }
    if (draft.foreign() && (draft.input.contract.has(Contract::cancel_blocks) || dice.chance(35))) {
        if (dice.chance(70)) {
            steps.insert(steps.begin(), step(Op::await_idle, sleeper));
        }
        draft.add_actor(std::move(steps));
        return;
    }
    const unsigned canceller = draft.add_task();
    for (unsigned count = draft.few(0, 3); count > 0; --count) {
        draft.add_stage(canceller, {}, draft.some_yield());
    }
    draft.add_stage(canceller, std::move(steps), draft.some_yield());
    draft.add_stage(canceller, {}, Ending::ready);
}

/// A task is cancelled during its own poll, by itself or by an actor.
void cancel_running(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned task = draft.add_task();
    Steps steps;
    if (draft.foreign() && dice.chance(50)) {
        const unsigned slot = draft.new_slot();
        const unsigned event = draft.new_event();
        steps = {step(Op::clone, slot), step(Op::linger, event)};
        draft.add_actor({step(Op::await_slot, slot), step(Op::cancel, task), step(Op::signal, event)});
    } else {
        draft.add_stage(task, {}, draft.some_yield());
        steps = {step(Op::cancel, task)};
        if (dice.chance(40)) {
            draft.insert(steps, draft.some_self_wake(2));
        }
    }
    draft.add_stage(task, std::move(steps), dice.chance(75) ? draft.some_yield() : Ending::ready);
    for (unsigned count = draft.few(1, 3); count > 0; --count) {
        draft.add_stage(task, {}, draft.some_yield());
    }
    draft.add_stage(task, {}, Ending::ready);
    if (dice.chance(50)) {
        const unsigned joiner = draft.add_task();
        add_join(draft, joiner, task);
        draft.add_stage(joiner, {}, Ending::ready);
    }
}

/// A task is cancelled when it is done, and asked afterwards what became of it.
void cancel_finished(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned task = draft.add_task();
    draft.add_stage(task, {}, Ending::ready);
    const unsigned other = draft.add_task();
    for (unsigned count = draft.few(1, 3); count > 0; --count) {
        draft.add_stage(other, {}, draft.some_yield());
    }
    Steps steps{step(Op::cancel, task)};
    if (dice.chance(30)) {
        steps.push_back(step(Op::cancel, task));
    }
    add_join(draft, other, task);
    draft.scenario.tasks[other].stages.back().steps = std::move(steps);
    draft.add_stage(other, {}, Ending::ready);
}

/// Two tasks await each other's handles, until one of them is cancelled.
void cancel_circle(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned first = draft.add_task();
    const unsigned second = draft.add_task();
    for (const unsigned task : {first, second}) {
        if (dice.chance(70)) {
            draft.add_stage(task, {}, draft.some_yield());
        }
        add_join(draft, task, task == first ? second : first);
        draft.add_stage(task, {}, Ending::ready);
    }
    const unsigned chosen = dice.chance(50) ? first : second;
    if (draft.foreign() && (draft.input.contract.has(Contract::cancel_blocks) || dice.chance(40))) {
        Steps steps{step(Op::cancel, chosen)};
        if (dice.chance(70)) {
            steps.insert(steps.begin(), step(Op::await_idle, chosen));
        }
        draft.add_actor(std::move(steps));
        return;
    }
    const unsigned canceller = draft.add_task();
    for (unsigned count = draft.few(1, 4); count > 0; --count) {
        draft.add_stage(canceller, {}, draft.some_yield());
    }
    draft.add_stage(canceller, {step(Op::cancel, chosen)}, Ending::ready);
}

/// Tasks that await each other, or themselves, when the executor ends.
void left_circle(Draft& draft) {
    Dice& dice = draft.dice;
    const unsigned size = draft.few(1, 3);
    const auto first = static_cast<unsigned>(draft.scenario.tasks.size());
    for (unsigned i = 0; i < size; ++i) {
        const unsigned task = draft.add_task();
        draft.add_stage(task, {}, draft.some_yield());
        if (dice.chance(40)) {
            draft.add_stage(task, {step(Op::keep)}, draft.some_yield());
        }
        draft.add_stage(task, {}, Ending::leave, first + (i + 1) % size);
    }
}

void handles(Draft& draft) {
    Dice& dice = draft.dice;
    const bool joins = draft.has(Capability::join);
    const bool cancels = draft.has(Capability::cancel) && draft.has(Capability::wakers_outlive_task);
    const bool leaves = joins && draft.has(Capability::drop_at_shutdown);
    for (unsigned parts = draft.few(1, 2); parts > 0; --parts) {
        if (joins && (!cancels || dice.chance(30))) {
            if (leaves && dice.chance(35)) {
                left_circle(draft);
            } else {
                chain(draft);
            }
        } else if (cancels) {
            switch (dice.below(joins ? 6 : 4)) {
                case 0:
                case 1:
                    cancel_sleeper(draft);
                    break;
                case 2:
                    cancel_running(draft);
                    break;
                case 3:
                    cancel_finished(draft);
                    break;
                default:
                    cancel_circle(draft);
                    break;
            }
        }
    }
    if (dice.chance(20)) {
        draft.scenario.rounds = static_cast<std::uint16_t>(dice.between(2, 3));
    }
}

Scenario build(Family family, Dice& dice, int size, const Input& input) {
    Draft draft(dice, size, input);
    switch (family) {
        case Family::ladder:
            break;  // not drawn
        case Family::mixed:
            mixed(draft);
            break;
        case Family::idle:
            idle(draft);
            break;
        case Family::during_poll:
            during_poll(draft);
            break;
        case Family::self_wake:
            self_wake(draft);
            break;
        case Family::late:
            late(draft);
            break;
        case Family::afterlife:
            afterlife(draft);
            break;
        case Family::exceptions:
            exceptions(draft);
            break;
        case Family::flood:
            flood(draft);
            break;
        case Family::crowd:
            crowd(draft);
            break;
        case Family::concurrent:
            concurrent(draft);
            break;
        case Family::thread_exit:
            thread_exit(draft);
            break;
        case Family::stale:
            stale(draft);
            break;
        case Family::plug:
            plug(draft);
            break;
        case Family::program:
            program(draft, size);
            break;
        case Family::handles:
            handles(draft);
            break;
        case Family::endings:
            endings(draft);
            break;
        case Family::last_moment:
            last_moment(draft);
            break;
        case Family::nesting:
            nesting(draft);
            break;
        case Family::pile_up:
            pile_up(draft);
            break;
        case Family::last_drop:
            last_drop(draft);
            break;
        case Family::calm:
            calm(draft);
            break;
    }
    return fit(std::move(draft.scenario), input);
}

Scenario rung(std::uint64_t index, const Input& input) {
    std::vector<Scenario> rungs = ladder(input);
    return std::move(rungs[index % rungs.size()]);
}

}  // namespace

std::span<const Family> families() {
    static constexpr std::array<Family, family_count> all = [] {
        std::array<Family, family_count> result{};
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] = static_cast<Family>(i);
        }
        return result;
    }();
    return all;
}

std::string_view to_string(Family family) { return names[static_cast<std::size_t>(family)]; }

std::optional<Family> family_from_string(std::string_view name) {
    const auto* const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<Family>(found - names.begin());
}

Input input_of(const Subject& subject) {
    return {subject.driving, subject.capabilities, subject.polling_threads, subject.contract};
}

bool applies(Family family, const Input& input) {
    const auto has = [&](Capability capability) { return input.capabilities.has(capability); };
    const bool wakes = has(Capability::clone) || has(Capability::wake_by_ref);
    // Wakers in slots outlive the poll that cloned them, and as a rule the task.
    const bool slots = has(Capability::clone) && has(Capability::wakers_outlive_task);
    const bool foreign = has(Capability::wake_from_foreign_thread);
    const bool several = has(Capability::several_tasks);
    if (family == Family::program || input.driving == Driving::none) {
        return family == Family::program && input.driving == Driving::none;
    }
    switch (family) {
        case Family::ladder:
        case Family::mixed:
            return true;
        case Family::idle:
            return has(Capability::clone) && (foreign || several);
        case Family::during_poll:
        case Family::concurrent:
        case Family::thread_exit:
            return slots && foreign;
        case Family::self_wake:
        case Family::flood:
            return wakes;
        case Family::late:
            return slots;
        case Family::afterlife:
            return slots && has(Capability::wakers_outlive_executor);
        case Family::endings:
            return has(Capability::clone);
        case Family::last_moment:
            return slots && foreign && has(Capability::wakers_outlive_executor);
        case Family::exceptions:
            return has(Capability::exceptions);
        case Family::crowd:
            return several;
        case Family::stale:
            return slots && several && has(Capability::wake_by_ref) && has(Capability::spawn_from_poll);
        case Family::plug:
            return slots && foreign && several;
        case Family::handles:
            return several && has(Capability::clone) &&
                   (has(Capability::join) || (has(Capability::cancel) && slots));
        case Family::nesting:
            return slots && foreign && has(Capability::nested_drivers) && input.driving != Driving::threads;
        case Family::pile_up:
            return slots && several && has(Capability::wake_by_ref) &&
                   !input.contract.has(Contract::one_suspension);
        case Family::last_drop:
            return slots && foreign;
        case Family::calm:
            return has(Capability::clone) && foreign;
        case Family::program:
            break;
    }
    return false;
}

bool suits_flavour(Family family, bool thread_sanitizer) {
    switch (family) {
        case Family::plug:
            return thread_sanitizer;
        case Family::concurrent:
        case Family::thread_exit:
        case Family::mixed:
        case Family::during_poll:
        case Family::program:
        case Family::handles:
        case Family::endings:
        case Family::last_moment:
        case Family::last_drop:
            return true;
        default:
            return !thread_sanitizer;
    }
}

Scenario fit(Scenario scenario, const Input& input) {
    scenario = permitted(restricted(std::move(scenario), input.driving, input.capabilities), input.contract);
    scenario = input.driving == Driving::blocking ? drainable_to_the_end(std::move(scenario))
                                                  : drainable(std::move(scenario));
    const bool yields = input.capabilities.has(Capability::wake_by_ref);
    return yields ? std::move(scenario) : restricted(std::move(scenario), input.driving, input.capabilities);
}

Scenario generate(Family family, std::uint64_t seed, std::uint64_t index, int size, const Input& input) {
    if (family == Family::ladder) {
        return rung(index, input);
    }
    Dice mixing(seed ^ (static_cast<std::uint64_t>(family) + 1) * 0xD1342543DE82EF95U);
    Dice dice(mixing.next() ^ Dice(index).next());
    return build(family, dice, size, input);
}

std::size_t ladder_rungs(const Input& input) { return ladder(input).size(); }

rc::Gen<Scenario> scenarios(Family family, const Input& input) {
    return rc::Gen<Scenario>([family, input](const rc::Random& random, int size) {
        rc::Random source(random);
        const std::uint64_t drawn = source.next();
        Dice dice(drawn);
        Scenario scenario = family == Family::ladder ? rung(drawn, input) : build(family, dice, size, input);
        return rc::shrinkable::shrinkRecur(std::move(scenario), [input](const Scenario& larger) {
            return candidates(larger, [input](Scenario one) { return fit(std::move(one), input); });
        });
    });
}

std::vector<Share> plan_under_control(const Input& input) {
    constexpr std::array<Share, 15> explored{{
        {Family::during_poll, 2, 0},
        {Family::idle, 2, 0},
        {Family::plug, 1, 0},
        {Family::concurrent, 2, 0},
        {Family::late, 1, 0},
        {Family::exceptions, 1, 0},
        {Family::self_wake, 1, 0},
        {Family::afterlife, 1, 0},
        {Family::thread_exit, 1, 0},
        {Family::mixed, 2, 0},
        {Family::handles, 2, 0},
        {Family::endings, 2, 0},
        {Family::last_moment, 2, 0},
        {Family::nesting, 1, 0},
        {Family::last_drop, 1, 0},
    }};
    std::vector<Share> result;
    for (const Share& share : explored) {
        if (applies(share.family, input)) {
            result.push_back(share);
        }
    }
    return result;
}

std::vector<Share> plan(const Input& input, bool thread_sanitizer) {
    constexpr std::array<Share, family_count> natural{{
        {Family::ladder, 1, 0},      {Family::stale, 1, 0},        {Family::self_wake, 16, 0},
        {Family::idle, 18, 0},       {Family::during_poll, 10, 0}, {Family::late, 10, 0},
        {Family::afterlife, 6, 0},   {Family::exceptions, 8, 0},   {Family::concurrent, 9, 0},
        {Family::thread_exit, 1, 0}, {Family::crowd, 3, 0},        {Family::flood, 2, 0},
        {Family::mixed, 30, 0},      {Family::plug, 12, 0},        {Family::program, 1, 0},
        {Family::handles, 32, 0},    {Family::endings, 10, 0},     {Family::last_moment, 3, 0},
        {Family::nesting, 4, 0},     {Family::pile_up, 1, 1},      {Family::last_drop, 3, 0},
        {Family::calm, 4, 0},
    }};
    std::vector<Share> result;
    for (Share share : natural) {
        if (!applies(share.family, input) || !suits_flavour(share.family, thread_sanitizer)) {
            continue;
        }
        if (share.family == Family::ladder) {
            share.at_most = ladder_rungs(input);
        }
        result.push_back(share);
    }
    return result;
}

}  // namespace wakelaw::conformance::scenario

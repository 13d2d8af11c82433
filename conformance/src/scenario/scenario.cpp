// SPDX-License-Identifier: MIT
#include "scenario/scenario.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <utility>

namespace wakelaw::conformance::scenario {

namespace {

constexpr std::uint8_t poll = static_cast<std::uint8_t>(Place::poll);
constexpr std::uint8_t actor = static_cast<std::uint8_t>(Place::actor);
constexpr std::uint8_t after = static_cast<std::uint8_t>(Place::after);
constexpr std::uint8_t anywhere = poll | actor | after;
constexpr std::uint8_t program = static_cast<std::uint8_t>(Place::program);
constexpr std::uint8_t destructor = static_cast<std::uint8_t>(Place::destructor);
constexpr std::uint8_t everywhere = anywhere | destructor;

constexpr std::array<OperationInfo, operation_count> table{{
    {Operation::clone, "clone", Operand::slot, Operand::none, poll},
    {Operation::clone_slot, "clone_slot", Operand::slot, Operand::slot, everywhere},
    {Operation::keep, "keep", Operand::none, Operand::none, poll},
    {Operation::drop, "drop", Operand::slot, Operand::none, everywhere},
    {Operation::wake, "wake", Operand::slot, Operand::none, everywhere},
    {Operation::wake_by_ref, "wake_by_ref", Operand::slot, Operand::none, everywhere},
    {Operation::wake_self, "wake_self", Operand::count, Operand::none, poll},
    {Operation::wake_self_by_value, "wake_self_by_value", Operand::count, Operand::none, poll},
    {Operation::move, "move", Operand::slot, Operand::slot, anywhere},
    {Operation::compare, "compare", Operand::slot, Operand::slot, anywhere},
    {Operation::compare_self, "compare_self", Operand::slot, Operand::none, poll},
    {Operation::signal, "signal", Operand::event, Operand::none, poll | actor},
    {Operation::spawn, "spawn", Operand::task, Operand::none, everywhere},
    {Operation::linger, "linger", Operand::event, Operand::none, poll},
    {Operation::pause, "pause", Operand::count, Operand::none, everywhere},
    {Operation::await_slot, "await_slot", Operand::slot, Operand::none, actor},
    {Operation::await_finish, "await_finish", Operand::task, Operand::none, actor},
    {Operation::await_idle, "await_idle", Operand::task, Operand::none, actor},
    {Operation::wake_at_thread_exit, "wake_at_thread_exit", Operand::slot, Operand::none, actor | after},
    {Operation::drop_at_thread_exit, "drop_at_thread_exit", Operand::slot, Operand::none, actor | after},
    {Operation::write, "write", Operand::payload, Operand::none, actor},
    {Operation::read, "read", Operand::payload, Operand::none, poll},
    {Operation::phase, "phase", Operand::phase, Operand::none, poll | actor},
    {Operation::await_phase, "await_phase", Operand::phase, Operand::none, poll | actor},
    {Operation::plug, "plug", Operand::none, Operand::none, poll},
    {Operation::await_plugs, "await_plugs", Operand::none, Operand::none, actor},
    {Operation::cancel, "cancel", Operand::task, Operand::none, poll | actor},
    {Operation::nest, "nest", Operand::none, Operand::none, poll},
    {Operation::make, "make", Operand::variable, Operand::instrument, program},
    {Operation::make_noop, "make_noop", Operand::variable, Operand::none, program},
    {Operation::clone_to, "clone_to", Operand::variable, Operand::variable, program},
    {Operation::clone_from, "clone_from", Operand::variable, Operand::variable, program},
    {Operation::move_to, "move_to", Operand::variable, Operand::variable, program},
    {Operation::assign, "assign", Operand::variable, Operand::variable, program},
    {Operation::exchange, "exchange", Operand::variable, Operand::variable, program},
    {Operation::wake_variable, "wake_variable", Operand::variable, Operand::none, program},
    {Operation::wake_variable_by_ref, "wake_variable_by_ref", Operand::variable, Operand::none, program},
    {Operation::destroy, "destroy", Operand::variable, Operand::none, program},
    {Operation::will_wake, "will_wake", Operand::variable, Operand::variable, program},
    {Operation::read_words, "read_words", Operand::variable, Operand::none, program},
    {Operation::take_apart, "take_apart", Operand::variable, Operand::none, program},
    {Operation::check_poll, "check_poll", Operand::none, Operand::none, program},
    {Operation::check_context, "check_context", Operand::variable, Operand::none, program},
    {Operation::check_counted, "check_counted", Operand::none, Operand::none, program},
    {Operation::check_noop, "check_noop", Operand::none, Operand::none, program},
    {Operation::wake_kept, "wake_kept", Operand::none, Operand::none, destructor},
    {Operation::await_end, "await_end", Operand::none, Operand::none, actor},
    {Operation::outstay, "outstay", Operand::none, Operand::none, poll},
    {Operation::wake_often, "wake_often", Operand::slot, Operand::count, anywhere},
    {Operation::measure, "measure", Operand::none, Operand::none, anywhere},
}};

template <class Predicate>
void remove_steps(Scenario& scenario, Predicate unwanted) {
    for (Task& task : scenario.tasks) {
        for (Stage& stage : task.stages) {
            std::erase_if(stage.steps, unwanted);
        }
        std::erase_if(task.destructor, unwanted);
    }
    for (Actor& one : scenario.actors) {
        std::erase_if(one.steps, unwanted);
    }
    std::erase_if(scenario.late, unwanted);
    std::erase_if(scenario.afterlife, unwanted);
}

template <class Change>
void change_endings(Scenario& scenario, Change change) {
    for (Task& task : scenario.tasks) {
        for (Stage& stage : task.stages) {
            change(stage);
        }
    }
}

void remove_spawns(Scenario& scenario, bool from_polls) {
    const auto respawn = [&](std::vector<Step>& steps) {
        for (const Step& step : steps) {
            for (Task& task : scenario.tasks) {
                if (step.operation == Operation::spawn && task.id == step.first) {
                    task.spawned_by_step = false;
                }
            }
        }
        std::erase_if(steps, [](const Step& step) { return step.operation == Operation::spawn; });
    };
    if (from_polls) {
        for (Task& task : scenario.tasks) {
            for (Stage& stage : task.stages) {
                respawn(stage.steps);
            }
            respawn(task.destructor);
        }
    } else {
        for (Actor& one : scenario.actors) {
            respawn(one.steps);
        }
    }
}

/// The abstract run behind `drainable`.
class DrainPlan {
public:
    DrainPlan(Scenario& scenario, bool all_finish)
        : scenario_(scenario),
          all_finish_(all_finish),
          tasks_(scenario.tasks.size()),
          actors_(scenario.actors.size()) {}

    void run() {
        find_unreliable();
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            // One that may not come has to drain if it does.
            tasks_[i].spawned = !scenario_.tasks[i].spawned_by_step || tasks_[i].may_not_come;
        }
        do {
            while (advance()) {
            }
        } while ((all_finish_ && unblock_task()) || unblock_actor());
    }

private:
    struct Position {
        std::size_t next = 0;  // stage of a task, step of an actor
        bool spawned = false;
        bool finished = false;
        bool steps_done = false;  // of the current stage
        bool idle = false;  // has returned Pending from an await
        bool unreliable = false;  // a task that somebody may cancel: what it does for others may not come
        bool may_not_come = false;  // a task that only such a task spawns
    };

    /// The steps of all stages of a task.
    template <class Visit>
    static void visit_steps(const Task& task, Visit visit) {
        for (const Stage& stage : task.stages) {
            std::for_each(stage.steps.begin(), stage.steps.end(), visit);
        }
    }

    [[nodiscard]] std::size_t index_of(std::uint16_t id) const {
        const auto found = std::find_if(scenario_.tasks.begin(), scenario_.tasks.end(),
                                        [&](const Task& one) { return one.id == id; });
        return static_cast<std::size_t>(found - scenario_.tasks.begin());
    }

    void find_unreliable() {
        const auto cancels = [&](const Step& step) {
            const std::size_t target = index_of(step.first);
            if (step.operation == Operation::cancel && target < tasks_.size()) {
                tasks_[target].unreliable = true;
            }
        };
        for (const Task& task : scenario_.tasks) {
            visit_steps(task, cancels);
        }
        for (const Actor& one : scenario_.actors) {
            std::for_each(one.steps.begin(), one.steps.end(), cancels);
        }
        // As often as there are tasks: one may be spawned by one that is spawned by one, and so on.
        for (std::size_t rounds = 0; rounds < tasks_.size(); ++rounds) {
            for (std::size_t i = 0; i < tasks_.size(); ++i) {
                if (!tasks_[i].unreliable) {
                    continue;
                }
                visit_steps(scenario_.tasks[i], [&](const Step& step) {
                    const std::size_t target = index_of(step.first);
                    if (step.operation == Operation::spawn && target < tasks_.size() &&
                        scenario_.tasks[target].spawned_by_step) {
                        tasks_[target].unreliable = true;
                        tasks_[target].may_not_come = true;
                    }
                });
            }
        }
    }

    /// Whether the handle of the target exists when the canceller comes to it: both are spawned by main, the
    /// target first. Actors begin when main has spawned.
    [[nodiscard]] bool surely_cancels(std::size_t target, const Task* canceller) const {
        if (scenario_.tasks[target].spawned_by_step) {
            return false;
        }
        return canceller == nullptr || (!canceller->spawned_by_step && &scenario_.tasks[target] < canceller);
    }

    bool advance() {
        bool moved = false;
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            moved |= advance_task(scenario_.tasks[i], tasks_[i]);
        }
        for (std::size_t i = 0; i < actors_.size(); ++i) {
            moved |= advance_actor(scenario_.actors[i], actors_[i]);
        }
        return moved;
    }

    bool advance_task(Task& task, Position& position) {
        if (!position.spawned || position.finished) {
            return false;
        }
        if (position.next == task.stages.size()) {
            return finish(task, position);
        }
        bool moved = false;
        Stage& stage = task.stages[position.next];
        if (!position.steps_done) {
            for (const Step& step : stage.steps) {
                effect(step, &task, position.unreliable);
            }
            position.steps_done = true;
            moved = true;
        }
        if (stage.ending == Ending::ready || stage.ending == Ending::throws) {
            return finish(task, position);
        }
        if (stage.ending == Ending::leave) {
            position.finished = true;  // nobody waits for it, and nobody may count on its end
            return true;
        }
        const bool idles = stage.ending == Ending::await || stage.ending == Ending::await_wake ||
                           stage.ending == Ending::join;
        if (idles && !position.idle) {
            position.idle = true;  // at least for a moment: enough for an actor that waits for it
            moved = true;
        }
        if (!may_go_on(task, stage)) {
            return moved;
        }
        ++position.next;
        position.steps_done = false;
        return true;
    }

    [[nodiscard]] bool may_go_on(const Task& task, const Stage& stage) const {
        switch (stage.ending) {
            case Ending::await:
                return signalled_[stage.operand];
            case Ending::await_phase:
                return phase_ >= stage.operand && reached_without_tasks(stage.operand);
            case Ending::await_wake:
                return woken_[stage.operand] && only_woken_by_actor(task, stage);
            case Ending::join:
                return finished_[stage.operand];
            case Ending::abandon:
            case Ending::leave:
                return false;
            default:
                return true;
        }
    }

    /// Whether an actor sets the phase without waiting for anything before: a task that yields until then may
    /// keep all other tasks from being polled (NG-1).
    [[nodiscard]] bool reached_without_tasks(std::uint16_t phase) const {
        return std::any_of(scenario_.actors.begin(), scenario_.actors.end(), [&](const Actor& one) {
            const auto end = std::find_if(one.steps.begin(), one.steps.end(), [&](const Step& step) {
                const bool waits =
                    step.operation == Operation::await_slot || step.operation == Operation::await_finish ||
                    step.operation == Operation::await_idle || step.operation == Operation::await_phase ||
                    step.operation == Operation::await_plugs;
                return waits || (step.operation == Operation::phase && step.first >= phase);
            });
            return end != one.steps.end() && end->operation == Operation::phase;
        });
    }

    /// Whether the waker in the stage's slot is cloned in this stage only, and nobody but one actor, who
    /// waits for the slot first, touches it, and no destructor: then its wake is sure to come, and comes
    /// after this poll has begun.
    [[nodiscard]] bool only_woken_by_actor(const Task& task, const Stage& stage) const {
        const auto uses = [&](const std::vector<Step>& steps) {
            return std::count_if(steps.begin(), steps.end(), [&](const Step& step) {
                const OperationInfo& what = info(step.operation);
                return (what.first == Operand::slot && step.first == stage.operand) ||
                       (what.second == Operand::slot && step.second == stage.operand);
            });
        };
        std::ptrdiff_t in_tasks = 0;
        for (const Task& one : scenario_.tasks) {
            for (const Stage& other : one.stages) {
                in_tasks += uses(other.steps);
            }
            in_tasks += uses(one.destructor);
        }
        const Step clone{Operation::clone, stage.operand, 0};
        if (scenario_.rounds != 1 || in_tasks != 1 || task.stages.empty() ||
            std::count(stage.steps.begin(), stage.steps.end(), clone) != 1) {
            return false;
        }
        std::ptrdiff_t actors_using = 0;
        bool in_order = false;
        for (const Actor& one : scenario_.actors) {
            const std::ptrdiff_t count = uses(one.steps);
            actors_using += count > 0 ? 1 : 0;
            const auto wait =
                std::find(one.steps.begin(), one.steps.end(), Step{Operation::await_slot, stage.operand, 0});
            const auto wakes = [&](const Step& step) {
                return step.first == stage.operand &&
                       (step.operation == Operation::wake || step.operation == Operation::wake_by_ref);
            };
            const auto wake = std::find_if(wait, one.steps.end(), wakes);
            const bool only_these = count == std::count_if(one.steps.begin(), one.steps.end(), wakes) + 1;
            in_order |= wait != one.steps.end() && wake != one.steps.end() && only_these &&
                        std::find_if(one.steps.begin(), wait, wakes) == wait;
        }
        return actors_using == 1 && in_order;
    }

    bool finish(const Task& task, Position& position) {
        position.finished = true;
        finished_[task.id] = finished_[task.id] || !position.may_not_come;
        return true;
    }

    bool advance_actor(Actor& one, Position& position) {
        bool moved = false;
        while (position.next < one.steps.size() && can_pass(one.steps[position.next])) {
            effect(one.steps[position.next], nullptr, false);
            ++position.next;
            moved = true;
        }
        return moved;
    }

    [[nodiscard]] bool can_pass(const Step& step) const {
        switch (step.operation) {
            case Operation::await_slot:
                return filled_[step.first];
            case Operation::await_finish:
                return finished_[step.first];
            case Operation::await_idle:
                return std::any_of(tasks_.begin(), tasks_.end(), [&](const Position& position) {
                    const auto index = static_cast<std::size_t>(&position - tasks_.data());
                    return scenario_.tasks[index].id == step.first && !position.may_not_come &&
                           (position.idle || position.finished);
                });
            case Operation::await_phase:
                return phase_ >= step.first;
            case Operation::await_end:
                return false;  // what comes after it comes too late for any task
            default:
                return true;
        }
    }

    /// \param by null: an actor.
    void effect(const Step& step, const Task* by, bool unreliable) {
        if (unreliable) {
            return;
        }
        switch (step.operation) {
            case Operation::cancel: {
                const std::size_t target = index_of(step.first);
                if (target < tasks_.size() && surely_cancels(target, by)) {
                    finish(scenario_.tasks[target], tasks_[target]);
                }
                break;
            }
            case Operation::clone:
                filled_[step.first] = true;
                break;
            case Operation::clone_slot:
            case Operation::move:
                // Whether the source still holds a waker depends on the schedule: nobody may wait for it.
                break;
            case Operation::wake:
            case Operation::wake_by_ref:
                woken_[step.first] = woken_[step.first] || filled_[step.first];
                break;
            case Operation::signal:
                signalled_[step.first] = true;
                break;
            case Operation::phase:
                phase_ = std::max(phase_, step.first);
                break;
            case Operation::spawn:
                for (std::size_t i = 0; i < tasks_.size(); ++i) {
                    tasks_[i].spawned |= scenario_.tasks[i].id == step.first;
                }
                break;
            default:
                break;
        }
    }

    bool unblock_task() {
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            if (tasks_[i].spawned && !tasks_[i].finished) {
                Stage& stage = scenario_.tasks[i].stages[tasks_[i].next];
                stage.ending = Ending::yield;
                stage.operand = 0;
                return true;
            }
        }
        return false;
    }

    bool unblock_actor() {
        for (std::size_t i = 0; i < actors_.size(); ++i) {
            std::vector<Step>& steps = scenario_.actors[i].steps;
            if (actors_[i].next < steps.size() && steps[actors_[i].next].operation != Operation::await_end) {
                steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(actors_[i].next));
                return true;
            }
        }
        return false;
    }

    Scenario& scenario_;
    bool all_finish_;
    std::vector<Position> tasks_;
    std::vector<Position> actors_;
    std::bitset<max_events> signalled_;
    std::bitset<max_slots> filled_;
    std::bitset<max_slots> woken_;
    std::bitset<max_tasks> finished_;
    std::uint16_t phase_ = 0;
};

}  // namespace

std::span<const OperationInfo> operations() { return table; }

const OperationInfo& info(Operation operation) { return table[static_cast<std::size_t>(operation)]; }

namespace {

/// What a step of a program needs, if not only the vocabulary itself.
std::optional<Capability> need_of(const Step& step) {
    switch (step.operation) {
        case Operation::clone_to:
            return Capability::clone;
        case Operation::clone_from:
            return Capability::clone_from;
        case Operation::wake_variable_by_ref:
            return Capability::wake_by_ref;
        case Operation::will_wake:
            return Capability::will_wake;
        case Operation::make_noop:
        case Operation::check_noop:
            return Capability::noop_waker;
        case Operation::read_words:
        case Operation::take_apart:
            return Capability::raw_words;
        case Operation::check_poll:
            return Capability::poll_type;
        case Operation::check_context:
            return Capability::context_type;
        case Operation::check_counted:
            return Capability::counted_wakers;
        case Operation::make:
            if (step.second == static_cast<std::uint16_t>(Instrument::throws_in_wake) ||
                step.second == static_cast<std::uint16_t>(Instrument::throws_in_clone)) {
                return Capability::exceptions;
            }
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

Scenario restricted_program(Scenario scenario, Capabilities capabilities) {
    Scenario result;
    result.program = std::move(scenario.program);
    std::erase_if(result.program, [&](const Step& step) {
        const std::optional<Capability> need = need_of(step);
        return need && !capabilities.has(*need);
    });
    return result;
}

}  // namespace

Scenario restricted(Scenario scenario, Driving driving, Capabilities capabilities) {
    if (driving == Driving::none) {
        return restricted_program(std::move(scenario), capabilities);
    }
    scenario.program.clear();
    const auto has = [&](Capability capability) { return capabilities.has(capability); };
    const auto without = [&](std::initializer_list<Operation> unwanted) {
        remove_steps(scenario, [&](const Step& step) {
            return std::find(unwanted.begin(), unwanted.end(), step.operation) != unwanted.end();
        });
    };
    if (!has(Capability::several_tasks) && scenario.tasks.size() > 1) {
        scenario.tasks.resize(1);
        scenario.tasks.front().spawned_by_step = false;
        without({Operation::spawn});
        if (driving == Driving::blocking) {
            scenario.rounds = 1;
        }
    }
    if (!has(Capability::wake_from_foreign_thread)) {
        remove_spawns(scenario, false);
        scenario.actors.clear();
        without({Operation::wake_at_thread_exit, Operation::drop_at_thread_exit});
    }
    if (!has(Capability::spawn_from_poll)) {
        remove_spawns(scenario, true);
    }
    if (!has(Capability::spawn_from_foreign_thread)) {
        remove_spawns(scenario, false);
    }
    if (!has(Capability::exceptions)) {
        change_endings(scenario, [](Stage& stage) {
            stage.ending = stage.ending == Ending::throws ? Ending::ready : stage.ending;
        });
    }
    if (!has(Capability::will_wake)) {
        without({Operation::compare, Operation::compare_self});
    }
    // Whoever waits with a cancelled task's waker may use it when the task is gone.
    if (!has(Capability::cancel) || !has(Capability::wakers_outlive_task)) {
        without({Operation::cancel});
    }
    if (!has(Capability::nested_drivers)) {
        without({Operation::nest});
    }
    const bool joins = has(Capability::join);
    const bool leaves = joins && has(Capability::drop_at_shutdown) && driving != Driving::blocking;
    change_endings(scenario, [&](Stage& stage) {
        if ((stage.ending == Ending::join && !joins) || (stage.ending == Ending::leave && !leaves)) {
            stage.ending = Ending::yield;
            stage.operand = 0;
        }
    });
    if (!has(Capability::wake_by_ref)) {
        without({Operation::wake_by_ref, Operation::wake_self, Operation::wake_kept, Operation::wake_often});
        change_endings(scenario, [](Stage& stage) {
            stage.ending = stage.ending == Ending::yield ? Ending::yield_by_value : stage.ending;
        });
    }
    if (!has(Capability::clone)) {
        without({Operation::clone, Operation::clone_slot, Operation::keep, Operation::wake_self_by_value});
        change_endings(scenario, [](Stage& stage) {
            if (stage.ending == Ending::await || stage.ending == Ending::await_wake ||
                stage.ending == Ending::yield_by_value) {
                stage.ending = Ending::yield;
                stage.operand = 0;
            }
        });
    }
    if (!has(Capability::wakers_outlive_task)) {
        without({Operation::clone, Operation::clone_slot, Operation::wake_kept});
        scenario.late.clear();
        scenario.afterlife.clear();
    }
    if (!has(Capability::wakers_outlive_executor)) {
        scenario.afterlife.clear();
        if (driving == Driving::threads) {
            // Slots are emptied before the executor ends. What still runs on its threads then, a poll or the
            // destructor of a finished future, could be using one, or fill it again.
            scenario.ends_early = false;
            without({Operation::outstay});
            for (Task& task : scenario.tasks) {
                std::erase_if(task.destructor,
                              [](const Step& step) { return info(step.operation).first == Operand::slot; });
            }
        }
    }
    return scenario;
}

namespace {

/// At most one wake for each suspension, and by the task itself: nobody else knows which suspension it is.
void wake_once(Stage& stage) {
    bool woken = stage.ending != Ending::ready && stage.ending != Ending::throws;
    std::erase_if(stage.steps, [&](Step& step) {
        if (step.operation != Operation::wake_self && step.operation != Operation::wake_self_by_value) {
            return false;
        }
        step.first = 1;
        return std::exchange(woken, true);
    });
}

}  // namespace

Scenario permitted(Scenario scenario, Contracts contract) {
    if (contract.has(Contract::cancel_blocks)) {
        // A poll that cancels would wait for another poll, which may wait for this one.
        for (Task& task : scenario.tasks) {
            for (Stage& stage : task.stages) {
                std::erase_if(stage.steps,
                              [](const Step& step) { return step.operation == Operation::cancel; });
            }
        }
    } else if (contract.has(Contract::caller_owns_storage)) {
        // The storage is the caller's again when cancel returns, so no poll of the task may be under way.
        for (Task& task : scenario.tasks) {
            for (Stage& stage : task.stages) {
                std::erase_if(stage.steps, [&](const Step& step) {
                    return step.operation == Operation::cancel && step.first == task.id;
                });
            }
        }
        for (Actor& one : scenario.actors) {
            std::erase_if(one.steps, [](const Step& step) { return step.operation == Operation::cancel; });
        }
    }
    if (contract.has(Contract::one_suspension)) {
        change_endings(scenario, &wake_once);
        remove_steps(scenario, [](const Step& step) {
            switch (step.operation) {
                case Operation::wake:
                case Operation::wake_by_ref:
                case Operation::wake_often:
                case Operation::clone:
                case Operation::clone_slot:
                case Operation::move:
                case Operation::compare:
                case Operation::compare_self:
                case Operation::wake_at_thread_exit:
                case Operation::wake_kept:
                    return true;
                default:
                    return false;
            }
        });
    }
    return scenario;
}

namespace {

/// Nobody knows when a future is destroyed: what only a destructor spawns waits for nothing.
void mend_what_destructors_spawn(Scenario& scenario) {
    std::bitset<max_tasks> by_destructor;
    for (const Task& task : scenario.tasks) {
        for (const Step& step : task.destructor) {
            if (step.operation == Operation::spawn) {
                by_destructor.set(step.first);
            }
        }
    }
    for (Task& task : scenario.tasks) {
        for (Stage& stage : task.stages) {
            const bool waits = stage.ending != Ending::ready && stage.ending != Ending::throws &&
                               stage.ending != Ending::yield && stage.ending != Ending::yield_by_value;
            if (by_destructor[task.id] && task.spawned_by_step && waits) {
                stage.ending = Ending::yield;
                stage.operand = 0;
            }
        }
    }
}

Scenario drained(Scenario scenario, bool all_finish) {
    const auto spawns = [](const Step& step) { return step.operation == Operation::spawn; };
    std::erase_if(scenario.afterlife, spawns);
    if (scenario.ends_early) {
        scenario.rounds = 1;
    } else {
        std::erase_if(scenario.late, spawns);
        remove_steps(scenario, [](const Step& step) { return step.operation == Operation::await_end; });
    }
    if (all_finish) {
        mend_what_destructors_spawn(scenario);
    }
    // An event holds the waker of one task: the first that awaits it. So does a handle.
    std::array<const Task*, max_events> awaited_by{};
    std::array<const Task*, max_tasks> joined_by{};
    for (Task& task : scenario.tasks) {
        for (Stage& stage : task.stages) {
            if (stage.ending == Ending::leave && scenario.rounds != 1) {
                stage.ending = Ending::join;
            }
            if (stage.ending == Ending::join || stage.ending == Ending::leave) {
                const Task*& owner = joined_by[stage.operand];
                owner = owner == nullptr ? &task : owner;
                if (owner != &task) {
                    stage.ending = Ending::yield;
                    stage.operand = 0;
                }
            }
            if (stage.ending == Ending::await) {
                const Task*& owner = awaited_by[stage.operand];
                owner = owner == nullptr ? &task : owner;
                if (owner != &task) {
                    stage.ending = Ending::yield;
                    stage.operand = 0;
                }
            }
        }
    }
    DrainPlan(scenario, all_finish).run();
    return scenario;
}

}  // namespace

Scenario drainable(Scenario scenario) {
    const bool all_finish = !scenario.ends_early;
    return drained(std::move(scenario), all_finish);
}

Scenario drainable_to_the_end(Scenario scenario) { return drained(std::move(scenario), true); }

std::size_t size(const Scenario& scenario) {
    std::size_t total =
        scenario.rounds + scenario.late.size() + scenario.afterlife.size() + scenario.program.size();
    for (const Task& task : scenario.tasks) {
        total += 1 + task.stages.size() + task.destructor.size();
        for (const Stage& stage : task.stages) {
            total += stage.steps.size();
        }
    }
    for (const Actor& one : scenario.actors) {
        total += 1 + one.steps.size();
    }
    return total;
}

bool is_small(const Scenario& scenario) {
    constexpr std::size_t most_tasks = 3;
    constexpr std::size_t most_actors = 2;
    constexpr std::size_t most_steps = 12;
    std::size_t steps = scenario.late.size() + scenario.afterlife.size();
    for (const Task& task : scenario.tasks) {
        for (const Stage& stage : task.stages) {
            steps += stage.steps.size();
        }
        steps += task.destructor.size();
    }
    for (const Actor& one : scenario.actors) {
        steps += one.steps.size();
    }
    return scenario.rounds == 1 && scenario.tasks.size() <= most_tasks &&
           scenario.actors.size() <= most_actors && steps <= most_steps;
}

bool has_actors(const Scenario& scenario) {
    return std::any_of(scenario.actors.begin(), scenario.actors.end(),
                       [](const Actor& one) { return !one.steps.empty(); });
}

}  // namespace wakelaw::conformance::scenario

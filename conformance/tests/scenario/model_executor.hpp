// SPDX-License-Identifier: MIT
/// \file
/// A model of an executor and of the worker around it: carries a scenario out in an order of its own choice,
/// one step at a time, and says whether all tasks and actors came to their end.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

class ModelExecutor {
public:
    struct Habits {
        std::size_t threads = 1;  ///< polls at the same time
        unsigned spurious_polls = 0;  ///< percent
        bool last_in_first_out = false;
        bool actors_first = false;  ///< polls only where no actor can go on
        bool actors_last = false;  ///< actors go on seldom while there is something to poll
    };

    ModelExecutor(const Scenario& scenario, Habits habits, std::uint64_t seed)
        : scenario_(scenario), habits_(habits), random_(seed) {}

    /// What is stuck; empty if nothing is.
    std::string run() {
        for (std::uint16_t round = 0; round < scenario_.rounds; ++round) {
            begin_round();
            std::size_t steps = 0;
            while (go_on()) {
                if (++steps > 500'000) {
                    return "it runs for ever";
                }
            }
            for (std::size_t i = 0; i < tasks_.size(); ++i) {
                if (tasks_[i].spawned && !tasks_[i].finished && !tasks_[i].left) {
                    return "task " + std::to_string(scenario_.tasks[i].id) + " never finishes";
                }
            }
            for (std::size_t i = 0; i < actors_.size(); ++i) {
                if (actors_[i] < scenario_.actors[i].steps.size()) {
                    return "actor " + std::to_string(i) + " waits for ever";
                }
            }
        }
        return {};
    }

private:
    static constexpr std::size_t nobody = ~std::size_t{0};

    struct State {
        bool spawned = false;
        bool queued = false;
        bool polling = false;
        bool finished = false;
        bool idle = false;
        bool cancelled = false;
        bool left = false;
        std::size_t stage = 0;
        std::size_t step = 0;
        unsigned waited = 0;
    };

    void begin_round() {
        tasks_.assign(scenario_.tasks.size(), {});
        actors_.assign(scenario_.actors.size(), 0);
        slots_.fill(nobody);
        filled_.fill(false);
        signalled_.fill(false);
        waiting_.fill(nobody);
        joiners_.fill(nobody);
        phase_ = 0;
        queue_.clear();
        polls_.clear();
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            if (!scenario_.tasks[i].spawned_by_step) {
                spawn(i);
            }
        }
    }

    std::size_t below(std::size_t bound) { return random_() % bound; }

    /// One thing that can happen, happens; false if nothing can.
    bool go_on() {
        std::vector<std::size_t> ready_actors;
        for (std::size_t i = 0; i < actors_.size(); ++i) {
            if (actors_[i] < scenario_.actors[i].steps.size() &&
                can_pass(scenario_.actors[i].steps[actors_[i]])) {
                ready_actors.push_back(i);
            }
        }
        const bool can_begin = !queue_.empty() && polls_.size() < habits_.threads;
        const bool can_poll = can_begin || !polls_.empty();
        if (!ready_actors.empty() && !(can_poll && habits_.actors_last && below(64) != 0) &&
            (habits_.actors_first || !can_poll || below(2) == 0)) {
            const std::size_t chosen = ready_actors[below(ready_actors.size())];
            act(scenario_.actors[chosen].steps[actors_[chosen]], nobody);
            ++actors_[chosen];
            return true;
        }
        if (!can_poll) {
            return false;
        }
        if (polls_.size() < habits_.threads && below(100) < habits_.spurious_polls) {
            const std::size_t task = below(tasks_.size());
            if (tasks_[task].spawned && !tasks_[task].finished && !tasks_[task].polling) {
                begin_poll(task);
                return true;
            }
        }
        if (can_begin && (polls_.empty() || below(2) == 0)) {
            const std::size_t place = habits_.last_in_first_out ? queue_.size() - 1 : 0;
            const std::size_t task = queue_[place];
            queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(place));
            if (tasks_[task].polling) {
                queue_.push_back(task);  // it is its own turn only when the running poll has ended
                poll_further(polls_[below(polls_.size())]);
                return true;
            }
            tasks_[task].queued = false;
            if (!tasks_[task].finished) {
                begin_poll(task);
            }
            return true;
        }
        poll_further(polls_[below(polls_.size())]);
        return true;
    }

    void begin_poll(std::size_t task) {
        tasks_[task].polling = true;
        polls_.push_back(task);
    }

    void end_poll(std::size_t task) {
        tasks_[task].polling = false;
        std::erase(polls_, task);
        if (tasks_[task].cancelled) {
            end(task);
        }
    }

    void finish(std::size_t task) {
        end_poll(task);
        end(task);
    }

    void end(std::size_t task) {
        tasks_[task].finished = true;
        for (const Step& step : scenario_.tasks[task].destructor) {
            act(step, nobody);
        }
        if (joiners_[task] != nobody) {
            wake(joiners_[task]);
        }
    }

    void cancel(std::size_t task) {
        tasks_[task].cancelled = tasks_[task].spawned;
        if (tasks_[task].cancelled && !tasks_[task].polling && !tasks_[task].finished) {
            end(task);
        }
    }

    void next_stage(State& state) {
        ++state.stage;
        state.step = 0;
        state.waited = 0;
    }

    void poll_further(std::size_t task) {
        State& state = tasks_[task];
        const std::vector<Stage>& stages = scenario_.tasks[task].stages;
        if (state.stage == stages.size()) {
            finish(task);
            return;
        }
        const Stage& stage = stages[state.stage];
        if (state.step < stage.steps.size()) {
            const Step& step = stage.steps[state.step];
            const bool waits = (step.operation == Operation::linger && !signalled_[step.first]) ||
                               (step.operation == Operation::await_phase && phase_ < step.first);
            if (waits && ++state.waited < 50) {
                return;
            }
            ++state.step;
            act(step, task);
            return;
        }
        switch (stage.ending) {
            case Ending::ready:
            case Ending::throws:
                finish(task);
                break;
            case Ending::yield:
            case Ending::yield_by_value:
                next_stage(state);
                wake(task);
                end_poll(task);
                break;
            case Ending::await_wake:
                next_stage(state);
                state.idle = true;
                end_poll(task);
                break;
            case Ending::await:
                state.idle = true;
                if (signalled_[stage.operand]) {
                    next_stage(state);
                } else {
                    waiting_[stage.operand] = task;
                    end_poll(task);
                }
                break;
            case Ending::abandon:
                end_poll(task);
                break;
            case Ending::leave:
                state.left = true;
                state.idle = true;
                end_poll(task);
                break;
            case Ending::join: {
                const auto target = find(stage.operand);
                if (!target || !tasks_[*target].spawned || tasks_[*target].finished) {
                    next_stage(state);
                    break;
                }
                joiners_[*target] = task;
                state.idle = true;
                end_poll(task);
                break;
            }
            case Ending::await_phase:
                if (phase_ >= stage.operand) {
                    next_stage(state);
                } else {
                    wake(task);
                    end_poll(task);
                }
                break;
        }
    }

    void wake(std::size_t task) {
        if (task != nobody && tasks_[task].spawned && !tasks_[task].queued) {
            tasks_[task].queued = true;
            queue_.push_back(task);
        }
    }

    void spawn(std::size_t task) {
        if (!tasks_[task].spawned) {
            tasks_[task].spawned = true;
            wake(task);
        }
    }

    [[nodiscard]] std::optional<std::size_t> find(std::uint16_t id) const {
        for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) {
            if (scenario_.tasks[i].id == id) {
                return i;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] bool can_pass(const Step& step) const {
        switch (step.operation) {
            case Operation::await_slot:
                return filled_[step.first];
            case Operation::await_finish: {
                const auto task = find(step.first);
                return task && tasks_[*task].finished;
            }
            case Operation::await_idle: {
                const auto task = find(step.first);
                return task && (tasks_[*task].finished || tasks_[*task].idle);
            }
            case Operation::await_phase:
                return phase_ >= step.first;
            default:
                return true;
        }
    }

    void fill(std::size_t slot, std::size_t task) {
        if (slots_[slot] == nobody && task != nobody) {
            slots_[slot] = task;
            filled_[slot] = true;
        }
    }

    void act(const Step& step, std::size_t task) {
        switch (step.operation) {
            case Operation::clone:
                fill(step.first, task);
                break;
            case Operation::clone_slot:
                fill(step.second, slots_[step.first]);
                break;
            case Operation::move:
                if (slots_[step.second] == nobody) {
                    fill(step.second, std::exchange(slots_[step.first], nobody));
                }
                break;
            case Operation::drop:
            case Operation::drop_at_thread_exit:
                slots_[step.first] = nobody;
                break;
            case Operation::wake:
            case Operation::wake_at_thread_exit:
                wake(std::exchange(slots_[step.first], nobody));
                break;
            case Operation::wake_by_ref:
                wake(slots_[step.first]);
                break;
            case Operation::wake_self:
            case Operation::wake_self_by_value:
                wake(task);
                break;
            case Operation::signal:
                signalled_[step.first] = true;
                wake(std::exchange(waiting_[step.first], nobody));
                break;
            case Operation::spawn:
                if (const auto other = find(step.first)) {
                    spawn(*other);
                }
                break;
            case Operation::phase:
                phase_ = std::max(phase_, step.first);
                break;
            case Operation::cancel:
                if (const auto other = find(step.first); other && (sees_handle(*other, task) || below(2))) {
                    cancel(*other);
                }
                break;
            default:
                break;
        }
    }

    /// Whether the handle is sure to be there: main stores it when spawn has returned, and polls may be
    /// earlier.
    [[nodiscard]] bool sees_handle(std::size_t target, std::size_t canceller) const {
        const bool by_task = canceller != nobody;
        return !scenario_.tasks[target].spawned_by_step &&
               (!by_task || (!scenario_.tasks[canceller].spawned_by_step && target < canceller));
    }

    const Scenario& scenario_;
    Habits habits_;
    std::mt19937_64 random_;
    std::vector<State> tasks_;
    std::vector<std::size_t> actors_;  // the step that is next
    std::array<std::size_t, max_slots> slots_{};
    std::array<bool, max_slots> filled_{};
    std::array<bool, max_events> signalled_{};
    std::array<std::size_t, max_events> waiting_{};
    std::array<std::size_t, max_tasks> joiners_{};
    std::uint16_t phase_ = 0;
    std::vector<std::size_t> queue_;
    std::vector<std::size_t> polls_;
};

}  // namespace wakelaw::conformance::scenario

// SPDX-License-Identifier: MIT
#include "scenario/shrink.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <rapidcheck/seq/Create.h>
#include <rapidcheck/seq/Transform.h>
#include <rapidcheck/shrink/Shrink.h>

#include "scenario/binary.hpp"

namespace wakelaw::conformance::scenario {

namespace {

using Steps = std::vector<Step>;

/// A long list without ever shorter pieces of itself: halves, quarters and so on. RapidCheck's `removeChunks`
/// tries each length at each place, which is too many for a list of 64.
template <class Element>
class RemoveHalves {
public:
    explicit RemoveHalves(std::vector<Element> elements)
        : elements_(std::move(elements)), length_(elements_.size()) {}

    rc::Maybe<std::vector<Element>> operator()() {
        if (start_ >= elements_.size()) {
            start_ = 0;
            length_ /= 2;
        }
        if (length_ == 0) {
            return rc::Nothing;
        }
        const auto from = elements_.begin() + static_cast<std::ptrdiff_t>(start_);
        start_ = std::min(start_ + length_, elements_.size());
        std::vector<Element> rest(elements_.begin(), from);
        rest.insert(rest.end(), elements_.begin() + static_cast<std::ptrdiff_t>(start_), elements_.end());
        return rest;
    }

private:
    std::vector<Element> elements_;
    std::size_t length_;
    std::size_t start_ = 0;
};

template <class Element>
rc::Seq<std::vector<Element>> shorter(const std::vector<Element>& elements) {
    constexpr std::size_t few = 6;
    if (elements.size() <= few) {
        return rc::shrink::removeChunks(elements);
    }
    return rc::Seq<std::vector<Element>>(RemoveHalves<Element>(elements));
}

rc::Seq<Step> simpler(const Step& step) {
    Step plain = step;
    switch (step.operation) {
        case Operation::wake_self:
        case Operation::wake_self_by_value:
        case Operation::pause:
            return rc::seq::map(rc::shrink::towards<std::uint16_t>(step.first, step.first > 0 ? 1 : 0),
                                [step](std::uint16_t count) {
                                    return Step{step.operation, count, step.second};
                                });
        case Operation::wake_often:
            return rc::seq::map(rc::shrink::towards<std::uint16_t>(step.second, step.second > 0 ? 1 : 0),
                                [step](std::uint16_t count) {
                                    return Step{step.operation, step.first, count};
                                });
        case Operation::wake_at_thread_exit:
            plain.operation = Operation::wake;
            return rc::seq::just(plain);
        case Operation::drop_at_thread_exit:
            plain.operation = Operation::drop;
            return rc::seq::just(plain);
        case Operation::make:
            plain.second = 0;  // the plainest instrument
            return step.second == 0 ? rc::Seq<Step>{} : rc::seq::just(plain);
        default:
            return {};
    }
}

/// Shorter lists of steps, then simpler steps.
rc::Seq<Steps> simpler_steps(const Steps& steps) {
    return rc::seq::concat(shorter(steps), rc::shrink::eachElement(steps, simpler));
}

rc::Seq<Stage> simpler_stage(const Stage& stage) {
    std::vector<Stage> plainer;
    const auto with = [&](Ending ending) { plainer.push_back({stage.steps, ending, 0}); };
    switch (stage.ending) {
        case Ending::ready:
            break;
        case Ending::throws:
        case Ending::yield:
            with(Ending::ready);
            break;
        default:
            with(Ending::ready);
            with(Ending::yield);
            break;
    }
    return rc::seq::concat(rc::seq::fromContainer(std::move(plainer)),
                           rc::seq::map(simpler_steps(stage.steps), [stage](Steps steps) {
                               return Stage{std::move(steps), stage.ending, stage.operand};
                           }));
}

rc::Seq<Task> simpler_task(const Task& task) {
    std::vector<Task> at_start;
    if (task.spawned_by_step) {
        at_start.push_back({task.id, false, task.stages, task.destructor});
    }
    rc::Seq<Task> staged = rc::seq::map(
        rc::seq::concat(shorter(task.stages), rc::shrink::eachElement(task.stages, simpler_stage)),
        [task](std::vector<Stage> stages) {
            return Task{task.id, task.spawned_by_step, std::move(stages), task.destructor};
        });
    rc::Seq<Task> destroyed = rc::seq::map(simpler_steps(task.destructor), [task](Steps steps) {
        return Task{task.id, task.spawned_by_step, task.stages, std::move(steps)};
    });
    return rc::seq::concat(rc::seq::fromContainer(std::move(at_start)), std::move(destroyed),
                           std::move(staged));
}

rc::Seq<Actor> simpler_actor(const Actor& actor) {
    return rc::seq::map(simpler_steps(actor.steps), [id = actor.id](Steps steps) {
        return Actor{id, std::move(steps)};
    });
}

template <class Do>
void each_step_list(Scenario& scenario, Do act) {
    for (Task& task : scenario.tasks) {
        for (Stage& stage : task.stages) {
            act(stage.steps);
        }
        act(task.destructor);
    }
    for (Actor& actor : scenario.actors) {
        act(actor.steps);
    }
    act(scenario.late);
    act(scenario.afterlife);
    act(scenario.program);
}

std::bitset<max_tasks> spawned_by_steps(Scenario& scenario) {
    std::bitset<max_tasks> result;
    each_step_list(scenario, [&](const Steps& steps) {
        for (const Step& step : steps) {
            if (step.operation == Operation::spawn) {
                result.set(step.first);
            }
        }
    });
    return result;
}

/// Removes what cannot have an effect.
Scenario tidy(Scenario scenario) {
    std::bitset<max_tasks> there;
    std::bitset<max_events> signalled;
    for (Task& task : scenario.tasks) {
        there.set(task.id);
        const auto last = std::find_if(task.stages.begin(), task.stages.end(), [](const Stage& stage) {
            return stage.ending == Ending::ready || stage.ending == Ending::throws;
        });
        if (last != task.stages.end()) {
            task.stages.erase(last + 1, task.stages.end());
        } else if (task.stages.size() < max_stages) {
            task.stages.push_back({});
        }
    }
    each_step_list(scenario, [&](const Steps& steps) {
        for (const Step& step : steps) {
            if (step.operation == Operation::signal) {
                signalled.set(step.first);
            }
        }
    });
    each_step_list(scenario, [&](Steps& steps) {
        std::erase_if(steps, [&](const Step& step) {
            return (step.operation == Operation::spawn && !there[step.first]) ||
                   (step.operation == Operation::linger && !signalled[step.first]);
        });
    });
    std::erase_if(scenario.actors, [](const Actor& actor) { return actor.steps.empty(); });
    return scenario;
}

/// A task whose spawn went may go too, or be there from the start.
rc::Seq<Scenario> with_and_without_orphans(Scenario scenario) {
    const std::bitset<max_tasks> spawned = spawned_by_steps(scenario);
    const auto orphan = [spawned](const Task& task) { return task.spawned_by_step && !spawned[task.id]; };
    if (std::none_of(scenario.tasks.begin(), scenario.tasks.end(), orphan)) {
        return rc::seq::just(std::move(scenario));
    }
    Scenario without = scenario;
    std::erase_if(without.tasks, orphan);
    for (Task& task : scenario.tasks) {
        task.spawned_by_step = task.spawned_by_step && !orphan(task);
    }
    return rc::seq::just(std::move(without), std::move(scenario));
}

/// New numbers in order of appearance.
template <std::size_t limit>
class Numbers {
public:
    Numbers() { numbers_.fill(limit); }
    void rename(std::uint16_t& old) {
        std::uint16_t& fresh = numbers_[old];
        if (fresh == limit) {
            fresh = next_++;
        }
        old = fresh;
    }

private:
    std::array<std::uint16_t, limit> numbers_;
    std::uint16_t next_ = 0;
};

/// The same scenario with numbers that have no gaps.
Scenario renumbered(Scenario scenario) {
    Numbers<max_slots> slots;
    Numbers<max_events> events;
    Numbers<max_tasks> tasks;
    Numbers<max_variables> variables;
    const auto rename = [&](Operand operand, std::uint16_t& number) {
        switch (operand) {
            case Operand::slot:
                slots.rename(number);
                break;
            case Operand::event:
                events.rename(number);
                break;
            case Operand::task:
                tasks.rename(number);
                break;
            case Operand::variable:
                variables.rename(number);
                break;
            default:
                break;
        }
    };
    const auto rename_steps = [&](Steps& steps) {
        for (Step& step : steps) {
            rename(info(step.operation).first, step.first);
            rename(info(step.operation).second, step.second);
        }
    };
    for (Task& task : scenario.tasks) {
        tasks.rename(task.id);
    }
    for (Task& task : scenario.tasks) {
        for (Stage& stage : task.stages) {
            rename_steps(stage.steps);
            rename(stage.ending == Ending::await        ? Operand::event
                   : stage.ending == Ending::await_wake ? Operand::slot
                   : stage.ending == Ending::join       ? Operand::task
                   : stage.ending == Ending::leave      ? Operand::task
                                                        : Operand::none,
                   stage.operand);
        }
        rename_steps(task.destructor);
    }
    std::uint16_t actors = 0;
    for (Actor& actor : scenario.actors) {
        actor.id = actors++;
        rename_steps(actor.steps);
    }
    rename_steps(scenario.late);
    rename_steps(scenario.afterlife);
    rename_steps(scenario.program);
    return scenario;
}

/// The scenario with one of its members replaced.
template <auto member, class Values>
rc::Seq<Scenario> with(const Scenario& scenario, Values values) {
    return rc::seq::map(std::move(values), [scenario](auto value) {
        Scenario result = scenario;
        result.*member = std::move(value);
        return result;
    });
}

/// One string for each scenario.
std::string key_of(const Scenario& scenario) {
    std::vector<std::uint8_t> bytes;
    encode(scenario, bytes);
    return {bytes.begin(), bytes.end()};
}

}  // namespace

rc::Seq<Scenario> candidates(const Scenario& scenario, const Mend& mend) {
    rc::Seq<Scenario> raw = rc::seq::concat(
        rc::seq::just(scenario),  // tidy
        with<&Scenario::tasks>(scenario, shorter(scenario.tasks)),
        with<&Scenario::actors>(scenario, shorter(scenario.actors)),
        with<&Scenario::rounds>(scenario, rc::shrink::towards<std::uint16_t>(scenario.rounds, 1)),
        with<&Scenario::ends_early>(scenario, scenario.ends_early ? rc::seq::just(false) : rc::Seq<bool>{}),
        with<&Scenario::late>(scenario, shorter(scenario.late)),
        with<&Scenario::afterlife>(scenario, shorter(scenario.afterlife)),
        with<&Scenario::program>(scenario, shorter(scenario.program)),
        with<&Scenario::tasks>(scenario, rc::shrink::eachElement(scenario.tasks, simpler_task)),
        with<&Scenario::actors>(scenario, rc::shrink::eachElement(scenario.actors, simpler_actor)),
        with<&Scenario::late>(scenario, rc::shrink::eachElement(scenario.late, simpler)),
        with<&Scenario::afterlife>(scenario, rc::shrink::eachElement(scenario.afterlife, simpler)),
        with<&Scenario::program>(scenario, rc::shrink::eachElement(scenario.program, simpler)),
        rc::seq::just(renumbered(scenario)));
    rc::Seq<Scenario> mended = rc::seq::map(
        rc::seq::mapcat(std::move(raw),
                        [](Scenario one) { return with_and_without_orphans(tidy(std::move(one))); }),
        [mend](Scenario one) { return tidy(mend(std::move(one))); });
    return rc::seq::filter(std::move(mended), [scenario](const Scenario& one) { return one != scenario; });
}

ShrinkResult shrink(Scenario start, const std::function<bool(const Scenario&)>& still_fails,
                    const ShrinkLimits& limits, const Mend& mend) {
    ShrinkResult result{std::move(start), 0, false};
    std::unordered_set<std::string> tried{key_of(result.scenario)};
    while (!result.complete) {
        rc::Seq<Scenario> rest = candidates(result.scenario, mend);
        for (;;) {
            if (result.tries >= limits.max_tries || (limits.out_of_time && limits.out_of_time())) {
                return result;
            }
            rc::Maybe<Scenario> candidate = rest.next();
            if (!candidate) {
                result.complete = true;
                break;
            }
            if (!tried.insert(key_of(*candidate)).second) {
                continue;
            }
            ++result.tries;
            if (still_fails(*candidate)) {
                result.scenario = std::move(*candidate);
                break;
            }
        }
    }
    return result;
}

}  // namespace wakelaw::conformance::scenario

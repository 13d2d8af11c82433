// SPDX-License-Identifier: MIT
#include "scenario/binary.hpp"

#include <algorithm>
#include <utility>

namespace wakelaw::conformance::scenario {

namespace {

void put(std::vector<std::uint8_t>& bytes, std::size_t value) {
    while (value >= 0x80) {
        bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
}

void put(std::vector<std::uint8_t>& bytes, const std::vector<Step>& steps) {
    put(bytes, steps.size());
    for (const Step& step : steps) {
        bytes.push_back(static_cast<std::uint8_t>(step.operation));
        if (info(step.operation).first != Operand::none) {
            put(bytes, step.first);
        }
        if (info(step.operation).second != Operand::none) {
            put(bytes, step.second);
        }
    }
}

/// Added to the number of rounds where a program stands at the end.
constexpr std::uint16_t program_follows = 128;
/// Added to it where the executor's end comes early.
constexpr std::uint16_t ends_early = 256;
/// Added to the head of a task whose destructor has steps.
constexpr std::uint16_t destructor_follows = 64;

bool has_operand(Ending ending) {
    return ending == Ending::await || ending == Ending::await_wake || ending == Ending::await_phase ||
           ending == Ending::join || ending == Ending::leave;
}

/// Reads numbers; once something is wrong, everything after it is zero and `good` is false.
class Reader {
public:
    explicit Reader(std::span<const std::uint8_t>& bytes) : bytes_(bytes) {}

    std::uint16_t number(std::size_t limit) {
        std::size_t value = 0;
        for (unsigned shift = 0; shift < 28; shift += 7) {
            if (bytes_.empty()) {
                break;
            }
            const std::uint8_t byte = bytes_.front();
            bytes_ = bytes_.subspan(1);
            value |= static_cast<std::size_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) {
                good &= value <= limit;
                return good ? static_cast<std::uint16_t>(value) : std::uint16_t{0};
            }
        }
        good = false;
        return 0;
    }

    std::vector<Step> steps() {
        std::vector<Step> result(number(max_steps));
        for (Step& step : result) {
            step.operation = static_cast<Operation>(number(operation_count - 1));
            if (info(step.operation).first != Operand::none) {
                step.first = number(0xFFFF);
            }
            if (info(step.operation).second != Operand::none) {
                step.second = number(0xFFFF);
            }
        }
        return result;
    }

    bool good = true;

private:
    std::span<const std::uint8_t>& bytes_;
};

std::uint16_t limit_of(Operand operand) {
    switch (operand) {
        case Operand::slot:
            return max_slots;
        case Operand::event:
            return max_events;
        case Operand::task:
            return max_tasks;
        case Operand::count:
            return max_count;
        case Operand::payload:
            return max_payloads;
        case Operand::variable:
            return max_variables;
        case Operand::instrument:
            return max_instruments;
        default:
            return 0xFFFF;
    }
}

bool valid(const std::vector<Step>& steps, Place place) {
    return steps.size() <= max_steps && std::all_of(steps.begin(), steps.end(), [&](const Step& step) {
               const OperationInfo& what = info(step.operation);
               return what.allowed_in(place) && step.first < limit_of(what.first) &&
                      step.second < limit_of(what.second);
           });
}

}  // namespace

void encode(const Scenario& scenario, std::vector<std::uint8_t>& bytes) {
    put(bytes, scenario.rounds + (scenario.program.empty() ? std::size_t{0} : program_follows) +
                   (scenario.ends_early ? ends_early : std::size_t{0}));
    put(bytes, scenario.tasks.size());
    for (const Task& task : scenario.tasks) {
        put(bytes, ((static_cast<std::size_t>(task.id) << 1) | (task.spawned_by_step ? 1U : 0U)) +
                       (task.destructor.empty() ? 0U : destructor_follows));
        put(bytes, task.stages.size());
        for (const Stage& stage : task.stages) {
            put(bytes, stage.steps);
            bytes.push_back(static_cast<std::uint8_t>(stage.ending));
            if (has_operand(stage.ending)) {
                put(bytes, stage.operand);
            }
        }
        if (!task.destructor.empty()) {
            put(bytes, task.destructor);
        }
    }
    put(bytes, scenario.actors.size());
    for (const Actor& actor : scenario.actors) {
        put(bytes, actor.id);
        put(bytes, actor.steps);
    }
    put(bytes, scenario.late);
    put(bytes, scenario.afterlife);
    if (!scenario.program.empty()) {
        put(bytes, scenario.program);
    }
}

std::optional<Scenario> decode(std::span<const std::uint8_t>& bytes) {
    Reader in(bytes);
    Scenario result;
    const std::uint16_t rounds = in.number(max_rounds + program_follows + ends_early);
    result.rounds = rounds % program_follows;
    result.ends_early = (rounds & ends_early) != 0;
    result.tasks.resize(in.number(max_tasks));
    for (Task& task : result.tasks) {
        const std::uint16_t head = in.number(2 * destructor_follows - 1);
        task.id = (head % destructor_follows) >> 1;
        task.spawned_by_step = (head & 1) != 0;
        task.stages.resize(in.number(max_stages));
        for (Stage& stage : task.stages) {
            stage.steps = in.steps();
            stage.ending = static_cast<Ending>(in.number(static_cast<std::size_t>(ending_count - 1)));
            stage.operand = has_operand(stage.ending) ? in.number(0xFFFF) : std::uint16_t{0};
        }
        if (head >= destructor_follows) {
            task.destructor = in.steps();
        }
    }
    result.actors.resize(in.number(max_actors));
    for (Actor& actor : result.actors) {
        actor.id = in.number(max_actors - 1);
        actor.steps = in.steps();
    }
    result.late = in.steps();
    result.afterlife = in.steps();
    if ((rounds & program_follows) != 0) {
        result.program = in.steps();
    }
    if (!in.good || !valid(result)) {
        return std::nullopt;
    }
    return result;
}

bool valid(const Scenario& scenario) {
    bool good = scenario.rounds >= 1 && scenario.rounds <= max_rounds && scenario.tasks.size() <= max_tasks &&
                scenario.actors.size() <= max_actors && valid(scenario.late, Place::after) &&
                valid(scenario.afterlife, Place::after) && valid(scenario.program, Place::program);
    std::vector<bool> task_seen(max_tasks);
    for (const Task& task : scenario.tasks) {
        good = good && task.id < max_tasks && !task_seen[task.id] && task.stages.size() <= max_stages;
        if (!good) {
            return false;
        }
        task_seen[task.id] = true;
        good = valid(task.destructor, Place::destructor);
        for (const Stage& stage : task.stages) {
            const std::uint16_t limit = stage.ending == Ending::await        ? max_events
                                        : stage.ending == Ending::await_wake ? max_slots
                                        : stage.ending == Ending::join       ? max_tasks
                                        : stage.ending == Ending::leave      ? max_tasks
                                                                             : std::uint16_t{0xFFFF};
            good = good && valid(stage.steps, Place::poll) && stage.operand < limit;
        }
    }
    std::vector<bool> actor_seen(max_actors);
    for (const Actor& actor : scenario.actors) {
        good = good && actor.id < max_actors && !actor_seen[actor.id] && valid(actor.steps, Place::actor);
        if (!good) {
            return false;
        }
        actor_seen[actor.id] = true;
    }
    return good;
}

}  // namespace wakelaw::conformance::scenario

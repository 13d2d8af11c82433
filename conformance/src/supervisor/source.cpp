// SPDX-License-Identifier: MIT
#include "supervisor/source.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "scenario/binary.hpp"
#include "scenario/primers.hpp"

namespace wakelaw::conformance {

namespace {

using scenario::Scenario;

scenario::Input input_of(const SubjectEntry& subject) {
    return {subject.facts.driving, subject.facts.capabilities, subject.facts.polling_threads,
            subject.facts.contract};
}

}  // namespace

Turns::Turns(std::vector<scenario::Share> plan)
    : plan_(std::move(plan)), credit_(plan_.size()), made_(plan_.size()) {}

Turns::Turn Turns::next() {
    // Short families first and whole: what they find explains what the long ones would stumble over.
    for (std::size_t i = 0; i < plan_.size(); ++i) {
        if (plan_[i].at_most != 0 && made_[i] < plan_[i].at_most) {
            return take(i);
        }
    }
    std::int64_t total = 0;
    std::size_t best = plan_.size();
    for (std::size_t i = 0; i < plan_.size(); ++i) {
        if (plan_[i].at_most != 0) {
            continue;
        }
        credit_[i] += plan_[i].weight;
        total += plan_[i].weight;
        best = best == plan_.size() || credit_[i] > credit_[best] ? i : best;
    }
    if (best == plan_.size()) {
        made_.assign(made_.size(), 0);
        return take(0);
    }
    credit_[best] -= total;
    return take(best);
}

NaturalSource::NaturalSource(const SubjectEntry& subject, bool thread_sanitizer, std::uint64_t seed,
                             std::optional<Scenario> only)
    : input_(input_of(subject)),
      turns_(scenario::plan(input_, thread_sanitizer)),
      seed_(seed),
      only_(std::move(only)) {}

Scenario NaturalSource::next() {
    if (only_) {
        return scenario::fit(*only_, input_);
    }
    const Turns::Turn turn = turns_.next();
    return scenario::generate(turn.family, seed_, turn.index, static_cast<int>(turn.index % 100), input_);
}

ControlledSource::ControlledSource(const SubjectEntry& subject, std::uint64_t seed,
                                   std::optional<Scenario> only)
    : input_(input_of(subject)),
      turns_(scenario::plan_under_control(input_)),
      seed_(seed),
      only_(std::move(only)) {
    if (!turns_.empty()) {
        primers_ = scenario::primers(input_);
        std::reverse(primers_.begin(), primers_.end());
    }
}

std::optional<Scenario> ControlledSource::next(Size size) {
    constexpr int most_turns = 50;
    constexpr int most_misses = 20;  ///< in a turn: a family whose scenarios are rarely small gets its share
    if (only_) {
        Scenario fitted = scenario::fit(*only_, input_);
        return is_new(fitted) ? std::optional(std::move(fitted)) : std::nullopt;
    }
    while (!primers_.empty()) {
        Scenario one = std::move(primers_.back());
        primers_.pop_back();
        if (is_wanted(one)) {
            return one;
        }
    }
    for (int turns = 0; turns < most_turns && !turns_.empty(); ++turns) {
        Turns::Turn turn = turns_.next();
        for (int misses = 0; misses < most_misses; ++misses, turn = turns_.instead_of(turn)) {
            if (std::optional<Scenario> one = made(turn, size)) {
                return one;
            }
        }
    }
    return std::nullopt;
}

std::optional<Scenario> ControlledSource::made(const Turns::Turn& turn, Size size) {
    const int generator_size = size == Size::small ? 0 : static_cast<int>(turn.index % 100);
    Scenario one = scenario::generate(turn.family, seed_, turn.index, generator_size, input_);
    // The plug recipe has more steps than a small scenario, and most of them only wait.
    const bool fits = size == Size::any || turn.family == scenario::Family::plug || scenario::is_small(one);
    return fits && is_wanted(one) ? std::optional(std::move(one)) : std::nullopt;
}

bool ControlledSource::is_wanted(const Scenario& scenario) {
    const bool concurrent = scenario::has_actors(scenario) || input_.driving == Driving::threads;
    return concurrent && is_new(scenario);
}

bool ControlledSource::is_new(const Scenario& scenario) {
    std::vector<std::uint8_t> bytes;
    scenario::encode(scenario, bytes);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return seen_.insert(std::hash<std::string_view>()(text)).second;
}

}  // namespace wakelaw::conformance

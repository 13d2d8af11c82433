// SPDX-License-Identifier: MIT
/// \file
/// The scenarios of a run, in an order that depends on the seed alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <vector>

#include "scenario/generate.hpp"
#include "supervisor/worker_process.hpp"

namespace wakelaw::conformance {

/// Families take turns: those with an end first and whole, then each in proportion to its weight.
class Turns {
public:
    explicit Turns(std::vector<scenario::Share> plan);

    struct Turn {
        scenario::Family family;
        std::size_t index;  ///< of the family's scenarios
        std::size_t place = 0;  ///< of the family in the plan
    };
    /// Precondition: the plan is not empty.
    [[nodiscard]] Turn next();
    /// The family's next scenario, in the same turn.
    [[nodiscard]] Turn instead_of(const Turn& turn) { return take(turn.place); }
    [[nodiscard]] bool empty() const { return plan_.empty(); }

private:
    Turn take(std::size_t which) { return {plan_[which].family, made_[which]++, which}; }

    std::vector<scenario::Share> plan_;
    std::vector<std::int64_t> credit_;
    std::vector<std::size_t> made_;
};

/// Scenarios for the plain and the ThreadSanitizer flavour: without end.
class NaturalSource {
public:
    /// \param only this scenario each time, where there is one.
    NaturalSource(const SubjectEntry& subject, bool thread_sanitizer, std::uint64_t seed,
                  std::optional<scenario::Scenario> only);
    [[nodiscard]] scenario::Scenario next();

private:
    scenario::Input input_;
    Turns turns_;
    std::uint64_t seed_;
    std::optional<scenario::Scenario> only_;
};

/// Scenarios for the controlled flavour: no two alike, and each with something to schedule. The smallest
/// first, the same for each seed.
class ControlledSource {
public:
    enum class Size : std::uint8_t { small, any };
    ControlledSource(const SubjectEntry& subject, std::uint64_t seed, std::optional<scenario::Scenario> only);
    /// Nothing: no more of this size are found.
    [[nodiscard]] std::optional<scenario::Scenario> next(Size size);

private:
    /// The scenario of the turn, if it is of that size, has something to schedule, and is new.
    [[nodiscard]] std::optional<scenario::Scenario> made(const Turns::Turn& turn, Size size);
    /// Whether the scenario can be explored and was not dealt yet.
    [[nodiscard]] bool is_wanted(const scenario::Scenario& scenario);
    [[nodiscard]] bool is_new(const scenario::Scenario& scenario);

    scenario::Input input_;
    Turns turns_;
    std::uint64_t seed_;
    std::optional<scenario::Scenario> only_;
    std::vector<scenario::Scenario> primers_;  ///< the next at the end
    std::unordered_set<std::uint64_t> seen_;
};

}  // namespace wakelaw::conformance

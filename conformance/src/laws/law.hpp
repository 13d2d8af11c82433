// SPDX-License-Identifier: MIT
/// \file
/// A law is a pure function from a trace to findings. It cites the clause that it upholds and quotes it, word
/// for word, so that a change of the clause breaks the build until somebody has looked at the law again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trace/view.hpp"

namespace wakelaw::conformance::laws {

/// How a violation showed.
enum class Manner : std::uint8_t {
    violation,  ///< the trace contradicts the rule
    crash,  ///< the subject died of it, or called exit()
    hang,  ///< every thread is blocked for ever
    warning,  ///< a SHOULD was not followed
};

struct Finding {
    std::string_view rule;  ///< "EXEC-1"
    std::string_view clause;  ///< "EXEC-1.a"
    Manner manner = Manner::violation;
    /// Damage whose cause lies somewhere before it (a block freed twice, a crash, growing memory). Where a
    /// rule that this one rests on is broken too, that one explains it, and this finding is dropped.
    bool harm = false;
    std::string sentence;  ///< what happened, in one sentence, with event numbers
    std::vector<std::uint32_t> events;  ///< the events it speaks of, in order
};

struct Judgement {
    /// Whether the trace put the rule to the test. A rule that no trace exercised is not passed.
    bool exercised = false;
    std::vector<Finding> findings;
};

struct Law {
    std::string_view rule;
    std::string_view clause;
    std::string_view quote;  ///< of the clause in spec/rules, from its first word to its last
    std::string_view file;  ///< the law's own source, for "look here"
    void (*judge)(const trace::View& view, Judgement& judgement);
    /// Set: the law judges vocabularies that declare this, and no executors. Not set: executors.
    std::optional<Capability> of_vocabulary = std::nullopt;
    /// The law reads reports of data races, so a rule with it wants the ThreadSanitizer worker, too.
    bool reads_races = false;

    [[nodiscard]] bool is_for(const trace::Facts& facts) const {
        return of_vocabulary ? facts.driving == Driving::none && facts.capabilities.has(*of_vocabulary)
                             : facts.driving != Driving::none;
    }
};

/// All laws, in the order of their rules.
[[nodiscard]] std::span<const Law> laws();

/// The rules whose violation explains harm to this one, directly or further down.
[[nodiscard]] std::span<const std::string_view> rests_on(std::string_view rule);

}  // namespace wakelaw::conformance::laws

// SPDX-License-Identifier: MIT
/// \file
/// A rule of the specification as data, as one file of spec/rules holds it.
#pragma once

#include <string>
#include <vector>

namespace wakelaw::conformance::rulebook {

/// A paragraph that binds.
struct Clause {
    std::string id;  ///< "EXEC-1.a"
    std::string text;  ///< one line; links reduced to their words, code marks kept
    std::string keyword;  ///< "MUST", "MUST NOT", "SHOULD", "SHOULD NOT" or "MAY"
};

/// The parts below the clauses, in Markdown.
struct Sections {
    std::string intent;
    std::string observed;
    std::string trace;
    std::string look_at;
    std::string rust;
};

struct Rule {
    std::string id;  ///< "EXEC-1"
    std::string title;
    std::string level;  ///< "MUST", "SHOULD" or "MAY": the strongest among the clauses
    std::string basis;
    std::string obligor;
    std::string profile;
    std::vector<std::string> needs;  ///< names of capabilities; empty: always applies
    std::vector<std::string> driving;  ///< names of driving styles; empty: all
    std::string since;
    std::string evidence;
    std::vector<std::string> sources;
    std::vector<std::string> laws;  ///< files of the suite
    std::string untested;  ///< why no law judges it; empty exactly when one does
    std::vector<std::string> specimens;
    std::vector<Clause> clauses;
    Sections sections;
    std::string file;  ///< "spec/rules/EXEC-1.md"

    [[nodiscard]] const Clause* clause(const std::string& wanted) const;
    [[nodiscard]] bool is_tested() const { return untested.empty(); }
};

/// "EXEC-2" before "EXEC-11": digits compare as numbers.
[[nodiscard]] bool natural_less(const std::string& left, const std::string& right);

}  // namespace wakelaw::conformance::rulebook

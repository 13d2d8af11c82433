// SPDX-License-Identifier: MIT
/// \file
/// Which schedules a run explores under control, as `--schedules` names them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>
#include <wakelaw/explore/controller.hpp>

#include "scenario/liberties.hpp"

namespace wakelaw::conformance {

/// How one search chooses its schedules.
struct Search {
    explore::Strategy strategy = explore::Strategy::exhaustive;
    int preemptions = 2;  ///< Strategy::exhaustive
    /// Strategy::exhaustive: choices at most that are not the obvious one, to go on or else the next thread
    /// in turn. Below 0: no bound.
    int deviations = -1;
    /// Strategy::exhaustive: only what is between the executor's start and its end has alternatives; the end
    /// has, too, where a scenario is about it.
    bool between_start_and_end = false;
    unsigned depth = 3;  ///< Strategy::pct
    scenario::Liberties liberties;

    /// Whether it can come to an end: then a PASS may say "all".
    [[nodiscard]] bool systematic() const {
        return strategy == explore::Strategy::exhaustive || strategy == explore::Strategy::sleep_sets;
    }
};

/// What the user wants.
struct Schedules {
    enum class Wanted : std::uint8_t {
        automatic,  ///< where the subject has a controlled worker: small scenarios systematically, then
                    ///< samples
        natural,  ///< as the machine has it
        explored,  ///< by `search`; a subject that cannot be controlled is refused
    };
    Wanted wanted = Wanted::automatic;
    Search search;
    scenario::Liberties liberties;  ///< for automatic as well
};

/// "exhaustive:2", "random", "pct:3", "pos", "sleep-sets", "natural"; an error is one line that names what
/// there is.
[[nodiscard]] tl::expected<Schedules, std::string> parse_schedules(std::string_view text);

/// Why these do not go together, in one line; empty if they do.
[[nodiscard]] std::string misfit(const Schedules& schedules);

/// "exhaustive:2", "random, weak memory, spurious:1".
[[nodiscard]] std::string to_string(const Search& search);
/// What a completed search has covered: "all 4,812 schedules with <= 2 preemptions".
[[nodiscard]] std::string covered_by(const Search& search, std::uint64_t schedules);

}  // namespace wakelaw::conformance

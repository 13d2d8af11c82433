// SPDX-License-Identifier: MIT
/// \file
/// Replay tokens: one word that carries a failing case from a report back to the command line.
///
/// "wl1-", then base64url without padding of: the number of bytes that follow, the flavour, the subject's
/// name, the rule, the scenario's bytes, for the controlled flavour the schedule, CRC32 of all before it.
/// Numbers are LEB128, the CRC is little-endian. A schedule is one byte for its liberties (1 for weak memory,
/// and twice the number that may be spurious), the worker's digest (8 bytes, little-endian), and the choices
/// as pairs: how often, which.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "scenario/liberties.hpp"
#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

/// A schedule that the explorer can repeat.
struct ReplaySchedule {
    std::uint64_t digest = 0;  ///< of the controlled worker: in another build the choices mean something else
    Liberties liberties;
    std::vector<std::uint8_t> choices;
    friend bool operator==(const ReplaySchedule&, const ReplaySchedule&) = default;
};

/// What it takes to run a case once more.
struct Replay {
    std::string subject;  ///< at most 255 bytes
    std::string rule;  ///< at most 255 bytes
    bool thread_sanitizer = false;
    Scenario scenario;
    std::optional<ReplaySchedule> schedule = {};  ///< of the controlled flavour
    friend bool operator==(const Replay&, const Replay&) = default;
};

/// The token: letters, digits, '-' and '_' only. Longer names are cut; the scenario has to be `valid`.
[[nodiscard]] std::string to_token(const Replay& replay);

/// Reads a token; white space around it does not matter. What is none gives one line that says whether it is
/// no token at all, one of another version, garbled or cut off, and what to do.
[[nodiscard]] tl::expected<Replay, std::string> parse_token(std::string_view token);

}  // namespace wakelaw::conformance::scenario

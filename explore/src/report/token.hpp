// SPDX-License-Identifier: MIT
// Choices as text, and tokens: all that is needed to run a schedule again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <wakelaw/explore.hpp>

namespace wakelaw::explore::report {

struct Token {
    std::uint32_t program = 0;  ///< digest of the program's code
    bool weak_memory = false;
    bool plain_accesses = false;
    bool eager_timeouts = false;
    unsigned spurious = 0;
    bool warm = false;  ///< behind a schedule with the default choices, which initialised what is static
    std::vector<std::uint8_t> choices;
};

/// Printable, without spaces or characters that a shell reads: `wl1-<program>-<options>-<choices>-<check>`.
[[nodiscard]] std::string encode_token(const Token& token);
/// \throws std::invalid_argument with one line that says what is wrong.
[[nodiscard]] Token decode_token(std::string_view text);

/// Runs of equal choices: `0x5.1.0x3`.
[[nodiscard]] std::string encode_choices(const std::vector<std::uint8_t>& choices);

/// Of the code of the running program.
[[nodiscard]] std::uint32_t program_digest();

}  // namespace wakelaw::explore::report

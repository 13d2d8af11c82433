// SPDX-License-Identifier: MIT
// What a batch of schedules tells the process that asked for it. Lies in memory that both share, so that it
// outlives a crash.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include <wakelaw/explore/controller.hpp>

#include "runtime/event_log.hpp"

namespace wakelaw::explore::exploration {

struct Outcome {
    static constexpr std::size_t most_message = 2048;
    static constexpr std::size_t most_position = std::size_t{8} << 20U;

    ChoiceRecord record;  ///< of the last schedule that began
    runtime::EventLog log;  ///< of the same
    bool warm = false;  ///< a schedule with the default choices went before it in its process
    bool persistent_threads = false;  ///< threads of an earlier schedule took part in it
    Strategy strategy = Strategy::portfolio;  ///< that made it

    std::atomic<std::uint64_t> schedules{0};  ///< that have ended
    std::atomic<std::uint64_t> steps{0};
    bool finished = false;  ///< the batch ended without harm to the process
    bool exhausted = false;
    bool position_lost = false;  ///< too long to be passed on: no further batch can go on from here

    bool has_finding = false;
    Kind kind = Kind::assertion;
    std::array<char, most_message> message{};

    std::uint32_t position_size = 0;
    std::array<char, most_position> position{};  ///< where the next batch goes on

    void set_finding(Kind finding, std::string_view text);
    [[nodiscard]] std::string_view text() const { return message.data(); }
    /// False: it is too long to be passed on.
    bool set_position(std::string_view text);
    [[nodiscard]] std::string position_text() const { return {position.data(), position_size}; }
};

/// Owns the shared memory of an outcome.
class SharedOutcome {
public:
    SharedOutcome();
    ~SharedOutcome();
    SharedOutcome(const SharedOutcome&) = delete;
    SharedOutcome& operator=(const SharedOutcome&) = delete;

    Outcome& operator*() const { return *outcome_; }
    Outcome* operator->() const { return outcome_; }

private:
    Outcome* outcome_;
};

}  // namespace wakelaw::explore::exploration

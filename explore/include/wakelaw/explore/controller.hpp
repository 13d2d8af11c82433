// SPDX-License-Identifier: MIT
/// \file
/// For programs that bring their own isolation and oracle, such as the conformance suite's workers: runs
/// schedules in this process, one a call.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <wakelaw/explore.hpp>

namespace wakelaw::explore {

/// The choices of a schedule as they are made. Plain data, so that it can lie in memory shared with a
/// supervisor and survives a crash; written with relaxed atomics.
struct ChoiceRecord {
    static constexpr std::uint32_t capacity = 1U << 16;
    std::atomic<std::uint32_t> count{0};  ///< beyond capacity: truncated, no replay
    std::array<std::atomic<std::uint8_t>, capacity> choices{};
    /// Of how many alternatives each choice was one; 1 where the strategy had to choose so.
    std::array<std::atomic<std::uint8_t>, capacity> alternatives{};
};
/// The record as the text of a token (run-length, printable, no spaces), and back.
[[nodiscard]] std::string encode_choices(const ChoiceRecord& record);
[[nodiscard]] std::vector<std::uint8_t> decode_choices(
    std::string_view text);  ///< \throws std::invalid_argument

/// What was seen in a schedule that goes on nevertheless.
struct Sighting {
    Kind kind = Kind::data_race;  ///< data_race, use_after_free, double_free
    std::uintptr_t address = 0;
    std::string message;
    bool at_release = false;  ///< a data race between a use of the memory and its deallocation
};

struct Hooks {
    void* data = nullptr;
    /// No thread can run. Returns true when it has made one runnable (a futex woken, an eventfd written);
    /// else the schedule ends with Kind::deadlock. Called with control suspended: nothing in it is a
    /// scheduling point.
    bool (*stalled)(void* data) = nullptr;
    /// A sighting; the schedule goes on. Called with control suspended. Null: a sighting ends the schedule.
    void (*seen)(void* data, const Sighting& sighting) = nullptr;
    /// The schedule ends without returning (deadlock, livelock, assertion, unsupported): called on the
    /// offending thread with control suspended; must not return into the body. Typically records and calls
    /// _exit.
    void (*ended)(void* data, Kind kind, std::string_view message) = nullptr;
};

struct ScheduleReport {
    std::uint32_t steps = 0;
    std::uint32_t switches = 0;
    std::uint32_t preemptions = 0;
    std::uint64_t timeouts_fired = 0;
    std::uint64_t hash = 0;  ///< of the choices and operations: equal runs have equal hashes
    bool redundant = false;  ///< Strategy::sleep_sets: equivalent to an earlier one
};

/// One strategy over one body. Not thread-safe; one at a time in a process.
class Controller {
public:
    Controller(const Options& options, ChoiceRecord& record, const Hooks& hooks);
    ~Controller();
    Controller(const Controller&) = delete;
    Controller& operator=(const Controller&) = delete;

    /// Runs the body once. \pre !exhausted(), called from an uncontrolled thread.
    ScheduleReport run(const std::function<void()>& body);
    /// Runs the body once with the default choices, outside of the strategy's sequence. A first schedule
    /// initialises what is static, so that it differs from all later ones; searches that rest on equal runs
    /// begin behind it.
    ScheduleReport run_default(const std::function<void()>& body);
    /// Whether the strategy has no further schedule.
    [[nodiscard]] bool exhausted() const;
    /// Forgets the depth-first tree, estimates and statistics: what follows is another body. The sequence of
    /// random schedules begins at `seed`.
    void restart(std::uint64_t seed);
    /// From now on: exactly these choices, then the default ones.
    void replay(std::vector<std::uint8_t> choices);
    /// Exhaustive search can go on in another process after a crash: the position in the tree, and back.
    [[nodiscard]] std::string position() const;
    void resume(const std::string& position);
    /// After resume(): goes on behind the schedule of the record, which began at that position and did not
    /// end.
    void resume_after(const ChoiceRecord& record);
    /// The strategy of the last schedule; of a portfolio, the part that was in use.
    [[nodiscard]] Strategy strategy() const;

private:
    friend struct ControllerAccess;
    struct Implementation;
    Implementation* implementation_ = nullptr;
};

/// While one lives, the calling controlled thread is not controlled: no scheduling points, no race detection.
class Uncontrolled {
public:
    Uncontrolled() noexcept;
    ~Uncontrolled();
    Uncontrolled(const Uncontrolled&) = delete;
    Uncontrolled& operator=(const Uncontrolled&) = delete;
};

}  // namespace wakelaw::explore

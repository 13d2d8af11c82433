// SPDX-License-Identifier: MIT
/// \file
/// The executor under test behind one interface: a name, what it declares, and a table of operations.
/// An author never fills this table by hand: `adapter.hpp` makes it from an adapter class.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <wakelaw/waker.hpp>

namespace wakelaw::conformance {

/// How an executor gets to run its tasks.
enum class Driving : std::uint8_t {
    threads,  ///< It runs by itself, on threads of its own.
    stepping,  ///< `run_until_stalled()` runs on the caller's thread until no task is scheduled.
    blocking,  ///< `run()` occupies the caller's thread and returns when all tasks are done.
    none,  ///< The subject is no executor but a vocabulary; see `vocabulary.hpp`.
};

/// What becomes of an exception that escapes a poll (EXEC-19). Both policies conform.
enum class ExceptionPolicy : std::uint8_t {
    isolated,  ///< The task ends; nobody but a handle of the task hears of it.
    reaches_driver,  ///< The task ends, and the exception leaves `run_until_stalled()` or `run()`.
};

/// A promise beyond the minimum. Declared means mandatory: the suite checks it. Undeclared means not
/// applicable: the rules that need it are not judged, and never count as passed.
enum class Capability : std::uint8_t {
    clone,  ///< A waker can be cloned.
    wake_by_ref,  ///< A waker can wake without being consumed.
    will_wake,  ///< Wakers can be compared.
    several_tasks,  ///< More than one task lives in one executor.
    wake_from_foreign_thread,  ///< wake, clone and drop from threads the executor does not know.
    spawn_from_poll,  ///< spawn from inside a poll.
    spawn_from_foreign_thread,  ///< spawn from threads the executor does not know.
    exceptions,  ///< A poll may throw; see ExceptionPolicy.
    wakers_outlive_task,  ///< A waker may be used after its task is done.
    wakers_outlive_executor,  ///< A waker may be used after the executor is gone.
    drop_at_shutdown,  ///< The executor destroys unfinished futures when it is destroyed.
    thread_bound_tasks,  ///< A task is polled and destroyed on one thread only.
    nested_drivers,  ///< A driver may be run from inside a poll.
    waker_move,  ///< A waker can be moved; a class of the subject's own through `move_waker`.
    cancel,  ///< A task can be cancelled from outside.
    join,  ///< The end of a task can be awaited.
    // What a vocabulary offers; `vocabulary.hpp` finds out by itself.
    clone_from,  ///< A waker can be replaced by a clone of another one.
    noop_waker,  ///< There is a waker that does nothing.
    raw_words,  ///< A waker can be asked for its two words, and taken apart into them.
    poll_type,  ///< There is a class that plays Poll.
    context_type,  ///< There is a class that plays Context.
    counted_wakers,  ///< Wakers can be made of a counted pointer.
    borrowed_wakers,  ///< Wakers can be borrowed from a counted pointer.
};
inline constexpr int capability_count = 23;

/// The name used in rule files and reports, e.g. "wake-from-foreign-thread".
[[nodiscard]] std::string_view to_string(Capability capability);
[[nodiscard]] std::optional<Capability> capability_from_string(std::string_view name);
[[nodiscard]] std::string_view to_string(Driving driving);

/// A set of capabilities.
class Capabilities {
public:
    constexpr Capabilities() = default;
    constexpr Capabilities(std::initializer_list<Capability> members) {
        for (const Capability member : members) {
            bits_ |= bit(member);
        }
    }
    [[nodiscard]] static constexpr Capabilities from_bits(std::uint32_t bits) {
        Capabilities result;
        result.bits_ = bits;
        return result;
    }
    [[nodiscard]] constexpr bool has(Capability capability) const { return (bits_ & bit(capability)) != 0; }
    [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
    [[nodiscard]] constexpr Capabilities with(Capability capability) const {
        return from_bits(bits_ | bit(capability));
    }
    [[nodiscard]] constexpr Capabilities without(Capability capability) const {
        return from_bits(bits_ & ~bit(capability));
    }
    friend constexpr bool operator==(Capabilities, Capabilities) = default;

private:
    static constexpr std::uint32_t bit(Capability capability) {
        return std::uint32_t{1} << static_cast<unsigned>(capability);
    }
    std::uint32_t bits_ = 0;
};

/// What a poll of the suite's future came to.
enum class PollStatus : std::uint8_t { pending, ready, threw };

/// The suite's future in raw form: state plus the two operations on it. `address` is where the executor
/// keeps the future object; the suite checks that it stays the same (FUT-6). Null: the executor's language
/// pins by construction.
struct RawFuture {
    void* state;
    PollStatus (*poll)(void* state, const void* address, const Waker& waker);
    void (*drop)(void* state, const void* address);
};

struct Vocabulary;

/// The subject under test: an executor, or a vocabulary. For an executor all functions but those named
/// optional are required.
struct Subject {
    std::string_view name;
    Driving driving = Driving::threads;
    Capabilities capabilities;
    /// Capabilities whose operations the adapter supplies itself: rules about them judge the adapter.
    Capabilities emulated;
    ExceptionPolicy exception_policy = ExceptionPolicy::isolated;
    /// How many threads poll at the same time: 1, but for a pool.
    unsigned polling_threads = 1;
    /// Its wakers are of a class of its own, which the suite holds in a box; else they are `wakelaw::Waker`.
    bool foreign_waker = false;

    void* (*make)() = nullptr;
    void (*destroy)(void* executor) = nullptr;
    /// Called from the main thread, and as declared from polls and foreign threads.
    void (*spawn)(void* executor, RawFuture future) = nullptr;
    /// Driving::stepping: run_until_stalled; Driving::blocking: run; null with Driving::threads.
    void (*drive)(void* executor) = nullptr;

    /// Optional: compares wakers where the raw pair does not tell (Capability::will_wake of a foreign waker).
    bool (*will_wake)(const Waker& left, const Waker& right) = nullptr;
    /// Optional: moves the foreign waker object behind `waker` through its move constructor, move assignment,
    /// swap and self-move, leaving it as it was (Capability::waker_move).
    void (*move_waker)(const Waker& waker) = nullptr;
    /// Optional: Capability::cancel and Capability::join.
    void (*cancel)(void* executor, void* task) = nullptr;
    void (*join)(void* executor, void* task) = nullptr;

    /// Driving::none: what is judged in place of an executor, and all that is used of this table.
    const Vocabulary* vocabulary = nullptr;
};

}  // namespace wakelaw::conformance

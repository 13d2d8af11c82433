// SPDX-License-Identifier: MIT
/// \file
/// The executor under test behind one interface: what it declares, and a table of operations. The table is
/// that of the C ABI (wakelaw.h), and so is the meaning of each entry; here are its C++ names. An author
/// fills it by hand in C, and in C++ never: `adapter.hpp` makes it from an adapter class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include <wakelaw.h>
#include <wakelaw/raw_waker.hpp>
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
    // Of executors again.
    spawn_at_shutdown,  ///< Destructors of futures may spawn while the executor is destroyed.
};
inline constexpr int capability_count = 24;

/// The name used in rule files and reports, e.g. "wake-from-foreign-thread".
[[nodiscard]] std::string_view to_string(Capability capability);
[[nodiscard]] std::optional<Capability> capability_from_string(std::string_view name);
[[nodiscard]] std::string_view to_string(Driving driving);

/// Where an executor's contract differs from Rust's. The suite fails nothing that the contract allows, and
/// holds the executor to what it says.
enum class Contract : std::uint8_t {
    one_suspension,  ///< A waker is good until the next poll of its task, for one use.
    abandoned_destroyed,  ///< Pending with no waker kept destroys the task.
    abandoned_aborts,  ///< Pending with no waker kept ends the process, by abort().
    last_drop_destroys,  ///< Dropping the last waker of a suspended task destroys it.
    first_poll_in_spawn,  ///< The first poll takes place before spawn returns.
    self_wake_at_once,  ///< A task that wakes itself during its poll is polled again before any other.
    caller_owns_storage,  ///< No task is left in an executor that is destroyed; the suite cancels it before.
    cancel_blocks,  ///< When cancel returns, no poll of the task is running and its future is destroyed.
    wakers_emptied,  ///< Wakers of what has ended do nothing and no longer tell one task from another.
};
inline constexpr int contract_count = 9;
[[nodiscard]] std::string_view to_string(Contract contract);

/// A group of promises that is made whole.
enum class Profile : std::uint8_t { core, threads, owning, local, stepping, join, abort, exceptions };
inline constexpr int profile_count = 8;
[[nodiscard]] std::string_view to_string(Profile profile);

/// A set of enumerators.
template <class Member>
class Set {
public:
    constexpr Set() = default;
    constexpr Set(std::initializer_list<Member> members) {
        for (const Member member : members) {
            bits_ |= bit(member);
        }
    }
    [[nodiscard]] static constexpr Set from_bits(std::uint64_t bits) {
        Set result;
        result.bits_ = bits;
        return result;
    }
    [[nodiscard]] constexpr bool has(Member member) const { return (bits_ & bit(member)) != 0; }
    [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }
    [[nodiscard]] constexpr Set with(Member member) const { return from_bits(bits_ | bit(member)); }
    [[nodiscard]] constexpr Set without(Member member) const { return from_bits(bits_ & ~bit(member)); }
    friend constexpr bool operator==(Set left, Set right) { return left.bits_ == right.bits_; }

private:
    static constexpr std::uint64_t bit(Member member) {
        return std::uint64_t{1} << static_cast<unsigned>(member);
    }
    std::uint64_t bits_ = 0;
};
using Capabilities = Set<Capability>;
using Contracts = Set<Contract>;
using Profiles = Set<Profile>;

/// The capabilities that a claim of the profile includes.
[[nodiscard]] Capabilities required_by(Profile profile);

/// What a poll of the suite's future came to.
enum class PollStatus : std::uint8_t { pending, ready, threw };

/// What became of a task that is joined.
enum class JoinStatus : std::uint8_t { pending, finished, threw, cancelled };

// The C spelling of wakers. A raw waker has one layout in both, so that one table of functions serves both.
static_assert(sizeof(wakelaw_raw_waker) == sizeof(RawWaker));
static_assert(alignof(wakelaw_raw_waker) == alignof(RawWaker));
static_assert(offsetof(wakelaw_raw_waker, data) == offsetof(RawWaker, data));
static_assert(offsetof(wakelaw_raw_waker, vtable) == offsetof(RawWaker, vtable));
static_assert(sizeof(wakelaw_waker_vtable) == sizeof(RawWakerVTable));
static_assert(offsetof(wakelaw_waker_vtable, clone) == offsetof(RawWakerVTable, clone));
static_assert(offsetof(wakelaw_waker_vtable, wake) == offsetof(RawWakerVTable, wake));
static_assert(offsetof(wakelaw_waker_vtable, wake_by_ref) == offsetof(RawWakerVTable, wake_by_ref));
static_assert(offsetof(wakelaw_waker_vtable, drop) == offsetof(RawWakerVTable, drop));

[[nodiscard]] inline RawWaker from_c(wakelaw_raw_waker raw) noexcept {
    return {raw.data, reinterpret_cast<const RawWakerVTable*>(raw.vtable)};
}
[[nodiscard]] inline wakelaw_raw_waker to_c(RawWaker raw) noexcept {
    return {raw.data, reinterpret_cast<const wakelaw_waker_vtable*>(raw.vtable)};
}
/// Lends the waker: the result is good as long as `waker` is.
[[nodiscard]] inline wakelaw_raw_waker to_c(const Waker& waker) noexcept {
    return to_c(RawWaker{waker.data(), waker.vtable()});
}

/// A waker lent through the C ABI, as a Waker: its instance is not ended here.
class LentWaker {
public:
    explicit LentWaker(wakelaw_raw_waker raw) noexcept : waker_(Waker::from_raw(from_c(raw))) {}
    LentWaker(const LentWaker&) = delete;
    LentWaker& operator=(const LentWaker&) = delete;
    ~LentWaker() { (void)std::move(waker_).into_raw(); }
    [[nodiscard]] const Waker& operator*() const noexcept { return waker_; }

private:
    Waker waker_;
};

/// The suite's future in raw form.
using RawFuture = wakelaw_future;

static_assert(static_cast<int>(PollStatus::pending) == WAKELAW_PENDING);
static_assert(static_cast<int>(PollStatus::ready) == WAKELAW_READY);
static_assert(static_cast<int>(PollStatus::threw) == WAKELAW_POLL_THREW);
static_assert(static_cast<int>(Driving::threads) == WAKELAW_DRIVING_THREADS);
static_assert(static_cast<int>(Driving::stepping) == WAKELAW_DRIVING_STEPPING);
static_assert(static_cast<int>(Driving::blocking) == WAKELAW_DRIVING_BLOCKING);
static_assert(static_cast<int>(ExceptionPolicy::reaches_driver) == WAKELAW_EXCEPTION_REACHES_DRIVER);
static_assert(Capabilities{Capability::clone}.bits() == WAKELAW_CLONE);
static_assert(Capabilities{Capability::wake_from_foreign_thread}.bits() == WAKELAW_WAKE_FROM_FOREIGN_THREAD);
static_assert(Capabilities{Capability::exceptions}.bits() == WAKELAW_EXCEPTIONS);
static_assert(Capabilities{Capability::join}.bits() == WAKELAW_JOIN);
static_assert(Contracts{Contract::one_suspension}.bits() == WAKELAW_CONTRACT_ONE_SUSPENSION);
static_assert(Contracts{Contract::wakers_emptied}.bits() == WAKELAW_CONTRACT_WAKERS_EMPTIED);
static_assert(Profiles{Profile::exceptions}.bits() == WAKELAW_PROFILE_EXCEPTIONS);

/// The subject under test, an executor or a vocabulary: its table, and what it declares in the suite's words.
struct Subject {
    /// Precondition: the table is sound, and lives as long as the process.
    explicit Subject(const wakelaw_subject& its_table)
        : table(&its_table),
          name(its_table.name),
          driving(static_cast<Driving>(its_table.driving)),
          capabilities(Capabilities::from_bits(its_table.capabilities)),
          emulated(Capabilities::from_bits(its_table.emulated)),
          contract(Contracts::from_bits(its_table.contract)),
          exception_policy(static_cast<ExceptionPolicy>(its_table.exception_policy)),
          polling_threads(its_table.polling_threads == 0 ? 1 : its_table.polling_threads),
          vocabulary(its_table.vocabulary) {}

    const wakelaw_subject* table;
    std::string_view name;
    Driving driving;
    Capabilities capabilities;
    Capabilities emulated;
    Contracts contract;
    ExceptionPolicy exception_policy;
    unsigned polling_threads;

    /// Driving::none: what is judged in place of an executor; of the table nothing else is used then.
    const wakelaw_vocabulary* vocabulary;

    /// Whether tasks have handles.
    [[nodiscard]] bool has_handles() const {
        return capabilities.has(Capability::cancel) || capabilities.has(Capability::join);
    }
    [[nodiscard]] bool same_task(const Waker& left, const Waker& right) const {
        return table->will_wake != nullptr ? table->will_wake(to_c(left), to_c(right)) != 0
                                           : left.will_wake(right);
    }
};

}  // namespace wakelaw::conformance

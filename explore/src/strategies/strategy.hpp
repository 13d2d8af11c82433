// SPDX-License-Identifier: MIT
// How the next thread is chosen; one file for each strategy.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <wakelaw/explore.hpp>

#include "runtime/random.hpp"
#include "runtime/thread.hpp"

namespace wakelaw::explore::strategies {

using runtime::Thread;

struct Access {
    const void* object;
    bool writes;
};

/// A scheduling point with at least two threads that can run.
struct Candidates {
    /// The current thread first, if it can go on and has not yielded; then by id, from the current one
    /// upwards and round.
    std::span<Thread* const> threads;
    bool current_first = false;  ///< choosing another than the first is a preemption
    const Thread* current = nullptr;  ///< at whose scheduling point this is
    std::uint32_t step = 0;
};

/// What other decisions are about.
enum class Decision : std::uint8_t {
    waiter,  ///< which waiting thread a notification wakes
    value,  ///< which store a load reads; 0 is the latest
    spurious,  ///< 1: it fails, or wakes, without a cause
};

/// One order of schedules. The scheduler asks while a schedule runs; the controller between schedules.
class Order {
public:
    Order() = default;
    Order(const Order&) = delete;
    Order& operator=(const Order&) = delete;
    virtual ~Order() = default;

    /// A schedule begins.
    virtual void begin() = 0;
    /// The index of the thread that goes on.
    virtual unsigned pick(const Candidates& candidates) = 0;
    /// A number below `count`, which is at least 2.
    virtual unsigned decide(Decision decision, unsigned count) = 0;
    /// A thread has yielded: it is waiting for others.
    virtual void yielded(const Thread&) {}
    /// What the body is about begins when `marker`, now at a scheduling point, goes on; and ends.
    virtual void approach_marked_part(const Thread& /*marker*/) {}
    virtual void begin_marked_part() {}
    virtual void end_marked_part() {}
    /// The schedule has ended after so many steps. Now to the next.
    virtual void end(std::uint32_t steps) = 0;

    [[nodiscard]] virtual bool exhausted() const { return false; }
    /// Where in its sequence it stands, and back.
    [[nodiscard]] virtual std::string position() const = 0;
    virtual void resume(const std::string& position) = 0;
    /// Goes on after a schedule that did not end; `choices` and `alternatives` are its record.
    virtual void resume_after(std::span<const std::uint8_t> choices,
                              std::span<const std::uint8_t> alternatives);
    virtual void restart(std::uint64_t seed) = 0;

    /// How many alternatives were tried at the last decision; 1 where it was forced.
    [[nodiscard]] virtual unsigned alternatives(unsigned count) const { return count; }
    /// The part of a portfolio that is in use.
    [[nodiscard]] virtual Strategy strategy() const = 0;

    /// Needs to know what each step touches, and is asked also where only one thread can run.
    [[nodiscard]] virtual bool wants_footprints() const { return false; }
    /// The current step touches an object.
    virtual void touches(const Access&) {}
    /// The schedule is equivalent to an earlier one.
    [[nodiscard]] virtual bool redundant() const { return false; }
};

[[nodiscard]] std::unique_ptr<Order> make_order(const Options& options);
[[nodiscard]] std::unique_ptr<Order> make_replay(std::vector<std::uint8_t> choices);

}  // namespace wakelaw::explore::strategies

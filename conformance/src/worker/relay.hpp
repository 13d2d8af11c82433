// SPDX-License-Identifier: MIT
/// \file
/// The wakers that polls of join handles are lent: of the suite's own, a fresh one for each poll, so that it
/// shows which of them a handle keeps, which it wakes, and whether it lets go of them.
///
/// A relay holds a clone of the waker of the task that joins, as any waker in a join slot keeps its task, and
/// passes a wake on only if it is the latest that was lent for its handle.
#pragma once

#include <cstdint>

#include <wakelaw/waker.hpp>

namespace wakelaw::conformance {

/// A relay while it is lent: the suite's own instance, which ends with this object.
class LentRelay {
public:
    /// \param inner the clone to wake; of the task that joins.
    LentRelay(Waker&& inner, std::uint16_t joiner, std::uint16_t target);
    LentRelay(const LentRelay&) = delete;
    LentRelay& operator=(const LentRelay&) = delete;
    ~LentRelay();

    [[nodiscard]] const Waker& waker() const { return waker_; }
    /// From 1, in the order in which the case made them.
    [[nodiscard]] std::uint64_t number() const;

private:
    std::uint64_t serial_;
    Waker waker_;
};

/// Begins a case: relays of earlier ones do nothing any more.
void forget_relays();
/// Records each relay of the case of which there are instances left.
void record_held_relays();

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
//
// block_on: drives one future on the calling thread and sleeps while it is Pending.
// Source: futures::executor::block_on, pollster.
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <wakelaw/future.hpp>
#include <wakelaw/wake.hpp>

namespace wakelaw {

namespace detail {

/// A one-permit semaphore for one sleeping thread. unpark leaves a permit; park takes it, or sleeps until
/// there is one.
///
/// Each block_on has its own, so a nested block_on never takes the permit of the outer one (rules EXEC-11,
/// EXEC-22). It is shared by count, so a waker may unpark after block_on has returned (rules EXEC-9 and
/// EXEC-10).
///
/// Memory ordering: each unpark is a read-modify-write that releases, and park takes the permit by one that
/// acquires: all unparks before it happen before its return, coalesced ones too (rule THR-1).
class Parker {
public:
    /// Precondition: only one thread parks.
    void park() noexcept;
    void unpark() noexcept;
    static void wake_by_ref(const Arc<Parker>& self) noexcept { self->unpark(); }

private:
    static constexpr std::uint32_t EMPTY = 0;
    static constexpr std::uint32_t PERMIT = 1;
    static constexpr std::uint32_t PARKED = 2;
    std::atomic<std::uint32_t> state_{EMPTY};
};

}  // namespace detail

/// Polls `future` until it is Ready and returns its value.
///
/// The future is polled where it stands and never moved (rule FUT-6): temporaries and futures that cannot be
/// moved are fine. After Pending the thread sleeps until the waker is woken by any thread; it does not spin
/// (rule EXEC-25). May be nested, also inside a poll of another executor; that executor's thread is then
/// blocked.
///
/// Errors: what the future throws; std::bad_alloc.
template <class F>
requires Future<std::remove_cvref_t<F>> future_output_t<std::remove_cvref_t<F>> block_on(F&& future) {
    const Arc<detail::Parker> parker = make_arc<detail::Parker>();
    const WakerRef waker = waker_ref(parker);
    for (;;) {
        {
            Context context = Context::from_waker(waker);
            auto poll = future.poll(context);
            if (poll.is_ready())
                return std::move(poll).value();
        }
        parker->park();
    }
}

}  // namespace wakelaw

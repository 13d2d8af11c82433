// SPDX-License-Identifier: MIT
//
// BoxedFuture: a future of any type with a given output, owned on the heap.
//
// The box may be moved at any time; the future inside never moves (rule FUT-6). So boxing is also the way to
// return a future whose own type cannot be moved. Source: futures::future::BoxFuture and FutureExt::boxed.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <wakelaw/future.hpp>

namespace wakelaw {

/// Owns a future that yields T. Move-only. A moved-from box is empty and may only be destroyed or assigned
/// to.
///
/// Thread-safety: as for the future inside: one thread at a time.
template <class T>
class BoxedFuture {
public:
    /// Moves `future` into a new box: one allocation. Errors: std::bad_alloc, what the move throws.
    template <Future F>
    requires(!std::same_as<F, BoxedFuture> &&
             std::same_as<future_output_t<F>, T>) explicit BoxedFuture(F future)
        : held_(std::make_unique<Held<F>>([&] { return F(std::move(future)); })) {}

    /// Constructs the future in the box from the result of `make()`, without a move.
    template <class Make>
    requires detail::FutureFactory<Make> BoxedFuture(std::in_place_t, Make&& make)
        : held_(std::make_unique<Held<detail::made_future_t<Make>>>(std::forward<Make>(make))) {}

    /// Polls the future inside. Precondition: not empty, and not Ready before. Errors: what the future
    /// throws.
    Poll<T> poll(Context& context) { return held_->poll(context); }

private:
    struct AnyFuture {
        virtual Poll<T> poll(Context& context) = 0;
        virtual ~AnyFuture() = default;
    };
    template <class F>
    struct Held final : AnyFuture {
        template <class Make>
        explicit Held(Make&& make) : future(make()) {}
        Poll<T> poll(Context& context) override { return future.poll(context); }
        F future;
    };

    std::unique_ptr<AnyFuture> held_;
};

/// Boxes `future`: `boxed(Hello{})`. A future that is boxed already is returned as it is.
template <class F>
requires Future<std::remove_cvref_t<F>>
[[nodiscard]] BoxedFuture<future_output_t<std::remove_cvref_t<F>>> boxed(F&& future) {
    return BoxedFuture<future_output_t<std::remove_cvref_t<F>>>(std::forward<F>(future));
}

/// Boxes the future that `make()` returns, without moving it: for futures that cannot be moved.
template <detail::FutureFactory Make>
[[nodiscard]] BoxedFuture<future_output_t<detail::made_future_t<Make>>> boxed_with(Make&& make) {
    return BoxedFuture<future_output_t<detail::made_future_t<Make>>>(std::in_place, std::forward<Make>(make));
}

}  // namespace wakelaw

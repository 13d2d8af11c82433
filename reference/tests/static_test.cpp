// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <type_traits>

#include "doubles.hpp"

namespace {

using namespace wakelaw;

// WAK-9, CTX-2, VT: what must not compile does not, and the layout is what other languages expect.
static_assert(!std::is_copy_constructible_v<Waker> && !std::is_copy_assignable_v<Waker>);
static_assert(std::is_nothrow_move_constructible_v<Waker> && std::is_nothrow_move_assignable_v<Waker>);
static_assert(!std::is_default_constructible_v<Waker> && std::is_nothrow_swappable_v<Waker>);
static_assert(std::is_standard_layout_v<Waker> && sizeof(Waker) == 2 * sizeof(void*));
static_assert(!std::is_copy_constructible_v<Context> && !std::is_move_constructible_v<Context>);
static_assert(!std::is_copy_assignable_v<Context> && !std::is_move_assignable_v<Context>);
static_assert(!std::is_copy_constructible_v<WakerRef> && !std::is_move_constructible_v<WakerRef>);
static_assert(offsetof(RawWaker, data) == 0 && offsetof(RawWaker, vtable) == sizeof(void*));
static_assert(offsetof(RawWakerVTable, clone) == 0 && offsetof(RawWakerVTable, wake) == sizeof(void*));
static_assert(offsetof(RawWakerVTable, wake_by_ref) == 2 * sizeof(void*));
static_assert(offsetof(RawWakerVTable, drop) == 3 * sizeof(void*));
static_assert(std::is_convertible_v<const WakerRef&, const Waker&>);
static_assert(!std::is_convertible_v<WakerRef&&, const Waker&>);
static_assert(!std::is_copy_constructible_v<Runnable> && std::is_nothrow_move_constructible_v<Runnable>);
static_assert(!std::is_copy_constructible_v<JoinHandle<int>> &&
              std::is_nothrow_move_constructible_v<JoinHandle<int>>);
static_assert(!std::is_copy_constructible_v<BoxedFuture<int>> &&
              std::is_nothrow_move_constructible_v<BoxedFuture<int>>);
static_assert(!std::is_move_constructible_v<LocalExecutor> && !std::is_move_constructible_v<ThreadPool>);

template <class W>
concept WakesByLvalue = requires(W& waker) {
    waker.wake();
};
static_assert(!WakesByLvalue<Waker>);
template <class W>
concept ContextOfTemporary = requires(W waker) {
    Context::from_waker(std::move(waker));
};
static_assert(!ContextOfTemporary<Waker>);

struct HasNothing {};
struct WakesByRef {
    static void wake_by_ref(const Arc<WakesByRef>&) {}
};
static_assert(!Wake<HasNothing> && Wake<WakesByRef>);

static_assert(Future<doubles::Pinned> && !Future<int> && !Future<HasNothing>);
static_assert(std::is_same_v<future_output_t<doubles::Pinned>, bool>);
static_assert(std::is_same_v<future_output_t<YieldNow>, void>);
static_assert(std::is_same_v<future_output_t<JoinHandle<int&>>, int&>);
static_assert(std::is_same_v<future_output_t<BoxedFuture<std::unique_ptr<int>>>, std::unique_ptr<int>>);

TEST(Static, EverythingIsCheckedByTheCompiler) { SUCCEED(); }

}  // namespace

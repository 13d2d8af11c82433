// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "doubles.hpp"

// A sanitizer brings its own operator new, which clang's runtime does not let us replace.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WAKELAW_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WAKELAW_SANITIZED 1
#endif
#endif

#ifndef WAKELAW_SANITIZED

namespace {
thread_local long allocations = 0;
}

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    const auto align = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(align, (size + align - 1) / align * align))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

namespace {

using namespace wakelaw;

template <class F>
long count(F&& f) {
    const long before = allocations;
    f();
    return allocations - before;
}

/// The compiler has to count with a look at it from outside: else it may leave out a new whose delete it
/// sees.
template <class T>
void look_at(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

struct Nothing {
    static void wake_by_ref(const Arc<Nothing>&) {}
};

// ARC-7
TEST(Allocation, WakersNeverAllocate) {
    auto arc = make_arc<Nothing>();
    EXPECT_EQ(count([&] {
                  Waker a = waker(arc.clone());
                  const WakerRef ref = waker_ref(arc);
                  Waker b = ref->clone();
                  a.clone_from(b);
                  a.wake_by_ref();
                  std::move(b).wake();
              }),
              0);
    EXPECT_EQ(count([] { Waker::noop().clone().wake(); }), 0);
}

TEST(Allocation, ArcAndBoxAllocateOnce) {
    EXPECT_EQ(count([] {
                  const auto arc = make_arc<Nothing>();
                  look_at(arc);
              }),
              1);
    EXPECT_EQ(count([] {
                  const auto box = boxed(ready(1));
                  look_at(box);
              }),
              1);
}

TEST(Allocation, SpawnAllocatesOnceAndRunningNever) {
    LocalExecutor executor;
    EXPECT_EQ(count([&] { executor.spawn(yield_now()).detach(); }), 1);
    EXPECT_EQ(count([&] { executor.run(); }), 0);
    std::optional<JoinHandle<int>> handle;
    EXPECT_EQ(count([&] { handle.emplace(executor.spawn(ready(1))); }), 1);
    EXPECT_EQ(count([&] {
                  executor.run();
                  EXPECT_EQ(doubles::poll_once(*handle).value(), 1);
              }),
              0);
    RunnableQueue queue;
    EXPECT_EQ(count([&] {
                  spawn_on([&](Runnable r) { queue.push(std::move(r)); }, yield_now()).detach();
                  while (Runnable r = queue.pop())
                      r.run();
              }),
              1);
    ThreadPool pool(1);
    EXPECT_EQ(count([&] { pool.spawn(ready(1)).detach(); }), 1);
}

TEST(Allocation, AThousandWakesOfATaskAllocateNothing) {
    LocalExecutor executor;
    doubles::Slot slot;
    auto handle = executor.spawn(poll_fn([&](Context& context) -> Poll<void> {
        slot.put(context.waker());
        return Pending{};
    }));
    executor.run_until_stalled();
    EXPECT_EQ(count([&] {
                  for (int i = 0; i < 1000; ++i)
                      slot.wake_by_ref();
                  executor.run_until_stalled();
              }),
              0);
}

}  // namespace

#endif  // WAKELAW_SANITIZED

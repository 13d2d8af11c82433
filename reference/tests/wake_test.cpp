// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "doubles.hpp"

namespace {

using namespace wakelaw;

struct ByRef {
    static inline std::atomic<int> destroyed = 0;
    std::atomic<int> wakes = 0;
    bool throws = false;
    ~ByRef() { ++destroyed; }
    static void wake_by_ref(const Arc<ByRef>& self) {
        ++self->wakes;
        if (self->throws)
            throw std::runtime_error("wake");
    }
};

struct Both {
    int by_value = 0, by_ref = 0;
    static void wake(Arc<Both> self) { ++self->by_value; }
    static void wake_by_ref(const Arc<Both>& self) { ++self->by_ref; }
};

// ARC-1
TEST(Wake, WakerOwnsOneReference) {
    ByRef::destroyed = 0;
    {
        const auto arc = make_arc<ByRef>();
        EXPECT_EQ(arc.strong_count(), 1U);
        Waker first = waker(arc.clone());
        EXPECT_EQ(arc.strong_count(), 2U);
        Waker second = first.clone();
        EXPECT_EQ(arc.strong_count(), 3U);
        std::move(second).wake();
        EXPECT_EQ(arc.strong_count(), 2U);
        first.wake_by_ref();
        EXPECT_EQ(arc.strong_count(), 2U);
        first = Waker::noop().clone();
        EXPECT_EQ(arc.strong_count(), 1U);
        EXPECT_EQ(arc->wakes, 2);
        EXPECT_EQ(ByRef::destroyed, 0);
    }
    EXPECT_EQ(ByRef::destroyed, 1);
}

TEST(Wake, LastReferenceMayBeDroppedByAForeignThread) {
    ByRef::destroyed = 0;
    std::thread thread;
    {
        auto arc = make_arc<ByRef>();
        thread = std::thread([w = waker(arc.clone())]() mutable { std::move(w).wake(); });
    }
    thread.join();
    EXPECT_EQ(ByRef::destroyed, 1);
}

// ARC-2
TEST(Wake, WakerRefLeavesTheCountAlone) {
    const auto arc = make_arc<ByRef>();
    {
        const WakerRef ref = waker_ref(arc);
        EXPECT_EQ(arc.strong_count(), 1U);
        ref->wake_by_ref();
        EXPECT_EQ(arc.strong_count(), 1U);
        const Waker clone = ref->clone();
        EXPECT_EQ(arc.strong_count(), 2U);
    }
    EXPECT_EQ(arc.strong_count(), 1U);
    EXPECT_EQ(arc->wakes, 1);
}

// ARC-3
TEST(Wake, CallsTheFunctionThatWasAskedFor) {
    const auto arc = make_arc<Both>();
    waker(arc.clone()).wake();
    EXPECT_EQ(arc->by_value, 1);
    EXPECT_EQ(arc->by_ref, 0);
    waker(arc.clone()).wake_by_ref();
    EXPECT_EQ(arc->by_value, 1);
    EXPECT_EQ(arc->by_ref, 1);
    EXPECT_EQ(arc.strong_count(), 1U);
}

// ARC-4
TEST(Wake, AllWakersOfOneArcWakeEachOther) {
    const auto arc = make_arc<ByRef>();
    const auto other = make_arc<ByRef>();
    const Waker owned = waker(arc.clone());
    const WakerRef ref = waker_ref(arc);
    EXPECT_TRUE(owned.will_wake(ref));
    EXPECT_TRUE(ref->will_wake(owned.clone()));
    EXPECT_FALSE(owned.will_wake(waker(other.clone())));
}

// ARC-5, WAK-12
TEST(Wake, AnExceptionLeavesTheCountIntact) {
    const auto arc = make_arc<ByRef>();
    arc->throws = true;
    Waker owned = waker(arc.clone());
    EXPECT_THROW(owned.wake_by_ref(), std::runtime_error);
    EXPECT_EQ(arc.strong_count(), 2U);
    EXPECT_THROW(waker_ref(arc)->wake_by_ref(), std::runtime_error);
    EXPECT_EQ(arc.strong_count(), 2U);
    EXPECT_THROW(std::move(owned).wake(), std::runtime_error);
    EXPECT_EQ(arc.strong_count(), 1U);
}

}  // namespace

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Ledger;

// WAK-1
TEST(Waker, WakeConsumesAndDropsNothing) {
    Ledger ledger;
    {
        Waker waker = ledger.waker();
        std::move(waker).wake();
        EXPECT_TRUE(waker.will_wake(Waker::noop()));  // NOLINT: inert, by contract
    }
    EXPECT_EQ(ledger.wakes, 1);
    EXPECT_EQ(ledger.drops, 0);
    EXPECT_EQ(ledger.wakes_by_ref, 0);
}

// WAK-2
TEST(Waker, WakeByRefKeepsTheWaker) {
    Ledger ledger;
    {
        const Waker waker = ledger.waker();
        for (int i = 0; i < 5; ++i)
            waker.wake_by_ref();
    }
    EXPECT_EQ(ledger.wakes_by_ref, 5);
    EXPECT_EQ(ledger.wakes, 0);
    EXPECT_EQ(ledger.drops, 1);
}

// WAK-7
TEST(Waker, CloneFromClonesOnlyWhatWakesAnotherTask) {
    Ledger a, b;
    {
        Waker waker = a.waker();
        const Waker same = a.waker();
        const Waker other = b.waker();
        waker.clone_from(same);
        waker.clone_from(waker);
        EXPECT_EQ(a.clones, 0);
        EXPECT_EQ(a.drops, 0);
        waker.clone_from(other);
        EXPECT_EQ(b.clones, 1);
        EXPECT_EQ(a.drops, 1);
        EXPECT_TRUE(waker.will_wake(other));
        b.clone_throws = a.clone_throws = true;
        EXPECT_THROW(waker.clone_from(same), std::runtime_error);
        EXPECT_TRUE(waker.will_wake(other));
    }
    EXPECT_EQ(a.live(2), 0);
    EXPECT_EQ(b.live(1), 0);
}

// WAK-9
TEST(Waker, MovesCallNothingAndSelfMoveIsSafe) {
    Ledger ledger, other;
    {
        Waker a = ledger.waker();
        Waker b = std::move(a);
        Waker& alias = b;
        b = std::move(alias);
        b.swap(alias);
        swap(a, b);
        EXPECT_EQ(a.data(), &ledger);
        EXPECT_EQ(ledger.live(1), 1);
        a = other.waker();
        EXPECT_EQ(ledger.drops, 1);
        std::vector<Waker> many;
        for (int i = 0; i < 100; ++i)
            many.push_back(a.clone());
    }
    EXPECT_EQ(ledger.live(1), 0);
    EXPECT_EQ(other.live(1), 0);
    EXPECT_EQ(other.wakes + other.wakes_by_ref, 0);
}

// WAK-11
TEST(Waker, RoundTripsItsRawParts) {
    Ledger ledger;
    Waker waker = ledger.waker();
    EXPECT_EQ(waker.data(), &ledger);
    EXPECT_EQ(waker.vtable(), &Ledger::vtable);
    const RawWaker raw = std::move(waker).into_raw();
    EXPECT_EQ(raw.data, &ledger);
    EXPECT_EQ(raw.vtable, &Ledger::vtable);
    EXPECT_EQ(ledger.drops, 0);
    { const Waker again = Waker::from_raw(raw); }
    EXPECT_EQ(ledger.live(1), 0);
}

// WAK-12
TEST(Waker, ReleasesNothingTwiceWhenTheVtableThrows) {
    Ledger ledger;
    ledger.wake_throws = true;
    {
        Waker waker = ledger.waker();
        EXPECT_THROW(waker.wake_by_ref(), std::runtime_error);
        EXPECT_EQ(ledger.live(1), 1);
        EXPECT_THROW(std::move(waker).wake(), std::runtime_error);
    }
    EXPECT_EQ(ledger.live(1), 0);
}

// WAK-10
TEST(Waker, NoopDoesNothingOnAnyThreadAtAnyTime) {
    const Waker* noop = nullptr;
    std::thread([&] { noop = &Waker::noop(); }).join();
    EXPECT_EQ(noop, &Waker::noop());
    Waker clone = noop->clone();
    EXPECT_TRUE(clone.will_wake(*noop));
    clone.wake_by_ref();
    std::move(clone).wake();
}

struct AtThreadExit {
    ~AtThreadExit() { Waker::noop().clone().wake(); }
};

TEST(Waker, NoopWorksInThreadLocalDestructors) {
    std::thread([] {
        thread_local AtThreadExit object;
        static_cast<void>(&object);
    }).join();
}

// WAK-4: random programs against a model that only counts.
TEST(Waker, BalancesOverRandomPrograms) {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        std::mt19937 random(seed);
        Ledger ledgers[2];
        int made[2] = {0, 0};
        {
            std::vector<std::optional<Waker>> slots(4);
            for (int step = 0; step < 40; ++step) {
                auto& a = slots[random() % slots.size()];
                auto& b = slots[random() % slots.size()];
                switch (random() % 8) {
                    case 0: {
                        const auto which = random() % 2;
                        ++made[which];
                        a.emplace(ledgers[which].waker());
                        break;
                    }
                    case 1:
                        if (b && &a != &b)
                            a.emplace(b->clone());
                        break;
                    case 2:
                        if (a && b)
                            *a = std::move(*b);
                        break;
                    case 3:
                        if (a && b)
                            a->clone_from(*b);
                        break;
                    case 4:
                        if (a)
                            std::move(*a).wake();
                        break;
                    case 5:
                        if (a)
                            a->wake_by_ref();
                        break;
                    case 6:
                        a.reset();
                        break;
                    default:
                        if (a && b)
                            swap(*a, *b);
                }
            }
        }
        ASSERT_EQ(ledgers[0].live(made[0]), 0) << "seed " << seed;
        ASSERT_EQ(ledgers[1].live(made[1]), 0) << "seed " << seed;
    }
}

// CTX-1
TEST(Context, GivesTheVeryWaker) {
    Ledger ledger;
    const Waker waker = ledger.waker();
    Context context = Context::from_waker(waker);
    EXPECT_EQ(&context.waker(), &waker);
    EXPECT_EQ(ledger.clones + ledger.wakes + ledger.wakes_by_ref + ledger.drops, 0);
}

}  // namespace

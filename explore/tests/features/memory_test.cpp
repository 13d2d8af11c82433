// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

TEST(Memory, IsHandedFromThreadToThread) {
    expect_clean([] {
        auto text = std::make_unique<std::string>(1000, 'a');
        std::thread thread([owned = std::move(text)]() mutable {
            require(owned->size() == 1000, "alive");
            owned.reset();
        });
        std::vector<std::string> others(10, std::string(100, 'b'));
        thread.join();
        require(others.back().size() == 100, "untouched");
    });
}

TEST(Memory, UsedAfterItWasFreed) {
    expect_finding(Kind::use_after_free, [] {
        auto value = std::make_unique<std::atomic<int>>(0);
        std::atomic<int>* reference = value.get();
        std::thread thread([&] { reference->fetch_add(1); });
        value.reset();
        thread.join();
    });
}

TEST(Memory, FreedByBothThreads) {
    expect_finding(Kind::double_free, [] {
        void* block = std::malloc(64);
        std::atomic<bool> freed{false};
        const auto release = [&] {
            if (!freed.load()) {
                std::free(block);
                freed.store(true);
            }
        };
        std::thread thread(release);
        release();
        thread.join();
    });
}

TEST(Memory, FreedByNobody) {
    Options options;
    options.detect_leaks = true;
    expect_finding(
        Kind::leak,
        [] {
            std::atomic<int> references{2};
            auto* value = new int(7);
            // Each believes that the other one is the last.
            const auto release = [&] {
                const int before = references.load();
                references.store(before - 1);
                if (before == 1) {
                    delete value;
                }
            };
            std::thread thread(release);
            release();
            thread.join();
        },
        options);
}

TEST(Memory, FreedByTheLastOne) {
    Options options;
    options.detect_leaks = true;
    expect_clean(
        [] {
            std::atomic<int> references{2};
            auto* value = new int(7);
            const auto release = [&] {
                if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                    delete value;
                }
            };
            std::thread thread(release);
            release();
            thread.join();
        },
        options);
}

}  // namespace

}  // namespace wakelaw::explore::features

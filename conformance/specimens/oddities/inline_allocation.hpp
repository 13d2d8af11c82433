// SPDX-License-Identifier: MIT
// Conforms: a cache that does not grow with every task is allowed (EXEC-16.c), and addresses may be used
// again. The blocks of the first few tasks come from an array.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct InlineAllocation : Core {
    static constexpr auto name = "oddity-inline-allocation";
    static constexpr std::size_t places = 4;
    /// Outlives the executor, since wakers do.
    struct Arena {
        std::mutex mutex;
        std::array<bool, places> taken{};
        alignas(Task) std::array<std::array<std::byte, sizeof(Task)>, places> storage{};
    };
    static Arena& arena() {
        static Arena the_only_one;
        return the_only_one;
    }
    Task* make(Future future) override {
        Arena& from = arena();
        const std::lock_guard lock(from.mutex);
        for (std::size_t i = 0; i < places; ++i) {
            if (!from.taken[i]) {
                from.taken[i] = true;
                auto* const task = ::new (static_cast<void*>(from.storage[i].data())) Task(handle());
                task->future.emplace(std::move(future));
                return task;
            }
        }
        return Core::make(std::move(future));
    }
    void destroy(Task& task) override {
        Arena& from = arena();
        for (std::size_t i = 0; i < places; ++i) {
            if (static_cast<void*>(&task) == from.storage[i].data()) {
                std::destroy_at(&task);
                const std::lock_guard lock(from.mutex);
                from.taken[i] = false;
                return;
            }
        }
        Core::destroy(task);
    }
};

}  // namespace wakelaw::specimens

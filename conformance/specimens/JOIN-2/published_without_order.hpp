// SPDX-License-Identifier: MIT
// JOIN-2. The minimal mutant of JOIN-2.b: "the outcome is published by a relaxed store, and read by a relaxed
// load that comes before the lock". Seen by ThreadSanitizer, in schedules that ask in between.
#pragma once

#include <atomic>

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct PublishedWithoutOrder : JoinCore {
    static constexpr auto name = "published-without-order";
    static constexpr unsigned polling_threads = 2;
    struct Published : JoinedTask {
        using JoinedTask::JoinedTask;
        std::atomic<JoinStatus> published{JoinStatus::pending};
    };
    static std::atomic<JoinStatus>& published(JoinedTask& task) {
        return static_cast<Published&>(task).published;
    }
    JoinStatus join(JoinedTask& task, const Waker& waker) override {
        const JoinStatus early = published(task).load(std::memory_order_relaxed);
        return early != JoinStatus::pending ? early : JoinCore::join(task, waker);
    }
    void complete(JoinedTask& task) override {
        published(task).store(task.ending, std::memory_order_relaxed);
        JoinCore::complete(task);
    }
    Task* make(Future future) override {
        auto* const task = new Published(handle());
        task->future.emplace(std::move(future));
        return task;
    }
    void destroy(Task& task) override { delete static_cast<Published*>(&task); }
};

}  // namespace wakelaw::specimens

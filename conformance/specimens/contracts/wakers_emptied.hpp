// SPDX-License-Identifier: MIT
// Contract: the wakers of a task are emptied when it ends, and when its executor does. They keep nothing
// alive; one that is empty does nothing, and equals every other one that is empty.
#pragma once

#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/foreign.hpp"

namespace wakelaw::specimens {

class EmptiedWaker {
public:
    explicit EmptiedWaker(Task& task) {
        const std::lock_guard lock(wakers().mutex);
        attach(&task);
    }
    EmptiedWaker(EmptiedWaker&& other) noexcept {
        const std::lock_guard lock(wakers().mutex);
        attach(other.detach());
    }
    EmptiedWaker& operator=(EmptiedWaker&& other) noexcept {
        const std::lock_guard lock(wakers().mutex);
        Task* const task = other.detach();  // first: it may be this one
        detach();
        attach(task);
        return *this;
    }
    EmptiedWaker(const EmptiedWaker&) = delete;
    EmptiedWaker& operator=(const EmptiedWaker&) = delete;
    ~EmptiedWaker() {
        const std::lock_guard lock(wakers().mutex);
        detach();
    }

    [[nodiscard]] EmptiedWaker clone() const {
        const std::lock_guard lock(wakers().mutex);
        return EmptiedWaker(task_, AlreadyLocked());
    }
    void wake() && {
        Reference task;
        {
            const std::lock_guard lock(wakers().mutex);
            task = held(detach());
        }
        schedule(std::move(task));
    }
    void wake_by_ref() const {
        Reference task;
        {
            const std::lock_guard lock(wakers().mutex);
            task = held(task_);
        }
        schedule(std::move(task));
    }
    [[nodiscard]] bool will_wake(const EmptiedWaker& other) const {
        const std::lock_guard lock(wakers().mutex);
        return task_ == other.task_;
    }

    static void empty_all(Task& task) {
        const std::lock_guard lock(wakers().mutex);
        const auto found = wakers().of_task.extract(&task);
        if (!found.empty()) {
            for (EmptiedWaker* const one : found.mapped()) {
                one->task_ = nullptr;
            }
        }
    }

private:
    struct AlreadyLocked {};
    EmptiedWaker(Task* task, AlreadyLocked) { attach(task); }

    /// One lock for all: a waker has to be safe to use when nothing is left of its task and its executor.
    struct Wakers {
        std::mutex mutex;
        std::unordered_map<Task*, std::vector<EmptiedWaker*>> of_task;
    };
    static Wakers& wakers() {
        static Wakers all;
        return all;
    }
    static Reference held(Task* task) {
        if (task != nullptr) {
            task->core->retain(*task);
        }
        return Reference(task);
    }
    static void schedule(Reference task) {
        if (task != nullptr) {
            task->core->schedule(*task);
        }
    }

    void attach(Task* task) {
        task_ = task;
        if (task != nullptr) {
            wakers().of_task[task].push_back(this);
        }
    }
    Task* detach() {
        Task* const task = std::exchange(task_, nullptr);
        if (task != nullptr) {
            const auto found = wakers().of_task.find(task);
            std::erase(found->second, this);
            if (found->second.empty()) {
                wakers().of_task.erase(found);
            }
        }
        return task;
    }

    Task* task_ = nullptr;
};

struct WakersEmptied : ForeignCore<EmptiedWaker> {
    static constexpr auto name = "contract-wakers-emptied";
    static constexpr conformance::Contracts contract{conformance::Contract::wakers_emptied};
    void discard(Task& task) override {
        EmptiedWaker::empty_all(task);
        Core::discard(task);
    }
};

}  // namespace wakelaw::specimens

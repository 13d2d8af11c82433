// SPDX-License-Identifier: MIT
/// \file
/// For specimens whose defect is in the waker class: a core that lends its polls a waker of that class.
#pragma once

#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

/// A correct waker class of its own: owns one reference to a task, or none.
class OwnWaker {
public:
    explicit OwnWaker(Task& task) : task_(&task) { task.core->retain(task); }
    OwnWaker(OwnWaker&& other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
    OwnWaker& operator=(OwnWaker&& other) noexcept {
        OwnWaker taken(std::move(other));
        std::swap(task_, taken.task_);
        return *this;
    }
    OwnWaker(const OwnWaker&) = delete;
    OwnWaker& operator=(const OwnWaker&) = delete;
    ~OwnWaker() { release(); }

    [[nodiscard]] OwnWaker clone() const { return OwnWaker(*task_); }
    void wake() && {
        task_->core->schedule(*task_);
        release();
    }
    void wake_by_ref() const { task_->core->schedule(*task_); }
    [[nodiscard]] bool will_wake(const OwnWaker& other) const { return task_ == other.task_; }

protected:
    void release() {
        if (Task* const task = std::exchange(task_, nullptr)) {
            task->core->release(*task);
        }
    }
    Task* task_;
};

template <class W>
struct ForeignCore : Core {
    using foreign_waker = W;
    static constexpr auto capabilities = Core::capabilities.with(Capability::waker_move);
    bool poll(Task& task) override {
        const W waker(task);
        try {
            return task.future->poll(conformance::lend(waker)).is_ready();
        } catch (...) {
            return true;
        }
    }
};

}  // namespace wakelaw::specimens

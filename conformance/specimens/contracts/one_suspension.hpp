// SPDX-License-Identifier: MIT
// Contract: a waker is good for one suspension and for one use, as a handle that resumes a coroutine is.
// Whoever uses it again, or too late, breaks the contract, and this executor ends the process; it may only be
// dropped.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include "base/foreign.hpp"

namespace wakelaw::specimens {

struct OneSuspension;

class Ticket {
public:
    Ticket(OwnWaker waker, OneSuspension& core, Task& task, std::uint64_t suspension)
        : waker_(std::move(waker)), core_(&core), task_(&task), suspension_(suspension) {}
    [[nodiscard]] Ticket clone() const { return {waker_.clone(), *core_, *task_, suspension_}; }
    void wake() &&;
    void wake_by_ref() const;

private:
    void use() const;
    OwnWaker waker_;
    OneSuspension* core_;
    Task* task_;
    std::uint64_t suspension_;
};

struct OneSuspension : Core {
    using foreign_waker = Ticket;
    static constexpr auto name = "contract-one-suspension";
    static constexpr conformance::Contracts contract{conformance::Contract::one_suspension};
    static constexpr auto capabilities = Core::capabilities.without(Capability::will_wake)
                                             .without(Capability::waker_move)
                                             .without(Capability::wakers_outlive_task)
                                             .without(Capability::wakers_outlive_executor);
    bool poll(Task& task) override {
        const Ticket ticket(OwnWaker(task), *this, task, begin_suspension(task));
        try {
            return task.future->poll(conformance::lend(ticket)).is_ready();
        } catch (...) {
            return true;
        }
    }
    std::uint64_t begin_suspension(Task& task) {
        const std::lock_guard lock(suspensions_mutex);
        Suspension& current = suspensions[&task];
        current.used = false;
        return ++current.number;
    }
    void use(Task& task, std::uint64_t suspension) {
        const std::lock_guard lock(suspensions_mutex);
        Suspension& current = suspensions[&task];
        if (current.number != suspension || std::exchange(current.used, true)) {
            std::abort();
        }
    }
    void destroy(Task& task) override {
        {
            const std::lock_guard lock(suspensions_mutex);
            suspensions.erase(&task);
        }
        Core::destroy(task);
    }

private:
    struct Suspension {
        std::uint64_t number = 0;
        bool used = false;
    };
    std::mutex suspensions_mutex;
    std::unordered_map<Task*, Suspension> suspensions;
};

inline void Ticket::use() const { core_->use(*task_, suspension_); }
inline void Ticket::wake() && {
    use();
    std::move(waker_).wake();
}
inline void Ticket::wake_by_ref() const {
    use();
    waker_.wake_by_ref();
}

}  // namespace wakelaw::specimens

// SPDX-License-Identifier: MIT
//
// TaskList and TaskQueue: the intrusive containers of executors that own their tasks. Neither allocates.
//
// Thread-safety: none; the executor confines or locks them.
#pragma once

#include <wakelaw/task.hpp>

namespace wakelaw::detail {

/// A task that is a member of its executor's list from spawn to completion. The list holds one reference, so
/// an idle task lives until it completes or its executor is destroyed (rule EXEC-17), even when nobody can
/// wake it any more.
struct OwnedTask : TaskHeader {
    using TaskHeader::TaskHeader;
    OwnedTask* list_next = nullptr;
    OwnedTask** list_link = nullptr;  // the pointer that points here; null when in no list
};

/// All unfinished tasks of an executor.
class TaskList {
public:
    void push(OwnedTask* task) noexcept {
        task->list_next = head_;
        task->list_link = &head_;
        if (head_ != nullptr)
            head_->list_link = &task->list_next;
        head_ = task;
    }
    /// Does nothing if the task is in no list.
    static void remove(OwnedTask* task) noexcept {
        if (task->list_link == nullptr)
            return;
        *task->list_link = task->list_next;
        if (task->list_next != nullptr)
            task->list_next->list_link = task->list_link;
        task->list_link = nullptr;
    }
    /// Removes any one task, or returns null if there is none.
    OwnedTask* pop() noexcept {
        OwnedTask* task = head_;
        if (task != nullptr)
            remove(task);
        return task;
    }
    [[nodiscard]] bool empty() const noexcept { return head_ == nullptr; }

private:
    OwnedTask* head_ = nullptr;
};

/// Scheduled tasks, first in first out, linked by TaskHeader::next. Holds Runnables, not references.
class TaskQueue {
public:
    void push(TaskHeader* task) noexcept {
        task->next = nullptr;
        push_chain(task, task);
    }
    /// Appends tasks that are linked already. Precondition: last->next is null.
    void push_chain(TaskHeader* first, TaskHeader* last) noexcept {
        if (head_ == nullptr) {
            head_ = first;
        } else {
            tail_->next = first;
        }
        tail_ = last;
    }
    TaskHeader* pop() noexcept {
        TaskHeader* task = head_;
        if (task != nullptr)
            head_ = task->next;
        return task;
    }
    void clear() noexcept { head_ = nullptr; }
    [[nodiscard]] bool empty() const noexcept { return head_ == nullptr; }

private:
    TaskHeader* head_ = nullptr;
    TaskHeader* tail_ = nullptr;
};

}  // namespace wakelaw::detail

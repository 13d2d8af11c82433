// SPDX-License-Identifier: MIT
// EXEC-18. B-41, futures-rs #2886 (there the destructor panics): a destructor called in the middle of a
// change. Wakes during a poll are counted in a record of that poll. At the task's end the record is freed
// first, then the future is destroyed, and only then it is noted that there is no record: a destructor that
// wakes writes to it. No preemption needed.
#pragma once

#include <memory>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RecordFreedTooEarly : Core {
    static constexpr auto name = "record-freed-too-early";
    struct Record {
        unsigned wakes = 0;
    };
    bool poll(Task& task) override {
        auto record = std::make_unique<Record>();
        current = record.get();
        const bool ended = Core::poll(task);
        if (!ended) {
            current = nullptr;
        }
        return ended;
    }
    void end_poll(Task& task, bool ended) override {
        Core::end_poll(task, ended);
        current = nullptr;
    }
    void schedule(Task& task) override {
        if (Record* const record = current) {
            ++record->wakes;
        }
        Core::schedule(task);
    }
    /// Of the thread that polls.
    static inline thread_local Record* volatile current = nullptr;
};

}  // namespace wakelaw::specimens

// SPDX-License-Identifier: MIT
//
// A task with a state word, as async-task has it. After a poll that was Pending the broken version loads the
// word and then stores it: a wake in between sets SCHEDULED, and the store drops it.
#pragma once

#include <atomic>
#include <thread>

#include "job_queue.hpp"
#include "parker.hpp"
#include "verdict.hpp"

namespace wakelaw::explore::races {

template <Version version>
class StatefulTask {
public:
    explicit StatefulTask(JobQueue<Version::correct>& queue) : queue_(queue) {}

    void schedule() {
        queue_.post([this] { run(); });
    }

    void make_progress(int events) { events_.store(events); }

    void wake() {
        unsigned state = state_.load();
        while ((state & (scheduled | completed)) == 0) {
            if (state_.compare_exchange_weak(state, state | scheduled)) {
                if ((state & running) == 0) {
                    schedule();
                }
                return;
            }
        }
    }

    void wait() { finished_.wait(); }

private:
    static constexpr unsigned scheduled = 1;
    static constexpr unsigned running = 2;
    static constexpr unsigned completed = 4;
    static constexpr int events_needed = 2;

    void run() {
        state_.store(running);
        if (events_.load() >= events_needed) {
            state_.store(completed);
            finished_.set();
            return;
        }
        if (suspend()) {
            schedule();
        }
    }

    /// Leaves the state `running`; true if the task was woken during the poll.
    bool suspend() {
        if constexpr (version == Version::broken) {
            const bool woken = (state_.load() & scheduled) != 0;
            state_.store(woken ? scheduled : 0);
            return woken;
        } else {
            unsigned state = running;
            while (!state_.compare_exchange_weak(state, state & scheduled)) {
            }
            return (state & scheduled) != 0;
        }
    }

    JobQueue<Version::correct>& queue_;
    std::atomic<unsigned> state_{scheduled};
    std::atomic<int> events_{0};
    Event finished_;
};

template <Version version>
void task_state() {
    JobQueue<Version::correct> queue;
    StatefulTask<version> task(queue);
    std::thread worker([&] {
        while (const Job job = queue.pop()) {
            job();
        }
    });
    task.schedule();
    std::thread waker([&] {
        task.make_progress(1);
        task.wake();
        task.make_progress(2);
        task.wake();
    });
    task.wait();
    waker.join();
    queue.post(nullptr);
    worker.join();
}

}  // namespace wakelaw::explore::races

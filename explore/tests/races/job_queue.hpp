// SPDX-License-Identifier: MIT
//
// A queue of jobs for one worker. The broken version looks outside the lock whether the queue is empty and
// sleeps without looking again: a post between the look and the sleep notifies nobody.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "verdict.hpp"

namespace wakelaw::explore::races {

using Job = std::function<void()>;

template <Version version>
class JobQueue {
public:
    void post(Job job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
            size_.fetch_add(1);
        }
        condition_.notify_one();
    }

    /// The oldest job; sleeps until there is one.
    Job pop() {
        if constexpr (version == Version::broken) {
            while (size_.load() == 0) {
                std::unique_lock lock(mutex_);
                condition_.wait(lock);
            }
            const std::lock_guard lock(mutex_);
            return take();
        } else {
            std::unique_lock lock(mutex_);
            condition_.wait(lock, [this] { return !jobs_.empty(); });
            return take();
        }
    }

private:
    Job take() {
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        size_.fetch_sub(1);
        return job;
    }

    std::mutex mutex_;
    std::condition_variable condition_;
    std::deque<Job> jobs_;
    std::atomic<int> size_{0};
};

template <Version version>
void job_queue() {
    constexpr int jobs = 3;
    JobQueue<version> queue;
    int done = 0;
    std::thread worker([&] {
        for (int i = 0; i < jobs; ++i) {
            const Job job = queue.pop();
            job();
        }
    });
    for (int i = 0; i < jobs; ++i) {
        queue.post([&] { ++done; });
    }
    worker.join();
    require(done == jobs, "a job did not run");
}

}  // namespace wakelaw::explore::races

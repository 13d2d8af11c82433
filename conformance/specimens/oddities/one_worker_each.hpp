// SPDX-License-Identifier: MIT
// Conforms: which thread polls is not promised (NG-6). Each task is polled by a thread of its own, which
// lives as long as the task.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct OneWorkerEach : Core {
    static constexpr auto name = "oddity-one-worker-each";

    /// A thread that does one thing after the other, each on request.
    class Worker {
    public:
        Worker() : thread_([this] { work(); }) {}
        ~Worker() {
            ask(nullptr, true);
            thread_.join();
        }
        Worker(const Worker&) = delete;
        Worker& operator=(const Worker&) = delete;
        bool poll(OneWorkerEach& core, Task& task) {
            bool ended = false;
            const auto job = [&] { ended = core.poll_here(task); };
            ask([](const void* what) { (*static_cast<const decltype(job)*>(what))(); }, false, &job);
            return ended;
        }

    private:
        void ask(void (*job)(const void*), bool over, const void* what = nullptr) {
            std::unique_lock lock(mutex_);
            job_ = job;
            what_ = what;
            over_ = over;
            changed_.notify_all();
            changed_.wait(lock, [&] { return job_ == nullptr; });
        }
        void work() {
            std::unique_lock lock(mutex_);
            while (true) {
                changed_.wait(lock, [&] { return job_ != nullptr || over_; });
                if (over_) {
                    return;
                }
                lock.unlock();
                job_(what_);
                lock.lock();
                job_ = nullptr;
                changed_.notify_all();
            }
        }
        std::mutex mutex_;
        std::condition_variable changed_;
        void (*job_)(const void*) = nullptr;
        const void* what_ = nullptr;
        bool over_ = false;
        std::thread thread_;
    };

    bool poll_here(Task& task) { return Core::poll(task); }
    bool poll(Task& task) override {
        const bool ended = workers[&task].poll(*this, task);
        if (ended) {
            workers.erase(&task);
        }
        return ended;
    }
    void drain() override {
        workers.clear();
        Core::drain();
    }
    std::unordered_map<const Task*, Worker> workers;  // touched by the driver only
};

}  // namespace wakelaw::specimens

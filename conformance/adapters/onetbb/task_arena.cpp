// SPDX-License-Identifier: MIT
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <condition_variable>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

/// An arena of two worker threads, whatever the number of processors.
struct OneTbb {
    static constexpr auto name = "onetbb";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    static constexpr unsigned polling_threads = 2;

    void spawn(Future future) { gate->spawn(std::move(future)); }
    ~OneTbb() {
        gate->close();
        // What is enqueued cannot be taken back: it runs, and schedules nothing more.
        std::unique_lock lock(mutex);
        all_ran.wait(lock, [this] { return enqueued == 0; });
    }

    void post(wakelaw::Runnable runnable) {
        {
            const std::lock_guard lock(mutex);
            ++enqueued;
        }
        // The arena wants a callable that is const and can be copied.
        auto shared = std::make_shared<wakelaw::Runnable>(std::move(runnable));
        arena.enqueue([this, shared = std::move(shared)] {
            shared->run();
            const std::lock_guard lock(mutex);
            if (--enqueued == 0) {
                all_ran.notify_all();
            }
        });
    }

    std::mutex mutex;
    std::condition_variable all_ran;
    std::size_t enqueued = 0;
    // The thread that calls counts as one, and never works here.
    tbb::global_control threads{tbb::global_control::max_allowed_parallelism, polling_threads + 1};
    tbb::task_arena arena{static_cast<int>(polling_threads), 0};
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) { post(std::move(runnable)); });
};
WAKELAW_SUBJECTS(OneTbb)

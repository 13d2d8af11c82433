// SPDX-License-Identifier: MIT
// An executor that returns too early on purpose (EXEC-21): it runs as many tasks as were queued when it was
// called, and leaves those that were queued meanwhile.
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

namespace {

struct ReturnsTooEarly {
    static constexpr auto name = "returns-too-early";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;

    ~ReturnsTooEarly() {
        gate->close();
        queue.clear();
    }
    void spawn(Future future) { gate->spawn(std::move(future)); }
    void run_until_stalled() {
        for (std::size_t left = length(); left > 0; --left) {
            next().run();
        }
    }
    std::size_t length() {
        const std::lock_guard lock(mutex);
        return queue.size();
    }
    wakelaw::Runnable next() {
        const std::lock_guard lock(mutex);
        wakelaw::Runnable first = std::move(queue.front());
        queue.pop_front();
        return first;
    }

    std::mutex mutex;
    std::deque<wakelaw::Runnable> queue;
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) {
        const std::lock_guard lock(mutex);
        queue.push_back(std::move(runnable));
    });
};

}  // namespace

WAKELAW_SUBJECTS(ReturnsTooEarly)

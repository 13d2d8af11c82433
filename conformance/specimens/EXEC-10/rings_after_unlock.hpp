// SPDX-License-Identifier: MIT
// EXEC-10. B-43: cppcoro 0a768bf, libunifex 83fc64b.
// Who wakes sets the mark, gives the lock back, and then rings the bell of whoever sleeps: who did not sleep
// has seen the mark, has finished, and has taken its bell along. Found by schedules that do so in between.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/wake.hpp>

namespace wakelaw::specimens {

struct RingsAfterUnlock {
    static constexpr auto name = "rings-after-unlock";
    static constexpr auto driving = conformance::Driving::blocking;
    static constexpr auto exception_policy = conformance::ExceptionPolicy::reaches_driver;
    static constexpr auto capabilities =
        conformance::reference_vocabulary.without(conformance::Capability::several_tasks)
            .without(conformance::Capability::spawn_from_poll);

    /// What the wakers hold.
    class Mark {
    public:
        static void wake_by_ref(const Arc<Mark>& self) {
            std::atomic<unsigned>* found = nullptr;
            {
                const std::lock_guard lock(self->mutex_);
                self->set_ = true;
                found = self->bell_;
            }
            if (found != nullptr) {
                found->fetch_add(1);
                found->notify_one();
            }
        }
        void await(std::atomic<unsigned>& sleeper) {
            for (unsigned rung = sleeper.load(); !take(); rung = sleeper.load()) {
                sleeper.wait(rung);
            }
        }
        void belong_to(std::atomic<unsigned>* sleeper) {
            const std::lock_guard lock(mutex_);
            bell_ = sleeper;
        }

    private:
        bool take() {
            const std::lock_guard lock(mutex_);
            return std::exchange(set_, false);
        }
        std::mutex mutex_;
        bool set_ = false;
        std::atomic<unsigned>* bell_ = nullptr;
    };

    RingsAfterUnlock() { mark->belong_to(bell.get()); }
    ~RingsAfterUnlock() { mark->belong_to(nullptr); }
    void spawn(conformance::Future spawned) { future = std::move(spawned); }
    void run() {
        std::optional<conformance::Future> running = std::exchange(future, std::nullopt);
        const Waker itself = waker(mark.clone());
        while (running && running->poll(itself).is_pending()) {
            mark->await(*bell);
        }
    }

    std::optional<conformance::Future> future;
    Arc<Mark> mark = make_arc<Mark>();
    std::unique_ptr<std::atomic<unsigned>> bell = std::make_unique<std::atomic<unsigned>>(0U);
};

}  // namespace wakelaw::specimens

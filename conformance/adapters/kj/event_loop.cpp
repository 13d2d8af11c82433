// SPDX-License-Identifier: MIT
#include <kj/async-io.h>
#include <kj/async.h>

#include <thread>

#include <wakelaw/conformance/gate.hpp>

#include "support/inbox.hpp"

using namespace wakelaw::conformance;

/// A Runnable throws nothing, so no event of it fails.
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): nobody deletes it through its base
struct IgnoreFailures final : kj::TaskSet::ErrorHandler {
    void taskFailed(kj::Exception&&) override {}
};

/// An event loop on a thread of its own. Other threads can fulfill a promise of the loop, and nothing else;
/// what is to run is in the inbox, and becomes an event of the loop for each Runnable.
struct Kj {
    static constexpr auto name = "kj";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    using Bell = kj::Own<kj::CrossThreadPromiseFulfiller<void>>;

    void spawn(Future future) { gate->spawn(std::move(future)); }
    ~Kj() noexcept {
        gate->close();
        {
            const std::lock_guard lock(mutex);
            stopping = true;
            ring();
        }
        thread.join();
    }

    void post(wakelaw::Runnable runnable) {
        inbox.put(std::move(runnable));
        const std::lock_guard lock(mutex);
        ring();
    }
    /// Precondition: the lock is held.
    void ring() {
        rung = true;
        if (bell.get() != nullptr) {
            bell->fulfill();
            bell = nullptr;
        }
    }
    /// A promise for the next ring; kept already if there was one since the last call. \return false: the
    /// end.
    bool await_ring(kj::WaitScope& scope) {
        auto pair = kj::newPromiseAndCrossThreadFulfiller<void>();
        {
            const std::lock_guard lock(mutex);
            bell = kj::mv(pair.fulfiller);
            if (rung) {
                ring();
            }
        }
        pair.promise.wait(scope);
        const std::lock_guard lock(mutex);
        rung = false;
        return !stopping;
    }
    void serve() {
        kj::AsyncIoContext io = kj::setupAsyncIo();
        IgnoreFailures failures;
        kj::TaskSet events(failures);
        while (await_ring(io.waitScope)) {
            wakelaw::RunnableQueue ready = inbox.take();
            while (wakelaw::Runnable runnable = ready.pop()) {
                events.add(kj::evalLater([runnable = std::move(runnable)]() mutable { runnable.run(); }));
            }
            events.onEmpty().wait(io.waitScope);
        }
    }

    shelf::Inbox inbox;
    std::mutex mutex;
    Bell bell;
    bool rung = false;
    bool stopping = false;
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) { post(std::move(runnable)); });
    std::thread thread{[this] { serve(); }};
};
WAKELAW_SUBJECTS(Kj)

// SPDX-License-Identifier: MIT
// Adapters of a sound executor, each with one fault of the adapter's: something that it declares and does not
// do.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

#include "base/handles.hpp"
#include "contracts/caller_owns_storage.hpp"

using namespace wakelaw::conformance;

namespace {

using Handle = wakelaw::JoinHandle<void>;

/// Sound: the reference's executor.
struct Sound {
    static constexpr auto name = "sound";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary;
    void spawn(Future future) { executor.spawn(std::move(future)).detach(); }
    void run_until_stalled() { executor.run_until_stalled(); }
    wakelaw::LocalExecutor executor;
};

// Nothing happens --------------------------------------

struct DropsFutures : Sound {
    static constexpr auto name = "drops-futures";
    void spawn(Future) {}
};

struct NeverPolls : Sound {
    static constexpr auto name = "never-polls";
    void run_until_stalled() {}
};

struct NeverRuns : Sound {
    static constexpr auto name = "never-runs";
    static constexpr auto driving = Driving::threads;
};

/// A poll is lent a waker that wakes nothing.
struct WakesNothing : Sound {
    static constexpr auto name = "wakes-nothing";
    void spawn(Future future) { queue.push_back(std::move(future)); }
    void run_until_stalled() {
        for (; next < queue.size(); ++next) {
            (void)queue[next].poll(wakelaw::Waker::noop());
        }
    }
    std::deque<Future> queue;
    std::size_t next = 0;
};

/// Without clone and wake_by_ref, although both are declared.
struct HalfATable : WakesNothing {
    static constexpr auto name = "half-a-table";
    void run_until_stalled() {
        static constexpr wakelaw::RawWakerVTable table{nullptr, [](const void*) {}, nullptr,
                                                       [](const void*) {}};
        for (; next < queue.size(); ++next) {
            (void)queue[next].poll(wakelaw::Waker::from_raw({nullptr, &table}));
        }
    }
};

// The driving style ------------------------------------

/// Polls on a thread of its own; run_until_stalled has nothing to do.
struct NeedsNoDriver {
    static constexpr auto name = "needs-no-driver";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary;
    void spawn(Future future) {
        const std::lock_guard lock(mutex);
        executor.spawn(std::move(future)).detach();
    }
    void run_until_stalled() {}
    ~NeedsNoDriver() {
        stopped = true;
        thread.join();
    }
    std::mutex mutex;
    wakelaw::LocalExecutor executor;
    std::atomic<bool> stopped{false};
    std::thread thread{[this] {
        while (!stopped) {
            const std::lock_guard lock(mutex);
            executor.run_until_stalled();
        }
    }};
};

struct Counted {
    explicit Counted(Future its_future, std::atomic<int>& its_count)
        : future(std::move(its_future)), left(&its_count) {
        ++*left;
    }
    Counted(Counted&& other) noexcept
        : future(std::move(other.future)), left(std::exchange(other.left, nullptr)) {}
    ~Counted() {
        if (left != nullptr) {
            --*left;
        }
    }
    using Output = void;
    wakelaw::Poll<void> poll(wakelaw::Context& context) { return future.poll(context); }
    Future future;
    std::atomic<int>* left;
};

/// Blocks until all tasks are done.
struct BlocksInSteps : Sound {
    static constexpr auto name = "blocks-in-steps";
    void spawn(Future future) { executor.spawn(Counted(std::move(future), left)).detach(); }
    void run_until_stalled() {
        executor.run_until_stalled();
        if (left != 0) {
            std::mutex never;
            never.lock();
            never.lock();
        }
    }
    std::atomic<int> left{0};
};

struct ReturnsEarly : Sound {
    static constexpr auto name = "returns-early";
    static constexpr auto driving = Driving::blocking;
    void run() { executor.run_until_stalled(); }
};

// What is declared of tasks ----------------------------

/// Has room for one task.
struct OneTask : Sound {
    static constexpr auto name = "one-task";
    static constexpr auto capabilities = reference_vocabulary.without(Capability::spawn_from_poll);
    void spawn(Future future) {
        if (std::exchange(taken, true)) {
            kept.push_back(std::move(future));
        } else {
            Sound::spawn(std::move(future));
        }
    }
    bool taken = false;
    std::vector<Future> kept;
};

struct NoSpawnInPolls : Sound {
    static constexpr auto name = "no-spawn-in-polls";
    void spawn(Future future) {
        if (driving_now) {
            throw Unsupported();
        }
        Sound::spawn(std::move(future));
    }
    void run_until_stalled() {
        driving_now = true;
        Sound::run_until_stalled();
        driving_now = false;
    }
    bool driving_now = false;
};

struct NoSpawnElsewhere : Sound {
    static constexpr auto name = "no-spawn-elsewhere";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread);
    void spawn(Future future) {
        if (std::this_thread::get_id() != home) {
            throw std::runtime_error("not on this thread");
        }
        Sound::spawn(std::move(future));
    }
    std::thread::id home = std::this_thread::get_id();
};

struct WrongPolicy : Sound {
    static constexpr auto name = "wrong-policy";
    static constexpr auto exception_policy = ExceptionPolicy::reaches_driver;
};

struct NoNesting : Sound {
    static constexpr auto name = "no-nesting";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::nested_drivers);
    void run_until_stalled() {
        if (!std::exchange(driving_now(), true)) {
            Sound::run_until_stalled();
            driving_now() = false;
        }
    }
    static bool& driving_now() {
        static bool value = false;
        return value;
    }
};

struct WithHandles : Sound {
    Handle spawn(Future future) { return executor.spawn(std::move(future)); }
    void cancel(Handle& handle) { handle.abort(); }
    JoinStatus join(Handle& handle, const wakelaw::Waker& waker) {
        wakelaw::Context context = wakelaw::Context::from_waker(waker);
        return handle.poll(context).is_ready() ? JoinStatus::finished : JoinStatus::pending;
    }
};

struct IdleCancel : WithHandles {
    static constexpr auto name = "idle-cancel";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::cancel);
    void cancel(Handle&) {}
};

/// Cancels after one more poll: each task, or only the first of the process.
template <bool each>
struct CancelsLate : Sound {
    static constexpr auto capabilities = reference_vocabulary.with(Capability::cancel);

    struct State {
        std::optional<wakelaw::Waker> waker;
        bool cancelled = false;
    };
    struct Cancellable {
        wakelaw::Poll<void> poll(wakelaw::Context& context) {
            const wakelaw::Poll<void> result = future.poll(context);
            if (state->cancelled) {
                return wakelaw::Poll<void>::ready();
            }
            state->waker = context.waker().clone();
            return result;
        }
        Future future;
        std::shared_ptr<State> state;
    };
    struct LateHandle {
        Handle handle;
        std::shared_ptr<State> state;
    };

    LateHandle spawn(Future future) {
        auto state = std::make_shared<State>();
        return {executor.spawn(Cancellable{std::move(future), state}), state};
    }
    void cancel(LateHandle& late) {
        static bool any = false;
        if (late.state->waker && (each || !std::exchange(any, true))) {
            late.state->cancelled = true;
            late.state->waker->wake_by_ref();
        } else {
            late.handle.abort();
        }
    }
};
struct PollsCancelled : CancelsLate<true> {
    static constexpr auto name = "polls-cancelled-tasks";
};
struct PollsOneCancelled : CancelsLate<false> {
    static constexpr auto name = "polls-one-cancelled-task";
};

struct DeafJoin : WithHandles {
    static constexpr auto name = "deaf-join";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::join);
    JoinStatus join(Handle& handle, const wakelaw::Waker&) {
        return WithHandles::join(handle, wakelaw::Waker::noop());
    }
};

/// No fault of the adapter's: an executor that forgets a wake during the task's own poll.
struct ForgetsOwnWakes : wakelaw::specimens::JoinCore {
    static constexpr auto name = "forgets-own-wakes";
    void schedule(wakelaw::specimens::Task& task) override {
        {
            const std::lock_guard lock(mutex);
            if (task.running) {
                return;
            }
        }
        JoinCore::schedule(task);
    }
};

/// Nor this one: what is queued behind a task that ends is lost.
struct ForgetsWhatIsBehind : wakelaw::specimens::Core {
    static constexpr auto name = "forgets-what-is-behind";
    void let_go(wakelaw::specimens::Task& task) override {
        {
            const std::lock_guard lock(mutex);
            queue.clear();
        }
        Core::let_go(task);
    }
};

struct WrongJoin : WithHandles {
    static constexpr auto name = "wrong-join";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::join);
    JoinStatus join(Handle& handle, const wakelaw::Waker& waker) {
        return WithHandles::join(handle, waker) == JoinStatus::pending ? JoinStatus::pending
                                                                       : JoinStatus::cancelled;
    }
};

/// Each poll and each destruction on whatever thread.
struct Wanders : Sound {
    static constexpr auto name = "wanders";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::thread_bound_tasks);
    void run_until_stalled() {
        std::thread([this] { Sound::run_until_stalled(); }).join();
    }
};

struct LeaksAtShutdown : Sound {
    static constexpr auto name = "leaks-at-shutdown";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::drop_at_shutdown);
    LeaksAtShutdown() : leaked(new wakelaw::LocalExecutor()) {}
    void spawn(Future future) { leaked->spawn(std::move(future)).detach(); }
    void run_until_stalled() { leaked->run_until_stalled(); }
    wakelaw::LocalExecutor* leaked;
};

struct LeavesThreads : Sound {
    static constexpr auto name = "leaves-threads-behind";
    LeavesThreads() {
        std::thread([] {
            std::mutex never;
            never.lock();
            never.lock();
        }).detach();
    }
};

// Contracts that are not kept --------------------------

template <Contract which>
struct Breaks : Sound {
    static constexpr Contracts contract{which};
};
struct BreaksAbandonedDestroyed : Breaks<Contract::abandoned_destroyed> {
    static constexpr auto name = "breaks-abandoned-destroyed";
};
struct BreaksAbandonedAborts : Breaks<Contract::abandoned_aborts> {
    static constexpr auto name = "breaks-abandoned-aborts";
};
struct BreaksLastDrop : Sound {  // the reference keeps this one, unless somebody holds the handle
    static constexpr auto name = "breaks-last-drop";
    static constexpr Contracts contract{Contract::last_drop_destroys};
    void spawn(Future future) { handles.push_back(executor.spawn(std::move(future))); }
    std::vector<Handle> handles;
};
struct BreaksFirstPoll : Breaks<Contract::first_poll_in_spawn> {
    static constexpr auto name = "breaks-first-poll-in-spawn";
};
struct BreaksSelfWake : Breaks<Contract::self_wake_at_once> {
    static constexpr auto name = "breaks-self-wake-at-once";
};
struct BreaksEmptied : Breaks<Contract::wakers_emptied> {
    static constexpr auto name = "breaks-wakers-emptied";
    static constexpr auto capabilities = reference_vocabulary.without(Capability::wakers_outlive_task)
                                             .without(Capability::wakers_outlive_executor);
};
struct BreaksStorage : IdleCancel {
    static constexpr auto name = "breaks-caller-owns-storage";
    static constexpr Contracts contract{Contract::caller_owns_storage};
};
/// Goes through all tasks after each drive, and forgets some of them too late.
template <bool forgets_cancelled>
struct TouchesStorage {
    static constexpr auto driving = Driving::stepping;
    static constexpr Contracts contract{Contract::caller_owns_storage};
    static constexpr auto capabilities =
        reference_vocabulary.with(Capability::cancel).without(Capability::will_wake);
    struct Posted {
        wakelaw::specimens::PostedTask task;
        unsigned visits = 0;
    };
    using Owned = std::unique_ptr<Posted>;
    Owned spawn(Future future) {
        Owned posted(new Posted{wakelaw::specimens::PostedTask(std::move(future))});
        executor.post(posted->task);
        all.push_back(posted.get());
        return posted;
    }
    void cancel(Owned& posted) {
        executor.deregister(posted->task);
        posted->task.future.reset();
        if (forgets_cancelled) {
            std::erase(all, posted.get());
        }
    }
    void run_until_stalled() {
        executor.run_until_stalled();
        for (Posted* const one : all) {
            ++one->visits;
        }
        if (!forgets_cancelled) {
            std::erase_if(all, [](const Posted* one) { return !one->task.future; });
        }
    }
    wakelaw::specimens::IntrusiveExecutor executor;
    std::vector<Posted*> all;
};
struct TouchesEnded : TouchesStorage<true> {
    static constexpr auto name = "touches-ended-tasks";
};
struct TouchesCancelled : TouchesStorage<false> {
    static constexpr auto name = "touches-cancelled-tasks";
};
/// Cancels without waiting for the poll.
struct BreaksCancelBlocks : WithHandles {
    static constexpr auto name = "breaks-cancel-blocks";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::cancel);
    static constexpr Contracts contract{Contract::cancel_blocks};
};

// Tables that are not whole ----------------------------

struct DeclaresCancel : Sound {
    static constexpr auto name = "declares-cancel";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::cancel);
};
struct HalfAProfile : Sound {
    static constexpr auto name = "half-a-profile";
    static constexpr Profiles profiles{Profile::threads};
};
struct Contradicts : Sound {
    static constexpr auto name = "contradicts";
    static constexpr Contracts contract{Contract::abandoned_destroyed, Contract::abandoned_aborts};
};

}  // namespace

WAKELAW_SUBJECTS(Sound, DropsFutures, NeverPolls, NeverRuns, WakesNothing, HalfATable, NeedsNoDriver,
                 BlocksInSteps, ReturnsEarly, OneTask, NoSpawnInPolls, NoSpawnElsewhere, WrongPolicy,
                 NoNesting, IdleCancel, PollsCancelled, PollsOneCancelled, DeafJoin, WrongJoin, Wanders,
                 LeaksAtShutdown, LeavesThreads, BreaksAbandonedDestroyed, BreaksAbandonedAborts,
                 BreaksLastDrop, BreaksFirstPoll, BreaksSelfWake, BreaksEmptied, BreaksStorage, TouchesEnded,
                 TouchesCancelled, BreaksCancelBlocks, DeclaresCancel, HalfAProfile, Contradicts,
                 wakelaw::specimens::SteppingHandles<ForgetsOwnWakes>,
                 wakelaw::specimens::Stepping<ForgetsWhatIsBehind>)

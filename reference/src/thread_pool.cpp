// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <wakelaw/thread_pool.hpp>

namespace wakelaw::detail {

namespace {

// The queue of one worker. Only the owner pushes; the owner and thieves take from the front by
// compare-exchange on `head`. A slot may be overwritten while a thief reads it; the thief's exchange fails
// then, as head has moved. `tail` is released by the owner and acquired by thieves, which hands the task
// over.
class RunQueue {
public:
    static constexpr std::uint32_t capacity = 256;

    // Owner only. False if full.
    bool push(TaskHeader* task) noexcept {
        const std::uint32_t head = head_.load(std::memory_order_acquire);
        const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - head >= capacity)
            return false;
        slots_[tail % capacity].store(task, std::memory_order_relaxed);
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }

    // Owner only.
    TaskHeader* pop() noexcept {
        std::uint32_t head = head_.load(std::memory_order_acquire);
        const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
        while (head != tail) {
            TaskHeader* task = slots_[head % capacity].load(std::memory_order_relaxed);
            if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel,
                                            std::memory_order_acquire))
                return task;
        }
        return nullptr;
    }

    // Any other worker: moves the older half to `thief` and returns one of them, or null if there was
    // nothing. Precondition: the caller owns `thief`, which is empty.
    TaskHeader* steal_into(RunQueue& thief) noexcept {
        std::array<TaskHeader*, capacity / 2> batch;
        for (;;) {
            std::uint32_t head = head_.load(std::memory_order_acquire);
            const std::uint32_t tail = tail_.load(std::memory_order_acquire);
            const std::uint32_t size = tail - head;
            if (size > capacity)
                continue;  // the two loads do not belong together
            const std::uint32_t count = size - size / 2;
            if (count == 0)
                return nullptr;
            for (std::uint32_t i = 0; i < count; ++i) {
                batch[i] = slots_[(head + i) % capacity].load(std::memory_order_relaxed);
            }
            if (!head_.compare_exchange_strong(head, head + count, std::memory_order_acq_rel,
                                               std::memory_order_relaxed)) {
                continue;
            }
            for (std::uint32_t i = 1; i < count; ++i)
                thief.push(batch[i]);
            return batch[0];
        }
    }

    // A hint, exact for the owner as far as pushes go.
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::uint32_t size() const noexcept {
        const std::uint32_t head = head_.load(std::memory_order_acquire);
        return tail_.load(std::memory_order_acquire) - head;
    }

private:
    alignas(64) std::atomic<std::uint32_t> head_{0};
    alignas(64) std::atomic<std::uint32_t> tail_{0};
    std::array<std::atomic<TaskHeader*>, capacity> slots_{};
};

struct Worker {
    PoolCore* core = nullptr;
    unsigned index = 0;
    unsigned steps = 0;
    RunQueue queue;
};

// The worker that this thread is. Trivially destructible: wakes from thread-local destructors may read it.
constinit thread_local Worker* current_worker = nullptr;

// A worker looks at the shared queue this often although it has work of its own.
constexpr unsigned steps_between_looks = 61;

}  // namespace

class PoolCore {
public:
    explicit PoolCore(unsigned threads)
        : worker_count_(threads), workers_(std::make_unique<Worker[]>(threads)) {
        for (unsigned i = 0; i < threads; ++i) {
            workers_[i].core = this;
            workers_[i].index = i;
        }
    }

    void start() {
        threads_.reserve(worker_count_);
        for (unsigned i = 0; i < worker_count_; ++i)
            threads_.emplace_back([this, i] { work(workers_[i]); });
    }

    void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    void release() noexcept {
        if (references_.fetch_sub(1, std::memory_order_release) == 1) {
            static_cast<void>(references_.load(std::memory_order_acquire));
            delete this;
        }
    }

    bool adopt(OwnedTask* task) noexcept {
        {
            Shard& shard = shard_of(task);
            const std::lock_guard lock(shard.mutex);
            if (shard.closed)
                return false;
            shard.tasks.push(task);
        }
        schedule(task);
        return true;
    }

    void finished(OwnedTask* task) noexcept {
        const std::lock_guard lock(shard_of(task).mutex);
        TaskList::remove(task);
    }

    void schedule(TaskHeader* task) noexcept {
        Worker* worker = current_worker;
        if (worker != nullptr && worker->core == this && worker->queue.push(task)) {
            notify();
            return;
        }
        if (inject(task))
            notify();
    }

    void shut_down() noexcept {
        stopping_.store(true, std::memory_order_seq_cst);
        // A permit for each worker: whoever sleeps, or is about to, gets one.
        permits_.fetch_add(worker_count_, std::memory_order_seq_cst);
        permits_.notify_all();
        for (std::thread& thread : threads_)
            thread.join();
        {
            // From here on nobody enters a queue. What is in one is void: every unfinished task is in a list.
            const std::lock_guard lock(injector_mutex_);
            injector_closed_ = true;
            injector_.clear();
        }
        for (Shard& shard : shards_) {
            const std::lock_guard lock(shard.mutex);
            shard.closed = true;
        }
        for (Shard& shard : shards_) {
            while (OwnedTask* task = pop(shard))
                task->vtable->cancel(task);  // outside the lock (rule EXEC-18)
        }
    }

private:
    // The list of all unfinished tasks, in parts, so that spawns and completions seldom meet.
    struct alignas(64) Shard {
        std::mutex mutex;
        TaskList tasks;
        bool closed = false;
    };

    Shard& shard_of(const OwnedTask* task) noexcept {
        return shards_[(reinterpret_cast<std::uintptr_t>(task) >> 7) % shards_.size()];
    }

    static OwnedTask* pop(Shard& shard) noexcept {
        const std::lock_guard lock(shard.mutex);
        return shard.tasks.pop();
    }

    bool inject(TaskHeader* task) noexcept {
        const std::lock_guard lock(injector_mutex_);
        if (injector_closed_)
            return false;  // the shutdown destroys the future, or has done so
        injector_.push(task);
        injected_.store(injected_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        return true;
    }

    // Takes a fair share of the shared queue: returns one task and queues the others.
    TaskHeader* take_injected(Worker& worker) noexcept {
        if (injected_.load(std::memory_order_relaxed) == 0)
            return nullptr;
        const std::lock_guard lock(injector_mutex_);
        const std::size_t size = injected_.load(std::memory_order_relaxed);
        TaskHeader* first = injector_.pop();
        if (first == nullptr)
            return nullptr;
        std::size_t taken = 1;
        const std::size_t wanted = std::min<std::size_t>(size / worker_count_ + 1, RunQueue::capacity / 2);
        while (taken < wanted && worker.queue.size() < RunQueue::capacity) {
            TaskHeader* task = injector_.pop();
            if (task == nullptr)
                break;
            worker.queue.push(task);
            ++taken;
        }
        injected_.store(size - taken, std::memory_order_relaxed);
        return first;
    }

    TaskHeader* steal(Worker& worker) noexcept {
        for (unsigned i = 1; i < worker_count_; ++i) {
            Worker& victim = workers_[(worker.index + i) % worker_count_];
            if (TaskHeader* task = victim.queue.steal_into(worker.queue))
                return task;
        }
        return nullptr;
    }

    [[nodiscard]] bool work_in_sight() const noexcept {
        if (injected_.load(std::memory_order_relaxed) != 0)
            return true;
        return std::any_of(workers_.get(), workers_.get() + worker_count_,
                           [](const Worker& worker) { return !worker.queue.empty(); });
    }

    // The word of the sleep handshake: how many workers search (upper half), how many sleep (lower half).
    //
    // Who has added work changes the word by a read-modify-write, and so does who goes to sleep. All changes
    // of one word are in one order, so one of two holds:
    //  - the sleeper was first: the adder sees it and wakes it;
    //  - the adder was first: its work happens before the sleeper's last look, which comes after the
    //  sleeper's change.
    // An adder wakes nobody while somebody searches: the searcher still has its last look, or its own notify,
    // before it.
    static constexpr std::uint64_t SLEEPER = 1;
    static constexpr std::uint64_t SEARCHER = std::uint64_t{1} << 32;
    static bool has_sleeper(std::uint64_t word) noexcept { return (word & (SEARCHER - 1)) != 0; }
    static bool has_searcher(std::uint64_t word) noexcept { return word >= SEARCHER; }

    void notify() noexcept {
        std::uint64_t word = idle_.fetch_add(0, std::memory_order_seq_cst);
        while (has_sleeper(word) && !has_searcher(word)) {
            // Claim one sleeper; it wakes as a searcher, so that the next adder need not wake another.
            if (idle_.compare_exchange_weak(word, word - SLEEPER + SEARCHER, std::memory_order_seq_cst)) {
                permits_.fetch_add(1, std::memory_order_release);
                permits_.notify_one();
                return;
            }
        }
    }

    // Sleeps until notified or stopping. Precondition: the caller is counted as a searcher, and is again on
    // return.
    void sleep() noexcept {
        idle_.fetch_add(SLEEPER - SEARCHER, std::memory_order_seq_cst);
        if (work_in_sight()) {
            std::uint64_t word = idle_.load(std::memory_order_relaxed);
            while (has_sleeper(word)) {
                if (idle_.compare_exchange_weak(word, word - SLEEPER + SEARCHER, std::memory_order_seq_cst))
                    return;
            }
            // All sleepers have been claimed, and this worker is one of them: its permit is on the way.
        }
        std::uint32_t permits = permits_.load(std::memory_order_relaxed);
        for (;;) {
            while (permits == 0) {
                permits_.wait(0, std::memory_order_relaxed);
                permits = permits_.load(std::memory_order_relaxed);
            }
            if (permits_.compare_exchange_weak(permits, permits - 1, std::memory_order_acquire,
                                               std::memory_order_relaxed)) {
                return;
            }
        }
    }

    TaskHeader* next_task(Worker& worker) noexcept {
        if (++worker.steps % steps_between_looks == 0) {
            if (TaskHeader* task = take_injected(worker))
                return task;
        }
        return worker.queue.pop();
    }

    TaskHeader* search(Worker& worker) noexcept {
        if (TaskHeader* task = take_injected(worker))
            return task;
        return steal(worker);
    }

    void work(Worker& worker) noexcept {
        current_worker = &worker;
        while (!stopping_.load(std::memory_order_relaxed)) {
            TaskHeader* task = next_task(worker);
            if (task == nullptr) {
                idle_.fetch_add(SEARCHER, std::memory_order_seq_cst);
                while ((task = search(worker)) == nullptr && !stopping_.load(std::memory_order_relaxed))
                    sleep();
                const std::uint64_t before = idle_.fetch_sub(SEARCHER, std::memory_order_seq_cst);
                if (task == nullptr)
                    break;
                // Adders relied on this searcher. If it was the last one and there is more, it passes the
                // message on.
                if (before < 2 * SEARCHER && has_sleeper(before) && work_in_sight())
                    notify();
            }
            run(worker, task);
        }
        current_worker = nullptr;
    }

    void run(Worker& worker, TaskHeader* task) noexcept {
        if (task->vtable->run(task) != RunResult::again)
            return;
        if (!worker.queue.push(task)) {
            inject(task);
            notify();
        } else if (has_sleeper(idle_.load(std::memory_order_relaxed)) && worker.queue.size() > 1) {
            notify();  // a hint only: this worker itself will come to the task
        }
    }

    const unsigned worker_count_;
    const std::unique_ptr<Worker[]> workers_;
    std::vector<std::thread> threads_;
    std::array<Shard, 8> shards_;

    alignas(64) std::atomic<std::uint64_t> idle_{0};
    std::atomic<std::uint32_t> permits_{0};
    std::atomic<bool> stopping_{false};

    alignas(64) std::mutex injector_mutex_;
    TaskQueue injector_;
    bool injector_closed_ = false;
    std::atomic<std::size_t> injected_{0};  // written under the mutex

    alignas(64) std::atomic<std::size_t> references_{1};
};

void retain_pool(PoolCore* core) noexcept { core->retain(); }
void release_pool(PoolCore* core) noexcept { core->release(); }
void schedule_on_pool(PoolCore* core, TaskHeader* task) noexcept { core->schedule(task); }
void finished_on_pool(PoolCore* core, OwnedTask* task) noexcept { core->finished(task); }
bool adopt_on_pool(PoolCore* core, OwnedTask* task) noexcept { return core->adopt(task); }

}  // namespace wakelaw::detail

namespace wakelaw {

ThreadPool::ThreadPool(unsigned threads) : core_(new detail::PoolCore(std::max(threads, 1U))) {
    try {
        core_->start();
    } catch (...) {
        core_->shut_down();
        core_->release();
        throw;
    }
}

ThreadPool::~ThreadPool() {
    core_->shut_down();
    core_->release();
}

}  // namespace wakelaw

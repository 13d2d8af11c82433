// SPDX-License-Identifier: MIT
// Conforms: what is not declared is not asked for. An executor for one thread: counts and states are plain,
// and its wakers may be used on the thread of the driver only.
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <wakelaw/conformance/adapter.hpp>

namespace wakelaw::specimens {

class SingleThread {
public:
    static constexpr auto name = "oddity-single-thread";
    static constexpr auto driving = conformance::Driving::stepping;
    static constexpr auto capabilities =
        conformance::reference_vocabulary.without(conformance::Capability::wake_from_foreign_thread);

    SingleThread() = default;
    SingleThread(const SingleThread&) = delete;
    SingleThread& operator=(const SingleThread&) = delete;
    ~SingleThread() {
        *open_ = false;
        for (Cell* one : std::exchange(all_, {})) {
            one->future.reset();
            release(one);
        }
        for (Cell* one : std::exchange(*queue_, {})) {
            release(one);
        }
        close();
    }

    void spawn(conformance::Future future) {
        auto* const cell = new Cell{queue_, open_};
        ++*shared_;
        cell->shared = shared_;
        cell->future.emplace(std::move(future));
        all_.push_back(cell);
        schedule(*cell);
    }
    void run_until_stalled() {
        while (!queue_->empty()) {
            Cell* const cell = queue_->front();
            queue_->pop_front();
            cell->queued = false;
            if (cell->future) {
                poll(*cell);
            }
            release(cell);
        }
    }

private:
    struct Cell {
        std::deque<Cell*>* queue;
        bool* open;
        std::size_t* shared = nullptr;
        std::size_t references = 1;
        bool queued = false;
        std::optional<conformance::Future> future = {};
    };

    void poll(Cell& cell) {
        ++cell.references;
        const Waker waker = Waker::from_raw({&cell, &table});
        bool ended = true;
        try {
            ended = cell.future->poll(waker).is_ready();
        } catch (const std::exception&) {
        }
        if (ended) {
            cell.future.reset();
            std::erase(all_, &cell);
            release(&cell);
        }
    }
    static void schedule(Cell& cell) {
        if (*cell.open && cell.future && !cell.queued) {
            cell.queued = true;
            ++cell.references;
            cell.queue->push_back(&cell);
        }
    }
    /// Not inline, or g++ warns of a use after the last release, which the count excludes.
    [[gnu::noinline]] static void release(Cell* cell) {
        if (--cell->references == 0) {
            const auto [queue, open, shared] = std::tuple(cell->queue, cell->open, cell->shared);
            delete cell;
            let_go(queue, open, shared);
        }
    }
    static void let_go(std::deque<Cell*>* queue, bool* open, std::size_t* shared) {
        if (--*shared == 0) {
            delete queue;
            delete open;
            delete shared;
        }
    }
    void close() { let_go(queue_, open_, shared_); }

    static Cell& of(const void* data) { return *static_cast<Cell*>(const_cast<void*>(data)); }
    static RawWaker clone_entry(const void* data) {
        ++of(data).references;
        return {data, &table};
    }
    static void wake_entry(const void* data) {
        schedule(of(data));
        release(&of(data));
    }
    static void wake_by_ref_entry(const void* data) { schedule(of(data)); }
    static void drop_entry(const void* data) { release(&of(data)); }
    static constexpr RawWakerVTable table{&clone_entry, &wake_entry, &wake_by_ref_entry, &drop_entry};

    std::deque<Cell*>* queue_ = new std::deque<Cell*>();
    bool* open_ = new bool(true);
    std::size_t* shared_ = new std::size_t(1);  ///< the executor and all tasks, plain
    std::vector<Cell*> all_;
};

}  // namespace wakelaw::specimens

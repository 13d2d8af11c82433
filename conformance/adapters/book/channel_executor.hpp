// SPDX-License-Identifier: MIT
/// \file
/// The channel executor of the textbook (O'Reilly Japan, "並行プログラミング入門", chapter 5.2.2), ported
/// line by line. Nothing is mended: what the suite finds is what the book's code does. A conforming executor
/// of the same size is wakelaw/local_executor.hpp.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

#include <wakelaw/arc.hpp>
#include <wakelaw/boxed_future.hpp>
#include <wakelaw/context.hpp>
#include <wakelaw/wake.hpp>

#include "sync_channel.hpp"

namespace book {

struct Task;
using TaskSender = SyncSender<wakelaw::Arc<Task>>;

// struct Task { future: Mutex<BoxFuture<'static, ()>>, sender: SyncSender<Arc<Task>> }
struct Task {
    Task(wakelaw::BoxedFuture<void> its_future, const TaskSender& its_sender)
        : future(std::move(its_future)), sender(its_sender) {}

    // fn wake_by_ref(arc_self: &Arc<Self>) { arc_self.sender.send(arc_self.clone()).unwrap(); }
    static void wake_by_ref(const wakelaw::Arc<Task>& self) { self->sender.send(self.clone()); }

    std::mutex mutex;
    wakelaw::BoxedFuture<void> future;
    TaskSender sender;
};

struct Spawner {
    void spawn(wakelaw::BoxedFuture<void> future) const {
        sender.send(wakelaw::make_arc<Task>(std::move(future), sender));
    }
    TaskSender sender;
};

class Executor {
public:
    static constexpr std::size_t capacity = 1024;

    Executor() : Executor(std::make_shared<Channel<wakelaw::Arc<Task>>>(capacity)) {}

    [[nodiscard]] Spawner get_spawner() const { return Spawner{sender_}; }

    // while let Ok(task) = self.receiver.recv() { ... let _ = future.as_mut().poll(&mut ctx); }
    void run() const {
        while (auto task = receiver_.recv()) {
            const std::lock_guard lock((*task)->mutex);
            const wakelaw::WakerRef waker = wakelaw::waker_ref(*task);
            wakelaw::Context context = wakelaw::Context::from_waker(*waker);
            static_cast<void>((*task)->future.poll(context));
        }
    }

private:
    explicit Executor(const std::shared_ptr<Channel<wakelaw::Arc<Task>>>& channel)
        : sender_(channel), receiver_(channel) {}
    TaskSender sender_;
    Receiver<wakelaw::Arc<Task>> receiver_;
};

}  // namespace book

// SPDX-License-Identifier: MIT
//! async-task with a channel: the executor of its README, on a thread.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::task::Context;
use std::thread::JoinHandle;

use async_task::{FallibleTask, Runnable, Task};
use crossbeam_channel::Sender;
use wakelaw_subject::{abi, subjects, Driving, Joined, OptionHandle, Subject, SuiteFuture};

type TaskHandle = OptionHandle<FallibleTask<()>>;

fn handle_of(task: Task<()>) -> TaskHandle {
    OptionHandle::new(task.fallible(), |task| Box::pin(task.cancel()), FallibleTask::detach)
}

enum Message {
    Run(Runnable),
    Stop,
}

struct Channel {
    queue: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Subject for Channel {
    type Handle = TaskHandle;
    const NAME: &'static str = "async-task-channel\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = abi::STD_WAKER
        | abi::SEVERAL_TASKS
        | abi::SPAWN_FROM_POLL
        | abi::SPAWN_FROM_FOREIGN_THREAD
        | abi::JOIN
        | abi::CANCEL;
    const EMULATED: u64 = abi::EXCEPTIONS;

    fn make() -> Self {
        let (queue, received) = crossbeam_channel::unbounded();
        let thread = std::thread::spawn(move || {
            while let Ok(Message::Run(runnable)) = received.recv() {
                let _ = catch_unwind(AssertUnwindSafe(|| runnable.run()));
            }
        });
        Channel { queue, thread: Some(thread) }
    }

    fn spawn(&self, future: SuiteFuture) -> TaskHandle {
        let queue = self.queue.clone();
        // After the end nobody receives: the task is cancelled.
        let schedule = move |runnable| drop(queue.send(Message::Run(runnable)));
        let (runnable, task) = async_task::spawn(future, schedule);
        runnable.schedule();
        handle_of(task)
    }

    fn cancel(&self, handle: &mut TaskHandle) {
        handle.cancel();
    }

    fn join(&self, handle: &mut TaskHandle, context: &mut Context<'_>) -> Joined {
        handle.join(context)
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        let _ = self.queue.send(Message::Stop);
        self.thread.take().unwrap().join().unwrap();
    }
}

subjects!(Channel);

// SPDX-License-Identifier: MIT
//! async-executor: Executor on two threads, LocalExecutor step by step.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::task::Context;
use std::thread::JoinHandle;

use async_channel::{Receiver, Sender};
use async_executor::{Executor, LocalExecutor, Task};
use async_task::FallibleTask;
use futures_lite::future;
use wakelaw_subject::{abi, subjects, Driving, ExceptionPolicy, Joined, OptionHandle, Subject, SuiteFuture};

type TaskHandle = OptionHandle<FallibleTask<()>>;

fn handle_of(task: Task<()>) -> TaskHandle {
    OptionHandle::new(task.fallible(), |task| Box::pin(task.cancel()), FallibleTask::detach)
}

struct Threads {
    executor: Option<Arc<Executor<'static>>>,
    stop: Sender<()>,
    threads: Vec<JoinHandle<()>>,
}

/// As smol's own threads do: a panic of a task ends `run`, which is called again.
fn run(executor: &Executor<'static>, stopped: Receiver<()>) {
    let until_stopped = || future::block_on(executor.run(stopped.recv()));
    while catch_unwind(AssertUnwindSafe(until_stopped)).is_err() {}
}

impl Subject for Threads {
    type Handle = TaskHandle;
    const NAME: &'static str = "async-executor\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = abi::STD_WAKER
        | abi::SEVERAL_TASKS
        | abi::SPAWN_FROM_POLL
        | abi::SPAWN_FROM_FOREIGN_THREAD
        | abi::DROP_AT_SHUTDOWN
        | abi::JOIN
        | abi::CANCEL;
    const EMULATED: u64 = abi::EXCEPTIONS;
    const POLLING_THREADS: u32 = 2;

    fn make() -> Self {
        let executor = Arc::new(Executor::new());
        let (stop, stopped) = async_channel::bounded(1);
        let threads = (0..Self::POLLING_THREADS)
            .map(|_| {
                let executor = executor.clone();
                let stopped = stopped.clone();
                std::thread::spawn(move || run(&executor, stopped))
            })
            .collect();
        Threads { executor: Some(executor), stop, threads }
    }

    fn spawn(&self, future: SuiteFuture) -> TaskHandle {
        handle_of(self.executor.as_ref().unwrap().spawn(future))
    }

    fn cancel(&self, handle: &mut TaskHandle) {
        handle.cancel();
    }

    fn join(&self, handle: &mut TaskHandle, context: &mut Context<'_>) -> Joined {
        handle.join(context)
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.stop.close();
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
        drop(self.executor.take());
    }
}

struct Local(LocalExecutor<'static>);

impl Subject for Local {
    type Handle = TaskHandle;
    const NAME: &'static str = "async-local-executor\0";
    const DRIVING: Driving = Driving::Stepping;
    const CAPABILITIES: u64 = abi::STD_WAKER
        | abi::SEVERAL_TASKS
        | abi::SPAWN_FROM_POLL
        | abi::DROP_AT_SHUTDOWN
        | abi::THREAD_BOUND_TASKS
        | abi::JOIN
        | abi::CANCEL;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        Local(LocalExecutor::new())
    }
    fn spawn(&self, future: SuiteFuture) -> TaskHandle {
        handle_of(self.0.spawn(future))
    }

    fn cancel(&self, handle: &mut TaskHandle) {
        handle.cancel();
    }

    fn join(&self, handle: &mut TaskHandle, context: &mut Context<'_>) -> Joined {
        handle.join(context)
    }
    fn drive(&self) {
        while self.0.try_tick() {}
    }
}

subjects!(Threads, Local);

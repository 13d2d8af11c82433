// SPDX-License-Identifier: MIT
//! tokio's schedulers: current_thread, multi_thread, and a LocalSet.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, LocalSet};
use wakelaw_subject::{abi, subjects, Driving, Joined, Subject, SuiteFuture};

const SPAWNED_ANYWHERE: u64 = abi::STD_WAKER
    | abi::SEVERAL_TASKS
    | abi::SPAWN_FROM_POLL
    | abi::SPAWN_FROM_FOREIGN_THREAD
    | abi::DROP_AT_SHUTDOWN
    | abi::JOIN
    | abi::CANCEL;

fn poll_handle(handle: &mut JoinHandle<()>, context: &mut Context<'_>) -> Joined {
    match Pin::new(handle).poll(context) {
        Poll::Pending => Joined::Pending,
        Poll::Ready(Ok(())) => Joined::Finished,
        Poll::Ready(Err(error)) if error.is_panic() => Joined::Threw,
        Poll::Ready(Err(_)) => Joined::Cancelled,
    }
}

/// A current_thread runtime runs while a thread is inside `block_on`: here one that waits for the end.
struct CurrentThread {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Subject for CurrentThread {
    type Handle = JoinHandle<()>;
    const NAME: &'static str = "tokio-current-thread\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = SPAWNED_ANYWHERE;

    fn make() -> Self {
        let runtime = Builder::new_current_thread().build().unwrap();
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let _ = runtime.block_on(stopped);
        });
        CurrentThread { handle, stop: Some(stop), thread: Some(thread) }
    }

    fn spawn(&self, future: SuiteFuture) -> Self::Handle {
        self.handle.spawn(future)
    }

    fn cancel(&self, handle: &mut Self::Handle) {
        handle.abort();
    }

    fn join(&self, handle: &mut Self::Handle, context: &mut Context<'_>) -> Joined {
        poll_handle(handle, context)
    }
}

impl Drop for CurrentThread {
    fn drop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.thread.take().unwrap().join().unwrap();
    }
}

struct MultiThread {
    runtime: Runtime,
}

impl Subject for MultiThread {
    type Handle = JoinHandle<()>;
    const NAME: &'static str = "tokio-multi-thread\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = SPAWNED_ANYWHERE;
    const POLLING_THREADS: u32 = 2;

    fn make() -> Self {
        let threads = Self::POLLING_THREADS as usize;
        MultiThread { runtime: Builder::new_multi_thread().worker_threads(threads).build().unwrap() }
    }

    fn spawn(&self, future: SuiteFuture) -> Self::Handle {
        self.runtime.spawn(future)
    }

    fn cancel(&self, handle: &mut Self::Handle) {
        handle.abort();
    }

    fn join(&self, handle: &mut Self::Handle, context: &mut Context<'_>) -> Joined {
        poll_handle(handle, context)
    }
}

/// A LocalSet is a future that is done when its tasks are.
struct Local {
    runtime: Runtime,
    set: RefCell<LocalSet>,
    driving: Cell<bool>,
}

impl Subject for Local {
    type Handle = JoinHandle<()>;
    const NAME: &'static str = "tokio-local-set\0";
    const DRIVING: Driving = Driving::Blocking;
    const CAPABILITIES: u64 = abi::STD_WAKER
        | abi::SEVERAL_TASKS
        | abi::SPAWN_FROM_POLL
        | abi::DROP_AT_SHUTDOWN
        | abi::THREAD_BOUND_TASKS
        | abi::JOIN
        | abi::CANCEL;

    fn make() -> Self {
        Local {
            runtime: Builder::new_current_thread().build().unwrap(),
            set: RefCell::new(LocalSet::new()),
            driving: Cell::new(false),
        }
    }

    fn spawn(&self, future: SuiteFuture) -> Self::Handle {
        if self.driving.get() {
            tokio::task::spawn_local(future)
        } else {
            self.set.borrow().spawn_local(future)
        }
    }

    fn cancel(&self, handle: &mut Self::Handle) {
        handle.abort();
    }

    fn join(&self, handle: &mut Self::Handle, context: &mut Context<'_>) -> Joined {
        poll_handle(handle, context)
    }

    fn drive(&self) {
        self.driving.set(true);
        self.runtime.block_on(&mut *self.set.borrow_mut());
        self.driving.set(false);
    }
}

subjects!(CurrentThread, MultiThread, Local);

// SPDX-License-Identifier: MIT
//! futures-executor: LocalPool, driven step by step and until all is done; ThreadPool; block_on.

use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use futures_executor::{LocalPool, LocalSpawner, ThreadPool};
use futures_task::{LocalFutureObj, LocalSpawn};
use wakelaw_subject::{abi, subjects, Driving, ExceptionPolicy, Subject, SuiteFuture};

const LOCAL: u64 = abi::STD_WAKER
    | abi::SEVERAL_TASKS
    | abi::SPAWN_FROM_POLL
    | abi::DROP_AT_SHUTDOWN
    | abi::THREAD_BOUND_TASKS;

struct Local {
    pool: RefCell<LocalPool>,
    spawner: LocalSpawner,
}

impl Local {
    fn new() -> Self {
        let pool = LocalPool::new();
        let spawner = pool.spawner();
        Local { pool: RefCell::new(pool), spawner }
    }

    fn spawn(&self, future: SuiteFuture) {
        self.spawner.spawn_local_obj(LocalFutureObj::new(Box::new(future))).unwrap();
    }
}

struct Stepping(Local);

impl Subject for Stepping {
    const NAME: &'static str = "futures-local-pool\0";
    const DRIVING: Driving = Driving::Stepping;
    const CAPABILITIES: u64 = LOCAL;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        Stepping(Local::new())
    }
    fn spawn(&self, future: SuiteFuture) {
        self.0.spawn(future);
    }
    fn drive(&self) {
        self.0.pool.borrow_mut().run_until_stalled();
    }
}

struct Running(Local);

impl Subject for Running {
    const NAME: &'static str = "futures-local-pool-run\0";
    const DRIVING: Driving = Driving::Blocking;
    const CAPABILITIES: u64 = LOCAL;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        Running(Local::new())
    }
    fn spawn(&self, future: SuiteFuture) {
        self.0.spawn(future);
    }
    fn drive(&self) {
        self.0.pool.borrow_mut().run();
    }
}

/// How many threads of a pool live; each is counted down when it ends, however it ends.
#[derive(Default)]
struct Threads {
    living: Mutex<usize>,
    changed: Condvar,
}

struct Living(Arc<Threads>);

impl Drop for Living {
    fn drop(&mut self) {
        *self.0.living.lock().unwrap() -= 1;
        self.0.changed.notify_all();
    }
}

thread_local! {
    static LIVING: RefCell<Option<Living>> = RefCell::new(None);
}

struct Pool {
    pool: Option<ThreadPool>,
    threads: Arc<Threads>,
}

impl Subject for Pool {
    const NAME: &'static str = "futures-thread-pool\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = (abi::STD_WAKER & !abi::WAKERS_OUTLIVE_EXECUTOR)
        | abi::SEVERAL_TASKS
        | abi::SPAWN_FROM_POLL
        | abi::SPAWN_FROM_FOREIGN_THREAD;
    const POLLING_THREADS: u32 = 2;

    fn make() -> Self {
        let size = Self::POLLING_THREADS as usize;
        let threads = Arc::new(Threads::default());
        *threads.living.lock().unwrap() = size;
        let counted = threads.clone();
        let pool = ThreadPool::builder()
            .pool_size(size)
            .after_start(move |_| {
                let living = Living(counted.clone());
                LIVING.with(|place| *place.borrow_mut() = Some(living));
            })
            .create()
            .unwrap();
        Pool { pool: Some(pool), threads }
    }

    fn spawn(&self, future: SuiteFuture) {
        self.pool.as_ref().unwrap().spawn_ok(future);
    }
}

impl Drop for Pool {
    /// The threads end when nothing refers to the pool any more. A task that waits for ever does, and keeps them.
    fn drop(&mut self) {
        drop(self.pool.take());
        let living = self.threads.living.lock().unwrap();
        let limit = Duration::from_secs(1);
        let _ = self.threads.changed.wait_timeout_while(living, limit, |living| *living != 0);
    }
}

struct BlockOn {
    future: RefCell<Option<SuiteFuture>>,
}

impl Subject for BlockOn {
    const NAME: &'static str = "futures-block-on\0";
    const DRIVING: Driving = Driving::Blocking;
    const CAPABILITIES: u64 = abi::STD_WAKER;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        BlockOn { future: RefCell::new(None) }
    }
    fn spawn(&self, future: SuiteFuture) {
        *self.future.borrow_mut() = Some(future);
    }
    fn drive(&self) {
        let future = self.future.borrow_mut().take();
        if let Some(future) = future {
            futures_executor::block_on(future);
        }
    }
}

subjects!(Stepping, Running, Pool, BlockOn);

// SPDX-License-Identifier: MIT
//! futures-executor: LocalPool, driven step by step and until all is done; ThreadPool, with and
//! without handles; block_on.

use std::cell::RefCell;
use std::future::Future;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll};

use futures_channel::oneshot::Canceled;
use futures_executor::{LocalPool, LocalSpawner, ThreadPool};
use futures_task::{LocalFutureObj, LocalSpawn};
use futures_util::future::{FutureExt, RemoteHandle};
use wakelaw_subject::{
    abi, subjects, use_up_late_wakes, Driving, ExceptionPolicy, Joined, Subject, SuiteFuture,
};

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
    type Handle = ();
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
    type Handle = ();
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

/// How many there are of something that counts itself down when it ends, however it ends.
#[derive(Default)]
struct Count {
    living: Mutex<usize>,
    changed: Condvar,
}

impl Count {
    fn one_more(this: &Arc<Count>) -> Counted {
        *this.living.lock().unwrap() += 1;
        Counted(this.clone())
    }

    fn wait_for_none(&self) {
        let living = self.living.lock().unwrap();
        drop(self.changed.wait_while(living, |living| *living != 0).unwrap());
    }
}

struct Counted(Arc<Count>);

impl Drop for Counted {
    fn drop(&mut self) {
        *self.0.living.lock().unwrap() -= 1;
        self.0.changed.notify_all();
    }
}

thread_local! {
    static LIVING: RefCell<Option<Counted>> = RefCell::new(None);
}

const POOL: u64 = (abi::STD_WAKER & !abi::WAKERS_OUTLIVE_EXECUTOR)
    | abi::SEVERAL_TASKS
    | abi::SPAWN_FROM_POLL
    | abi::SPAWN_FROM_FOREIGN_THREAD;
const POOL_THREADS: u32 = 2;

struct Pool {
    pool: Option<ThreadPool>,
    threads: Arc<Count>,
}

impl Pool {
    fn new() -> Self {
        let threads = Arc::new(Count::default());
        let living: Mutex<Vec<Counted>> =
            Mutex::new((0..POOL_THREADS).map(|_| Count::one_more(&threads)).collect());
        let pool = ThreadPool::builder()
            .pool_size(POOL_THREADS as usize)
            .after_start(move |_| {
                let counted = living.lock().unwrap().pop();
                LIVING.with(|place| *place.borrow_mut() = counted);
            })
            .create()
            .unwrap();
        Pool { pool: Some(pool), threads }
    }

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.pool.as_ref().unwrap().spawn_ok(future);
    }
}

impl Drop for Pool {
    /// The threads would end when nothing refers to the pool any more, which each task and each waker does. So each of
    /// them gets a last task, whose panic ends it.
    fn drop(&mut self) {
        let pool = self.pool.take().unwrap();
        for _ in 0..POOL_THREADS {
            pool.spawn_ok(async { resume_unwind(Box::new("the end of a thread")) });
        }
        drop(pool);
        self.threads.wait_for_none();
    }
}

struct Detached(Pool);

impl Subject for Detached {
    type Handle = ();
    const NAME: &'static str = "futures-thread-pool\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = POOL;
    const POLLING_THREADS: u32 = POOL_THREADS;

    fn make() -> Self {
        Detached(Pool::new())
    }
    fn spawn(&self, future: SuiteFuture) {
        self.0.spawn(future);
    }
}

/// The same pool, with a handle for each task, which also keeps a panic from the pool's thread.
struct Remote(Pool);

impl Subject for Remote {
    type Handle = RemoteTask;
    const NAME: &'static str = "futures-remote-handle\0";
    const DRIVING: Driving = Driving::Threads;
    const CAPABILITIES: u64 = POOL | abi::JOIN;
    const POLLING_THREADS: u32 = POOL_THREADS;

    fn make() -> Self {
        Remote(Pool::new())
    }

    fn spawn(&self, future: SuiteFuture) -> RemoteTask {
        let (remote, handle) = future.remote_handle();
        self.0.spawn(remote);
        RemoteTask(Some(handle))
    }

    fn join(&self, handle: &mut RemoteTask, context: &mut Context<'_>) -> Joined {
        let remote = handle.0.as_mut().unwrap();
        match catch_unwind(AssertUnwindSafe(|| remote.poll_unpin(context))) {
            Ok(Poll::Pending) => Joined::Pending,
            Ok(Poll::Ready(())) => Joined::Finished,
            Err(thrown) if thrown.is::<Canceled>() => Joined::Cancelled,
            Err(_) => Joined::Threw,
        }
    }
}

/// Dropped, a handle would cancel; this one detaches.
struct RemoteTask(Option<RemoteHandle<()>>);

impl Drop for RemoteTask {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.forget();
        }
    }
}

struct BlockOn {
    future: RefCell<Option<SuiteFuture>>,
}

impl Subject for BlockOn {
    type Handle = ();
    const NAME: &'static str = "futures-block-on\0";
    const DRIVING: Driving = Driving::Blocking;
    const CAPABILITIES: u64 = abi::STD_WAKER;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        use_up_late_wakes(futures_executor::block_on);
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

subjects!(Stepping, Running, Detached, Remote, BlockOn);

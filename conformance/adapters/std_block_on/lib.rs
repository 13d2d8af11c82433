// SPDX-License-Identifier: MIT
//! The executor in the documentation of `std::task::Wake`, on std alone: a waker that unparks a thread.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use wakelaw_subject::{
    abi, subjects, use_up_late_wakes, Driving, ExceptionPolicy, Subject, SuiteFuture,
};

struct ThreadWaker(Thread);

impl Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let waker = Waker::from(Arc::new(ThreadWaker(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park(),
        }
    }
}

struct BlockOn {
    future: RefCell<Option<SuiteFuture>>,
}

impl Subject for BlockOn {
    type Handle = ();
    const NAME: &'static str = "std-block-on\0";
    const DRIVING: Driving = Driving::Blocking;
    const CAPABILITIES: u64 = abi::STD_WAKER;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        use_up_late_wakes(block_on);
        BlockOn { future: RefCell::new(None) }
    }
    fn spawn(&self, future: SuiteFuture) {
        *self.future.borrow_mut() = Some(future);
    }
    fn drive(&self) {
        let future = self.future.borrow_mut().take();
        if let Some(future) = future {
            block_on(future);
        }
    }
}

subjects!(BlockOn);

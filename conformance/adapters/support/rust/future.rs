// SPDX-License-Identifier: MIT
use std::future::Future;
use std::marker::PhantomPinned;
use std::os::raw::c_void;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::abi;
use crate::waker::lend;

/// The suite's future. Panics where the scenario says so, with a payload that no panic hook prints.
pub struct SuiteFuture {
    raw: abi::Future,
    _pinned: PhantomPinned,
}

// The suite's future may be polled on any thread, one at a time.
unsafe impl Send for SuiteFuture {}

impl SuiteFuture {
    pub(crate) fn new(raw: abi::Future) -> Self {
        SuiteFuture { raw, _pinned: PhantomPinned }
    }

    fn address(&self) -> *const c_void {
        self as *const Self as *const c_void
    }
}

impl Future for SuiteFuture {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let status =
            unsafe { (self.raw.poll)(self.raw.state, self.address(), lend(context.waker())) };
        match status {
            abi::PENDING => Poll::Pending,
            abi::READY => Poll::Ready(()),
            _ => std::panic::resume_unwind(Box::new("thrown by a poll of the suite")),
        }
    }
}

impl Drop for SuiteFuture {
    fn drop(&mut self) {
        unsafe { (self.raw.drop)(self.raw.state, self.address()) }
    }
}

// SPDX-License-Identifier: MIT
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

/// Wakes itself in its first poll, and is ready in the second.
pub struct Yielding {
    again: bool,
}

impl Future for Yielding {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.again, false) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}

/// Uses up what the wakers of an earlier `block_on` may have left to this thread: one that is woken late wakes the next
/// future. It is allowed to, but then what a case shows would depend on the case before it, and its token would not
/// show it again.
pub fn use_up_late_wakes(block_on: impl FnOnce(Yielding)) {
    block_on(Yielding { again: true });
    // The thread's own token, which is taken here in any case.
    thread::current().unpark();
    thread::park();
}

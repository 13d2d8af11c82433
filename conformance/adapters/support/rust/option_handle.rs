// SPDX-License-Identifier: MIT
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};

use crate::table::Joined;

/// What a cancelled handle turns into: it waits until the task does not run any more.
pub type Cancelling = Pin<Box<dyn Future<Output = Option<()>> + Send>>;

/// A handle `T` that is a future of `Option<()>`, as async-task's is: `None` for a task that was cancelled, and for one
/// that panicked. Dropped, it detaches.
pub struct OptionHandle<T> {
    state: State<T>,
    cancel: fn(T) -> Cancelling,
    detach: fn(T),
}

enum State<T> {
    Waiting(T),
    Cancelling(Cancelling),
    Over(Joined),
}

struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

impl<T: Future<Output = Option<()>> + Unpin> OptionHandle<T> {
    pub fn new(handle: T, cancel: fn(T) -> Cancelling, detach: fn(T)) -> Self {
        OptionHandle { state: State::Waiting(handle), cancel, detach }
    }

    /// The library's `cancel` is a future that cancels when it is first polled.
    pub fn cancel(&mut self) {
        match std::mem::replace(&mut self.state, State::Over(Joined::Cancelled)) {
            State::Waiting(handle) => {
                self.state = State::Cancelling((self.cancel)(handle));
                // Whoever waits for the handle has been woken by this poll, and polls the handle again.
                let nobody = Arc::new(Nobody).into();
                self.join(&mut Context::from_waker(&nobody));
            }
            other => self.state = other,
        }
    }

    /// Nobody but a panic and `cancel` ends a task early: the suite joins none while the executor ends.
    pub fn join(&mut self, context: &mut Context<'_>) -> Joined {
        let joined = match &mut self.state {
            State::Waiting(handle) => outcome(Pin::new(handle).poll(context), Joined::Threw),
            State::Cancelling(future) => outcome(future.as_mut().poll(context), Joined::Cancelled),
            State::Over(joined) => return *joined,
        };
        if joined != Joined::Pending {
            self.state = State::Over(joined);
        }
        joined
    }
}

fn outcome(poll: Poll<Option<()>>, otherwise: Joined) -> Joined {
    match poll {
        Poll::Pending => Joined::Pending,
        Poll::Ready(Some(())) => Joined::Finished,
        Poll::Ready(None) => otherwise,
    }
}

impl<T> Drop for OptionHandle<T> {
    fn drop(&mut self) {
        if let State::Waiting(handle) = std::mem::replace(&mut self.state, State::Over(Joined::Pending)) {
            (self.detach)(handle);
        }
    }
}

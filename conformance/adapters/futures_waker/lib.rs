// SPDX-License-Identifier: MIT
//! futures-task's wakers of counted pointers as a vocabulary, borrowed ones included.

use std::sync::Arc;
use std::task::Waker;

use futures_task::{noop_waker, waker, waker_ref, ArcWake};
use wakelaw_subject::vocabulary;
use wakelaw_subject::vocabulary::{Hook, Library};

struct Task(Hook);

impl ArcWake for Task {
    fn wake_by_ref(pointer: &Arc<Self>) {
        pointer.0.woken();
    }
}

struct Futures;

impl Library for Futures {
    const NAME: &'static str = "futures-waker\0";
    const BORROWS: bool = true;
    type Task = Task;

    fn task(hook: Hook) -> Task {
        Task(hook)
    }
    fn waker(pointer: Arc<Task>) -> Waker {
        waker(pointer)
    }
    fn borrow(pointer: &Arc<Task>, user: &mut dyn FnMut(&Waker)) {
        user(&waker_ref(pointer));
    }
    fn noop() -> Waker {
        noop_waker()
    }
}

vocabulary!(Futures);

// SPDX-License-Identifier: MIT
//! std's `Waker`, `Poll`, `Context` and `Wake` as a vocabulary: what the contract was written for.

use std::sync::Arc;
use std::task::{Wake, Waker};

use wakelaw_subject::vocabulary;
use wakelaw_subject::vocabulary::{Hook, Library};

struct Task(Hook);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.woken();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.0.woken();
    }
}

struct Std;

impl Library for Std {
    const NAME: &'static str = "std-waker\0";
    type Task = Task;

    fn task(hook: Hook) -> Task {
        Task(hook)
    }
    fn waker(pointer: Arc<Task>) -> Waker {
        pointer.into()
    }
    fn noop() -> Waker {
        Waker::noop().clone()
    }
}

vocabulary!(Std);

// SPDX-License-Identifier: MIT
//! Wakers of an `Arc<impl Wake>`. std has no borrowed ones.

use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Wake, Waker};

use crate::abi;

#[derive(Default)]
struct Counters {
    wakes: AtomicU64,
    destroyed: AtomicU64,
    throws: AtomicBool,
    /// Whose references a wake counts, and how many it saw.
    watched: Mutex<Weak<Task>>,
    seen: AtomicU64,
}

struct Task(Arc<Counters>);

impl Task {
    fn woken(&self) {
        let counters = &*self.0;
        counters.wakes.fetch_add(1, Relaxed);
        let seen = counters.watched.lock().unwrap().strong_count();
        counters.seen.store(seen as u64, Relaxed);
        if counters.throws.load(Relaxed) {
            resume_unwind(Box::new("thrown by a wake of the suite"));
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.woken();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.woken();
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.destroyed.fetch_add(1, Relaxed);
    }
}

fn count(pointer: &Arc<Task>) -> u64 {
    Arc::strong_count(pointer) as u64
}

fn task() -> (Arc<Counters>, Arc<Task>) {
    let counters = Arc::new(Counters::default());
    let task = Arc::new(Task(counters.clone()));
    (counters, task)
}

pub unsafe extern "C-unwind" fn check(answer: abi::Answer) {
    owning(answer);
    throwing(answer);
    through_the_table(answer);
    recognising(answer);
    converting(answer);
}

unsafe fn owning(answer: abi::Answer) {
    let (counters, pointer) = task();
    answer(abi::QUESTION_COUNTED_MADE, count(&pointer));
    let waker = Waker::from(pointer.clone());
    answer(abi::QUESTION_COUNTED_WITH_WAKER, count(&pointer));
    {
        let _clone = waker.clone();
        answer(abi::QUESTION_COUNTED_WITH_CLONE, count(&pointer));
    }
    answer(abi::QUESTION_COUNTED_CLONE_DROPPED, count(&pointer));
    waker.wake_by_ref();
    answer(abi::QUESTION_HOOK_BY_REF, counters.wakes.swap(0, Relaxed));
    answer(abi::QUESTION_COUNTED_WOKEN_BY_REF, count(&pointer));
    waker.wake();
    answer(abi::QUESTION_HOOK_BY_VALUE, counters.wakes.swap(0, Relaxed));
    answer(abi::QUESTION_COUNTED_WOKEN, count(&pointer));
    answer(abi::QUESTION_COUNTED_DESTROYED_EARLY, counters.destroyed.load(Relaxed));
    // The last reference ends on another thread.
    let last = Waker::from(pointer);
    std::thread::spawn(move || drop(last)).join().unwrap();
    answer(abi::QUESTION_COUNTED_DESTROYED, counters.destroyed.load(Relaxed));
}

unsafe fn throwing(answer: abi::Answer) {
    let (counters, pointer) = task();
    let waker = Waker::from(pointer.clone());
    counters.throws.store(true, Relaxed);
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake_by_ref()));
    answer(abi::QUESTION_THROWING_BY_REF, count(&pointer));
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
    answer(abi::QUESTION_THROWING_BY_VALUE, count(&pointer));
}

/// An operation of a `Waker` is one call of the function of that name in its table, whose functions nobody else can call.
unsafe fn through_the_table(answer: abi::Answer) {
    let (_counters, pointer) = task();
    let waker = Waker::from(pointer.clone());
    let first = Waker::clone(&waker);
    answer(abi::QUESTION_TABLE_CLONED, count(&pointer));
    Waker::wake_by_ref(&first);
    answer(abi::QUESTION_TABLE_WOKEN_BY_REF, count(&pointer));
    Waker::wake(first);
    answer(abi::QUESTION_TABLE_WOKEN, count(&pointer));
    drop(Waker::clone(&waker));
    answer(abi::QUESTION_TABLE_DROPPED, count(&pointer));
}

unsafe fn recognising(answer: abi::Answer) {
    let (_counters, pointer) = task();
    let owning = Waker::from(pointer.clone());
    let clone = owning.clone();
    let both = owning.will_wake(&clone) && clone.will_wake(&owning);
    answer(abi::QUESTION_OWNING_WILL_WAKE_CLONE, both as u64);
}

/// What a conversion costs, and a wake by value.
unsafe fn converting(answer: abi::Answer) {
    let (counters, pointer) = task();
    let shared = pointer.clone();
    answer(abi::QUESTION_CONVERSION_BEGINS, 0);
    let waker = Waker::from(shared);
    answer(abi::QUESTION_CONVERSION_ALLOCATIONS, 0);
    *counters.watched.lock().unwrap() = Arc::downgrade(&pointer);
    let before = count(&pointer);
    waker.wake();
    let seen = counters.seen.load(Relaxed);
    answer(abi::QUESTION_REFERENCES_TAKEN_BY_WAKE, seen.saturating_sub(before));
}

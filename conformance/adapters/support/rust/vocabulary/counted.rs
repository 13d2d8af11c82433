// SPDX-License-Identifier: MIT
//! Wakers of a counted pointer, as a library makes them of an `Arc`.

use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use super::abi;

/// Who makes wakers of counted pointers.
pub trait Library {
    /// Ends with a zero byte.
    const NAME: &'static str;
    /// Whether there are borrowed wakers.
    const BORROWS: bool = false;
    /// The object behind the pointer. A wake ends in `woken` of its hook.
    type Task: Send + Sync + 'static;

    fn task(hook: Hook) -> Self::Task;
    fn waker(pointer: Arc<Self::Task>) -> Waker;
    /// With `BORROWS`: borrows a waker from the pointer for as long as `user` runs.
    fn borrow(_pointer: &Arc<Self::Task>, _user: &mut dyn FnMut(&Waker)) {}
    fn noop() -> Waker;
}

#[derive(Default)]
struct Counters {
    wakes: AtomicU64,
    destroyed: AtomicU64,
    throws: AtomicBool,
    /// Whose references a wake counts, and how many it saw.
    watched: Mutex<Option<Box<dyn Fn() -> u64 + Send>>>,
    seen: AtomicU64,
}

/// Counts wakes, and the destruction of the object that it is a part of.
pub struct Hook(Arc<Counters>);

impl Hook {
    /// Panics where the check says so.
    pub fn woken(&self) {
        let counters = &*self.0;
        counters.wakes.fetch_add(1, Relaxed);
        if let Some(count) = &*counters.watched.lock().unwrap() {
            counters.seen.store(count(), Relaxed);
        }
        if counters.throws.load(Relaxed) {
            resume_unwind(Box::new("thrown by a wake of the suite"));
        }
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.0.destroyed.fetch_add(1, Relaxed);
    }
}

fn count<T>(pointer: &Arc<T>) -> u64 {
    Arc::strong_count(pointer) as u64
}

fn task<L: Library>() -> (Arc<Counters>, Arc<L::Task>) {
    let counters = Arc::new(Counters::default());
    let task = Arc::new(L::task(Hook(counters.clone())));
    (counters, task)
}

pub unsafe extern "C-unwind" fn check<L: Library>(answer: abi::Answer) {
    owning::<L>(answer);
    borrowing::<L>(answer);
    throwing::<L>(answer);
    through_the_table::<L>(answer);
    recognising::<L>(answer);
    converting::<L>(answer);
}

unsafe fn owning<L: Library>(answer: abi::Answer) {
    let (counters, pointer) = task::<L>();
    answer(abi::QUESTION_COUNTED_MADE, count(&pointer));
    let waker = L::waker(pointer.clone());
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
    let last = L::waker(pointer);
    std::thread::spawn(move || drop(last)).join().unwrap();
    answer(abi::QUESTION_COUNTED_DESTROYED, counters.destroyed.load(Relaxed));
}

unsafe fn borrowing<L: Library>(answer: abi::Answer) {
    let (_counters, pointer) = task::<L>();
    let mut kept = None;
    L::borrow(&pointer, &mut |waker| {
        answer(abi::QUESTION_BORROWED_MADE, count(&pointer));
        kept = Some(waker.clone());
        answer(abi::QUESTION_BORROWED_CLONED, count(&pointer));
    });
    if kept.is_some() {
        answer(abi::QUESTION_BORROWED_GONE, count(&pointer));
        drop(kept);
        answer(abi::QUESTION_BORROWED_CLONE_DROPPED, count(&pointer));
    }
}

unsafe fn throwing<L: Library>(answer: abi::Answer) {
    let (counters, pointer) = task::<L>();
    let waker = L::waker(pointer.clone());
    counters.throws.store(true, Relaxed);
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake_by_ref()));
    answer(abi::QUESTION_THROWING_BY_REF, count(&pointer));
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
    answer(abi::QUESTION_THROWING_BY_VALUE, count(&pointer));
}

/// An operation of a `Waker` is one call of the function of that name in its table, whose functions nobody else can call.
unsafe fn through_the_table<L: Library>(answer: abi::Answer) {
    let (_counters, pointer) = task::<L>();
    let waker = L::waker(pointer.clone());
    let first = Waker::clone(&waker);
    answer(abi::QUESTION_TABLE_CLONED, count(&pointer));
    Waker::wake_by_ref(&first);
    answer(abi::QUESTION_TABLE_WOKEN_BY_REF, count(&pointer));
    Waker::wake(first);
    answer(abi::QUESTION_TABLE_WOKEN, count(&pointer));
    drop(Waker::clone(&waker));
    answer(abi::QUESTION_TABLE_DROPPED, count(&pointer));
}

fn both(left: &Waker, right: &Waker) -> u64 {
    (left.will_wake(right) && right.will_wake(left)) as u64
}

unsafe fn recognising<L: Library>(answer: abi::Answer) {
    let (_counters, pointer) = task::<L>();
    let owning = L::waker(pointer.clone());
    let clone = owning.clone();
    answer(abi::QUESTION_OWNING_WILL_WAKE_CLONE, both(&owning, &clone));
    L::borrow(&pointer, &mut |borrowed| {
        let kept = borrowed.clone();
        answer(abi::QUESTION_BORROWED_WILL_WAKE_OWNING, both(borrowed, &owning));
        answer(abi::QUESTION_BORROWED_WILL_WAKE_CLONE, both(borrowed, &kept));
    });
}

/// What a conversion costs, and a wake by value.
unsafe fn converting<L: Library>(answer: abi::Answer) {
    let (counters, pointer) = task::<L>();
    let shared = pointer.clone();
    answer(abi::QUESTION_CONVERSION_BEGINS, 0);
    let waker = L::waker(shared);
    answer(abi::QUESTION_CONVERSION_ALLOCATIONS, 0);
    let watched = Arc::downgrade(&pointer);
    *counters.watched.lock().unwrap() = Some(Box::new(move || watched.strong_count() as u64));
    let before = count(&pointer);
    waker.wake();
    let seen = counters.seen.load(Relaxed);
    answer(abi::QUESTION_REFERENCES_TAKEN_BY_WAKE, seen.saturating_sub(before));
}

// SPDX-License-Identifier: MIT
//! `std::task::Poll`, with several types in it. Moves do not throw in Rust, and nothing is copied unasked.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::Poll;

use super::abi;

static ALIVE: AtomicU64 = AtomicU64::new(0);
static COPIES: AtomicU64 = AtomicU64::new(0);

/// A value that counts itself.
struct Counted(u64);

impl Counted {
    fn new(number: u64) -> Self {
        ALIVE.fetch_add(1, Relaxed);
        Counted(number)
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        COPIES.fetch_add(1, Relaxed);
        Counted::new(self.0)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Relaxed);
    }
}

pub unsafe extern "C-unwind" fn check(answer: abi::Answer) {
    ALIVE.store(0, Relaxed);
    COPIES.store(0, Relaxed);
    {
        let pending: Poll<Counted> = Poll::Pending;
        answer(abi::QUESTION_POLL_PENDING_IS_READY, pending.is_ready() as u64);
        answer(abi::QUESTION_POLL_PENDING_VALUES, ALIVE.load(Relaxed));
    }
    {
        let ready = Poll::Ready(Counted::new(7));
        answer(abi::QUESTION_POLL_READY_IS_READY, ready.is_ready() as u64);
        answer(abi::QUESTION_POLL_READY_VALUES, ALIVE.load(Relaxed));
        let moved = ready;
        let taken = match moved {
            Poll::Ready(value) => value.0,
            Poll::Pending => 0,
        };
        answer(abi::QUESTION_POLL_TAKEN_VALUE, taken);
    }
    answer(abi::QUESTION_POLL_LEFT_VALUES, ALIVE.load(Relaxed));
    answer(abi::QUESTION_POLL_COPIES, COPIES.load(Relaxed));
    let owner = Box::new(7);
    let address: *const i32 = &*owner;
    let came_out = |one: Poll<Box<i32>>| matches!(one, Poll::Ready(it) if std::ptr::eq(&*it, address));
    answer(abi::QUESTION_POLL_MOVE_ONLY, came_out(Poll::Ready(owner)) as u64);
    let referred = 7;
    let same = |one: Poll<&i32>| matches!(one, Poll::Ready(it) if std::ptr::eq(it, &referred));
    answer(abi::QUESTION_POLL_REFERENCE, same(Poll::Ready(&referred)) as u64);
    let unit: [Poll<()>; 2] = [Poll::Ready(()), Poll::Pending];
    answer(abi::QUESTION_POLL_VOID, (unit[0].is_ready() && unit[1].is_pending()) as u64);
    check_map(answer);
}

unsafe fn check_map(answer: abi::Answer) {
    let mut calls = 0;
    let mapped = Poll::Ready(7).map(|value| {
        calls += 1;
        value + 1
    });
    answer(abi::QUESTION_MAP_READY_CALLS, calls);
    answer(abi::QUESTION_MAP_READY_RESULT, (mapped == Poll::Ready(8)) as u64);
    calls = 0;
    let unmapped = Poll::<i32>::Pending.map(|value| {
        calls += 1;
        value + 1
    });
    answer(abi::QUESTION_MAP_PENDING_CALLS, calls);
    answer(abi::QUESTION_MAP_PENDING_RESULT, unmapped.is_pending() as u64);
}

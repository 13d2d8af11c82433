// SPDX-License-Identifier: MIT
//! `std::task::Waker` behind the suite's vtable. Rust's own table has functions of Rust's calling convention, so a waker
//! that the suite keeps is a `Waker` in a box.

use std::os::raw::{c_int, c_void};
use std::panic::AssertUnwindSafe;
use std::task::Waker;

use crate::abi::{RawWaker, WakerVTable};

static OWNED: WakerVTable = WakerVTable { clone, wake, wake_by_ref, drop: drop_owned };
static LENT: WakerVTable = WakerVTable { clone, wake: wake_by_ref, wake_by_ref, drop: drop_lent };

/// For the duration of a poll.
pub(crate) fn lend(waker: &Waker) -> RawWaker {
    RawWaker { data: waker as *const Waker as *const c_void, vtable: &LENT }
}

unsafe fn waker<'a>(data: *const c_void) -> &'a Waker {
    &*(data as *const Waker)
}

unsafe extern "C" fn clone(data: *const c_void) -> RawWaker {
    let boxed = Box::new(waker(data).clone());
    RawWaker { data: Box::into_raw(boxed) as *const c_void, vtable: &OWNED }
}

unsafe extern "C" fn wake(data: *const c_void) {
    let boxed = Box::from_raw(data as *mut Waker);
    boxed.wake();
}

unsafe extern "C" fn wake_by_ref(data: *const c_void) {
    waker(data).wake_by_ref();
}

unsafe extern "C" fn drop_owned(data: *const c_void) {
    drop(Box::from_raw(data as *mut Waker));
}

unsafe extern "C" fn drop_lent(_data: *const c_void) {}

fn is_known(raw: RawWaker) -> bool {
    std::ptr::eq(raw.vtable, &OWNED) || std::ptr::eq(raw.vtable, &LENT)
}

pub(crate) unsafe extern "C" fn will_wake(left: RawWaker, right: RawWaker) -> c_int {
    (is_known(left) && is_known(right) && waker(left.data).will_wake(waker(right.data))) as c_int
}

/// Moves the `Waker` out and back, through another variable, a swap, and an assignment over one that is held.
pub(crate) unsafe extern "C" fn move_waker(raw: RawWaker) {
    if !std::ptr::eq(raw.vtable, &OWNED) {
        return;
    }
    let place = raw.data as *mut Waker;
    let moved = std::ptr::read(place);
    let mut other = moved.clone();
    std::ptr::write(place, moved);
    std::mem::swap(&mut *place, &mut other);
    *place = other;
}

/// Whether `operation` returned without a panic.
pub(crate) fn survives(operation: impl FnOnce()) -> bool {
    std::panic::catch_unwind(AssertUnwindSafe(operation)).is_ok()
}

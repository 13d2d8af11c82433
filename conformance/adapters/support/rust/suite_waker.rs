// SPDX-License-Identifier: MIT
//! The suite's wakers as `std::task::Waker`s: what a join handle is polled with.

use std::mem::ManuallyDrop;
use std::task::{RawWaker, RawWakerVTable, Waker};

use crate::abi;

static OWNED: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_owned);
static LENT: RawWakerVTable = RawWakerVTable::new(clone, wake_by_ref, wake_by_ref, drop_lent);

/// For as long as `raw` stays where it is: whoever wants more clones it.
pub(crate) fn lent(raw: &abi::RawWaker) -> ManuallyDrop<Waker> {
    let data = raw as *const abi::RawWaker as *const ();
    ManuallyDrop::new(unsafe { Waker::from_raw(RawWaker::new(data, &LENT)) })
}

unsafe fn suite<'a>(data: *const ()) -> &'a abi::RawWaker {
    &*(data as *const abi::RawWaker)
}

unsafe fn clone(data: *const ()) -> RawWaker {
    let raw = suite(data);
    let boxed = Box::new(((*raw.vtable).clone)(raw.data));
    RawWaker::new(Box::into_raw(boxed) as *const (), &OWNED)
}

unsafe fn wake(data: *const ()) {
    let raw = Box::from_raw(data as *mut abi::RawWaker);
    ((*raw.vtable).wake)(raw.data);
}

unsafe fn wake_by_ref(data: *const ()) {
    let raw = suite(data);
    ((*raw.vtable).wake_by_ref)(raw.data);
}

unsafe fn drop_owned(data: *const ()) {
    let raw = Box::from_raw(data as *mut abi::RawWaker);
    ((*raw.vtable).drop)(raw.data);
}

unsafe fn drop_lent(_data: *const ()) {}

// SPDX-License-Identifier: MIT
//! The suite's tables as std's. Their functions have another calling convention, so each table of the suite's gets one of
//! std's in its place, whose functions pass the data pointer through; a waker keeps its own.

use std::ptr::{eq, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::task::{RawWaker, RawWakerVTable};

use super::abi::{self, SuiteTable};

/// The suite has one for each of its instruments.
const MOST: usize = 16;

static SUITE: [AtomicPtr<SuiteTable>; MOST] = {
    #[allow(clippy::declare_interior_mutable_const)]
    const NONE: AtomicPtr<SuiteTable> = AtomicPtr::new(null_mut());
    [NONE; MOST]
};

struct In<const PLACE: usize>;

impl<const PLACE: usize> In<PLACE> {
    const TABLE: RawWakerVTable =
        RawWakerVTable::new(Self::clone, Self::wake, Self::wake_by_ref, Self::drop);

    unsafe fn table<'a>() -> &'a SuiteTable {
        &*SUITE[PLACE].load(Ordering::Acquire)
    }
    unsafe fn clone(data: *const ()) -> RawWaker {
        from_suite((Self::table().clone)(data as *const _))
    }
    unsafe fn wake(data: *const ()) {
        (Self::table().wake)(data as *const _);
    }
    unsafe fn wake_by_ref(data: *const ()) {
        (Self::table().wake_by_ref)(data as *const _);
    }
    unsafe fn drop(data: *const ()) {
        (Self::table().drop)(data as *const _);
    }
}

static STD: [RawWakerVTable; MOST] = [
    In::<0>::TABLE,
    In::<1>::TABLE,
    In::<2>::TABLE,
    In::<3>::TABLE,
    In::<4>::TABLE,
    In::<5>::TABLE,
    In::<6>::TABLE,
    In::<7>::TABLE,
    In::<8>::TABLE,
    In::<9>::TABLE,
    In::<10>::TABLE,
    In::<11>::TABLE,
    In::<12>::TABLE,
    In::<13>::TABLE,
    In::<14>::TABLE,
    In::<15>::TABLE,
];

/// The place of the suite's table, which it is given the first time.
fn place_of(table: *mut SuiteTable) -> usize {
    let known = |place: &AtomicPtr<SuiteTable>| {
        let before =
            place.compare_exchange(null_mut(), table, Ordering::AcqRel, Ordering::Acquire);
        before.map_or_else(|other| other == table, |_| true)
    };
    SUITE.iter().position(known).expect("the suite has few tables")
}

pub fn from_suite(raw: abi::RawWaker) -> RawWaker {
    RawWaker::new(raw.data as *const (), &STD[place_of(raw.vtable as *mut SuiteTable)])
}

/// The words that the waker was made of; of another waker, a table that the suite does not know.
pub fn to_suite(data: *const (), vtable: &'static RawWakerVTable) -> abi::RawWaker {
    let place = STD.iter().position(|one| eq(one, vtable));
    let table = place.map_or(null_mut(), |place| SUITE[place].load(Ordering::Acquire));
    abi::RawWaker { data: data as *const _, vtable: table as *const _ }
}

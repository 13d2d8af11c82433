// SPDX-License-Identifier: MIT
use std::os::raw::c_void;

use crate::abi;
use crate::future::SuiteFuture;
use crate::waker::{move_waker, survives, will_wake};

pub enum Driving {
    Threads,
    Stepping,
    Blocking,
}

pub enum ExceptionPolicy {
    Isolated,
    ReachesDriver,
}

/// An executor under test. The suite makes it, drives it and drops it on one thread; `spawn` is called as declared.
pub trait Subject: Sized {
    /// Ends with a zero byte.
    const NAME: &'static str;
    /// The version of the crate, if it is known; ends with a zero byte.
    const VERSION: &'static str = "\0";
    const DRIVING: Driving;
    /// Bits of `abi`.
    const CAPABILITIES: u64;
    const EMULATED: u64 = 0;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::Isolated;
    const POLLING_THREADS: u32 = 1;

    fn make() -> Self;
    fn spawn(&self, future: SuiteFuture);
    /// `run_until_stalled` or `run`; never called with `Driving::Threads`.
    fn drive(&self) {}
}

unsafe extern "C" fn make<S: Subject>() -> *mut c_void {
    match std::panic::catch_unwind(S::make) {
        Ok(made) => Box::into_raw(Box::new(made)) as *mut c_void,
        Err(_) => std::ptr::null_mut(),
    }
}

unsafe extern "C" fn destroy<S: Subject>(executor: *mut c_void) {
    drop(Box::from_raw(executor as *mut S));
}

unsafe extern "C" fn spawn<S: Subject>(
    executor: *mut c_void,
    future: abi::Future,
    _handle: *mut *mut c_void,
) -> abi::Status {
    let future = SuiteFuture::new(future);
    status_of(|| (*(executor as *const S)).spawn(future))
}

unsafe extern "C" fn drive<S: Subject>(executor: *mut c_void) -> abi::Status {
    status_of(|| (*(executor as *const S)).drive())
}

fn status_of(operation: impl FnOnce()) -> abi::Status {
    if survives(operation) {
        abi::OK
    } else {
        abi::THREW
    }
}

/// The table of a subject.
pub fn table<S: Subject>() -> abi::Subject {
    assert!(S::NAME.ends_with('\0') && S::VERSION.ends_with('\0'));
    abi::Subject {
        abi_version: abi::ABI_VERSION,
        struct_size: std::mem::size_of::<abi::Subject>() as u32,
        name: S::NAME.as_ptr() as *const _,
        version: if S::VERSION == "\0" { std::ptr::null() } else { S::VERSION.as_ptr() as *const _ },
        capabilities: S::CAPABILITIES,
        emulated: S::EMULATED,
        contract: 0,
        profiles: 0,
        driving: match S::DRIVING {
            Driving::Threads => 0,
            Driving::Stepping => 1,
            Driving::Blocking => 2,
        },
        exception_policy: match S::EXCEPTION_POLICY {
            ExceptionPolicy::Isolated => 0,
            ExceptionPolicy::ReachesDriver => 1,
        },
        polling_threads: S::POLLING_THREADS,
        flags: abi::FLAG_BOXED_WAKERS,
        make: Some(make::<S>),
        destroy: Some(destroy::<S>),
        spawn: Some(spawn::<S>),
        drive: match S::DRIVING {
            Driving::Threads => None,
            _ => Some(drive::<S>),
        },
        release_handle: None,
        cancel: None,
        join: None,
        will_wake: Some(will_wake),
        move_waker: Some(move_waker),
        last_error: None,
    }
}

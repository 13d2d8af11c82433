// SPDX-License-Identifier: MIT
use std::os::raw::c_void;
use std::task::Context;

use crate::abi;
use crate::future::SuiteFuture;
use crate::suite_waker::lent;
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

/// What a poll of a handle came to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    Pending,
    Finished,
    Threw,
    Cancelled,
}

/// An executor under test. The suite makes it, drives it and drops it on one thread; `spawn` is called as declared.
pub trait Subject: Sized {
    /// Of a task; `()` where neither `abi::JOIN` nor `abi::CANCEL` is declared. The suite uses it on one thread at a
    /// time, and drops it before the subject.
    type Handle;
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
    fn spawn(&self, future: SuiteFuture) -> Self::Handle;
    /// With `abi::CANCEL`.
    fn cancel(&self, _handle: &mut Self::Handle) {}
    /// With `abi::JOIN`: polls the handle, until the first answer but `Pending`.
    fn join(&self, _handle: &mut Self::Handle, _context: &mut Context<'_>) -> Joined {
        Joined::Pending
    }
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
    place: *mut *mut c_void,
) -> abi::Status {
    let future = SuiteFuture::new(future);
    status_of(|| {
        let handle = (*(executor as *const S)).spawn(future);
        if has_handles::<S>() {
            *place = Box::into_raw(Box::new(handle)) as *mut c_void;
        }
    })
}

fn has_handles<S: Subject>() -> bool {
    S::CAPABILITIES & (abi::JOIN | abi::CANCEL) != 0
}

unsafe extern "C" fn release_handle<S: Subject>(_executor: *mut c_void, handle: *mut c_void) {
    drop(Box::from_raw(handle as *mut S::Handle));
}

unsafe extern "C" fn cancel<S: Subject>(
    executor: *mut c_void,
    handle: *mut c_void,
) -> abi::Status {
    status_of(|| (*(executor as *const S)).cancel(&mut *(handle as *mut S::Handle)))
}

unsafe extern "C" fn join<S: Subject>(
    executor: *mut c_void,
    handle: *mut c_void,
    waker: abi::RawWaker,
) -> abi::JoinStatus {
    let waker = lent(&waker);
    let mut joined = Joined::Pending;
    survives(|| {
        let mut context = Context::from_waker(&waker);
        joined = (*(executor as *const S)).join(&mut *(handle as *mut S::Handle), &mut context);
    });
    match joined {
        Joined::Pending => abi::JOIN_PENDING,
        Joined::Finished => abi::JOIN_FINISHED,
        Joined::Threw => abi::JOIN_THREW,
        Joined::Cancelled => abi::JOIN_CANCELLED,
    }
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
        release_handle: if has_handles::<S>() { Some(release_handle::<S>) } else { None },
        cancel: if S::CAPABILITIES & abi::CANCEL != 0 { Some(cancel::<S>) } else { None },
        join: if S::CAPABILITIES & abi::JOIN != 0 { Some(join::<S>) } else { None },
        will_wake: Some(will_wake),
        move_waker: Some(move_waker),
        last_error: None,
    }
}

// SPDX-License-Identifier: MIT
//! `conformance/abi/wakelaw.h`, type by type. What the fields mean is written there.

use std::os::raw::{c_char, c_int, c_void};

pub const ABI_VERSION: u32 = 1;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawWaker {
    pub data: *const c_void,
    pub vtable: *const WakerVTable,
}

#[repr(C)]
pub struct WakerVTable {
    pub clone: unsafe extern "C" fn(*const c_void) -> RawWaker,
    pub wake: unsafe extern "C" fn(*const c_void),
    pub wake_by_ref: unsafe extern "C" fn(*const c_void),
    pub drop: unsafe extern "C" fn(*const c_void),
}

pub type PollStatus = i32;
pub const PENDING: PollStatus = 0;
pub const READY: PollStatus = 1;

#[repr(C)]
pub struct Future {
    pub state: *mut c_void,
    pub poll: unsafe extern "C" fn(*mut c_void, *const c_void, RawWaker) -> PollStatus,
    pub drop: unsafe extern "C" fn(*mut c_void, *const c_void),
}

pub const CLONE: u64 = 1 << 0;
pub const WAKE_BY_REF: u64 = 1 << 1;
pub const WILL_WAKE: u64 = 1 << 2;
pub const SEVERAL_TASKS: u64 = 1 << 3;
pub const WAKE_FROM_FOREIGN_THREAD: u64 = 1 << 4;
pub const SPAWN_FROM_POLL: u64 = 1 << 5;
pub const SPAWN_FROM_FOREIGN_THREAD: u64 = 1 << 6;
pub const EXCEPTIONS: u64 = 1 << 7;
pub const WAKERS_OUTLIVE_TASK: u64 = 1 << 8;
pub const WAKERS_OUTLIVE_EXECUTOR: u64 = 1 << 9;
pub const DROP_AT_SHUTDOWN: u64 = 1 << 10;
pub const THREAD_BOUND_TASKS: u64 = 1 << 11;
pub const WAKER_MOVE: u64 = 1 << 13;
pub const CANCEL: u64 = 1 << 14;
pub const JOIN: u64 = 1 << 15;

/// What every `std::task::Waker` can do, and what its tasks can.
pub const STD_WAKER: u64 = CLONE
    | WAKE_BY_REF
    | WILL_WAKE
    | WAKE_FROM_FOREIGN_THREAD
    | WAKERS_OUTLIVE_TASK
    | WAKERS_OUTLIVE_EXECUTOR
    | WAKER_MOVE
    | EXCEPTIONS;

pub const FLAG_BOXED_WAKERS: u32 = 1;

pub type Status = i32;
pub const OK: Status = 0;
pub const THREW: Status = 1;

pub type JoinStatus = i32;
pub const JOIN_PENDING: JoinStatus = 0;
pub const JOIN_FINISHED: JoinStatus = 1;
pub const JOIN_THREW: JoinStatus = 2;
pub const JOIN_CANCELLED: JoinStatus = 3;

#[repr(C)]
pub struct Subject {
    pub abi_version: u32,
    pub struct_size: u32,
    pub name: *const c_char,
    pub version: *const c_char,
    pub capabilities: u64,
    pub emulated: u64,
    pub contract: u64,
    pub profiles: u64,
    pub driving: u32,
    pub exception_policy: u32,
    pub polling_threads: u32,
    pub flags: u32,
    pub make: Option<unsafe extern "C" fn() -> *mut c_void>,
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    pub spawn: Option<unsafe extern "C" fn(*mut c_void, Future, *mut *mut c_void) -> Status>,
    pub drive: Option<unsafe extern "C" fn(*mut c_void) -> Status>,
    pub release_handle: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    pub cancel: Option<unsafe extern "C" fn(*mut c_void, *mut c_void) -> Status>,
    pub join: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, RawWaker) -> JoinStatus>,
    pub will_wake: Option<unsafe extern "C" fn(RawWaker, RawWaker) -> c_int>,
    pub move_waker: Option<unsafe extern "C" fn(RawWaker)>,
    pub last_error: Option<unsafe extern "C" fn() -> *const c_char>,
}

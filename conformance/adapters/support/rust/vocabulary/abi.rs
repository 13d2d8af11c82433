// SPDX-License-Identifier: MIT
//! The part of `conformance/abi/wakelaw.h` that speaks of waker classes. The suite's functions may throw.

use std::os::raw::{c_int, c_void};

pub use crate::abi::{RawWaker, CLONE, EXCEPTIONS, WAKER_MOVE, WAKE_BY_REF, WILL_WAKE};
use crate::abi::{Subject, ABI_VERSION};

/// The suite's table of a waker.
#[repr(C)]
pub struct SuiteTable {
    pub clone: unsafe extern "C-unwind" fn(*const c_void) -> RawWaker,
    pub wake: unsafe extern "C-unwind" fn(*const c_void),
    pub wake_by_ref: unsafe extern "C-unwind" fn(*const c_void),
    pub drop: unsafe extern "C-unwind" fn(*const c_void),
}

pub const CLONE_FROM: u64 = 1 << 16;
pub const NOOP_WAKER: u64 = 1 << 17;
pub const RAW_WORDS: u64 = 1 << 18;
pub const POLL_TYPE: u64 = 1 << 19;
pub const CONTEXT_TYPE: u64 = 1 << 20;
pub const COUNTED_WAKERS: u64 = 1 << 21;
pub const BORROWED_WAKERS: u64 = 1 << 22;

const DRIVING_NONE: u32 = 3;

pub type Answer = unsafe extern "C-unwind" fn(u16, u64);

pub const QUESTION_POLL_PENDING_IS_READY: u16 = 0;
pub const QUESTION_POLL_PENDING_VALUES: u16 = 1;
pub const QUESTION_POLL_READY_IS_READY: u16 = 2;
pub const QUESTION_POLL_READY_VALUES: u16 = 3;
pub const QUESTION_POLL_TAKEN_VALUE: u16 = 4;
pub const QUESTION_POLL_LEFT_VALUES: u16 = 5;
pub const QUESTION_POLL_COPIES: u16 = 6;
pub const QUESTION_POLL_MOVE_ONLY: u16 = 7;
pub const QUESTION_POLL_REFERENCE: u16 = 8;
pub const QUESTION_POLL_VOID: u16 = 9;
pub const QUESTION_MAP_READY_CALLS: u16 = 11;
pub const QUESTION_MAP_READY_RESULT: u16 = 12;
pub const QUESTION_MAP_PENDING_CALLS: u16 = 13;
pub const QUESTION_MAP_PENDING_RESULT: u16 = 14;
pub const QUESTION_CONTEXT_SAME_WAKER: u16 = 15;
pub const QUESTION_CONTEXT_COPYABLE: u16 = 16;
pub const QUESTION_COUNTED_MADE: u16 = 18;
pub const QUESTION_COUNTED_WITH_WAKER: u16 = 19;
pub const QUESTION_COUNTED_WITH_CLONE: u16 = 20;
pub const QUESTION_COUNTED_CLONE_DROPPED: u16 = 21;
pub const QUESTION_COUNTED_WOKEN_BY_REF: u16 = 22;
pub const QUESTION_COUNTED_WOKEN: u16 = 23;
pub const QUESTION_COUNTED_DESTROYED_EARLY: u16 = 24;
pub const QUESTION_COUNTED_DESTROYED: u16 = 25;
pub const QUESTION_BORROWED_MADE: u16 = 26;
pub const QUESTION_BORROWED_CLONED: u16 = 27;
pub const QUESTION_BORROWED_GONE: u16 = 28;
pub const QUESTION_BORROWED_CLONE_DROPPED: u16 = 29;
pub const QUESTION_HOOK_BY_REF: u16 = 30;
pub const QUESTION_HOOK_BY_VALUE: u16 = 31;
pub const QUESTION_THROWING_BY_REF: u16 = 32;
pub const QUESTION_THROWING_BY_VALUE: u16 = 33;
pub const QUESTION_TABLE_CLONED: u16 = 34;
pub const QUESTION_TABLE_WOKEN_BY_REF: u16 = 35;
pub const QUESTION_TABLE_WOKEN: u16 = 36;
pub const QUESTION_TABLE_DROPPED: u16 = 37;
pub const QUESTION_OWNING_WILL_WAKE_CLONE: u16 = 38;
pub const QUESTION_BORROWED_WILL_WAKE_OWNING: u16 = 39;
pub const QUESTION_BORROWED_WILL_WAKE_CLONE: u16 = 40;
pub const QUESTION_CONVERSION_BEGINS: u16 = 41;
pub const QUESTION_CONVERSION_ALLOCATIONS: u16 = 42;
pub const QUESTION_REFERENCES_TAKEN_BY_WAKE: u16 = 43;

type OnOne = unsafe extern "C-unwind" fn(*mut c_void);
type OnTwo = unsafe extern "C-unwind" fn(*mut c_void, *mut c_void);
type FromOne = unsafe extern "C-unwind" fn(*const c_void, *mut c_void);

#[repr(C)]
pub struct Vocabulary {
    pub struct_size: u32,
    pub size: usize,
    pub alignment: usize,
    pub make: unsafe extern "C-unwind" fn(*mut c_void, RawWaker),
    pub make_noop: OnOne,
    pub destroy: OnOne,
    pub clone_to: FromOne,
    pub clone_from: FromOne,
    pub move_to: OnTwo,
    pub assign: OnTwo,
    pub exchange: OnTwo,
    pub wake: OnOne,
    pub wake_by_ref: unsafe extern "C-unwind" fn(*const c_void),
    pub will_wake: unsafe extern "C-unwind" fn(*const c_void, *const c_void) -> c_int,
    pub words: unsafe extern "C-unwind" fn(*const c_void) -> RawWaker,
    pub take_apart: OnOne,
    pub check_poll: unsafe extern "C-unwind" fn(Answer),
    pub check_context: unsafe extern "C-unwind" fn(*const c_void, Answer),
    pub check_counted: unsafe extern "C-unwind" fn(Answer),
}

/// The table of a subject, to its end.
#[repr(C)]
pub struct VocabularySubject {
    subject: Subject,
    vocabulary: &'static Vocabulary,
}

impl VocabularySubject {
    /// The name ends with a zero byte.
    pub fn new(name: &'static str, capabilities: u64, vocabulary: &'static Vocabulary) -> Self {
        assert!(name.ends_with('\0'));
        VocabularySubject {
            subject: Subject {
                abi_version: ABI_VERSION,
                struct_size: std::mem::size_of::<Self>() as u32,
                name: name.as_ptr() as *const _,
                version: std::ptr::null(),
                capabilities,
                emulated: 0,
                contract: 0,
                profiles: 0,
                driving: DRIVING_NONE,
                exception_policy: 0,
                polling_threads: 0,
                flags: 0,
                make: None,
                destroy: None,
                spawn: None,
                drive: None,
                release_handle: None,
                cancel: None,
                join: None,
                will_wake: None,
                move_waker: None,
                last_error: None,
            },
            vocabulary,
        }
    }
}

// SPDX-License-Identifier: MIT
//! std's `Waker`, `Poll` and `Context` as a vocabulary, with the wakers of a counted pointer that a library makes.
//!
//! A variable is an `Option<Waker>`, which is what a moved-from variable of C++ is: `None` once the waker has been moved
//! out of it, or consumed. The compiler of Rust does not let a program look at such a variable at all.

mod abi;
mod counted;
mod poll;
mod tables;

pub use counted::{Hook, Library};

use std::os::raw::{c_int, c_void};
use std::task::{Context, Waker};

use tables::{from_suite, to_suite};

type Variable = Option<Waker>;

unsafe fn variable<'a>(waker: *mut c_void) -> &'a mut Variable {
    &mut *(waker as *mut Variable)
}

/// A full one.
unsafe fn full<'a>(waker: *const c_void) -> &'a Waker {
    (*(waker as *const Variable)).as_ref().expect("the suite asks full variables only")
}

unsafe fn put(place: *mut c_void, waker: Variable) {
    (place as *mut Variable).write(waker);
}

unsafe extern "C-unwind" fn make(place: *mut c_void, raw: abi::RawWaker) {
    put(place, Some(Waker::from_raw(from_suite(raw))));
}

unsafe extern "C-unwind" fn make_noop<L: Library>(place: *mut c_void) {
    put(place, Some(L::noop()));
}

unsafe extern "C-unwind" fn destroy(waker: *mut c_void) {
    (waker as *mut Variable).drop_in_place();
}

unsafe extern "C-unwind" fn clone_to(source: *const c_void, place: *mut c_void) {
    let clone = full(source).clone();
    put(place, Some(clone));
}

/// Of a waker from itself there is none in Rust, whose references exclude each other.
unsafe extern "C-unwind" fn clone_from(source: *const c_void, waker: *mut c_void) {
    if source == waker {
        return;
    }
    match variable(waker) {
        Some(waker) => waker.clone_from(full(source)),
        empty => *empty = Some(full(source).clone()),
    }
}

unsafe extern "C-unwind" fn move_to(source: *mut c_void, place: *mut c_void) {
    put(place, variable(source).take());
}

unsafe extern "C-unwind" fn assign(source: *mut c_void, waker: *mut c_void) {
    let moved = variable(source).take();
    *variable(waker) = moved;
}

unsafe extern "C-unwind" fn exchange(left: *mut c_void, right: *mut c_void) {
    if left != right {
        std::mem::swap(variable(left), variable(right));
    }
}

unsafe extern "C-unwind" fn wake(waker: *mut c_void) {
    variable(waker).take().expect("the suite wakes full variables only").wake();
}

unsafe extern "C-unwind" fn wake_by_ref(waker: *const c_void) {
    full(waker).wake_by_ref();
}

unsafe extern "C-unwind" fn will_wake(left: *const c_void, right: *const c_void) -> c_int {
    full(left).will_wake(full(right)) as c_int
}

unsafe extern "C-unwind" fn words(waker: *const c_void) -> abi::RawWaker {
    let waker = full(waker);
    to_suite(waker.data(), waker.vtable())
}

/// Into its words and back, without a call of the table.
unsafe extern "C-unwind" fn take_apart(waker: *mut c_void) {
    let apart = std::mem::ManuallyDrop::new(variable(waker).take().expect("the suite takes full ones apart"));
    *variable(waker) = Some(Waker::new(apart.data(), apart.vtable()));
}

/// Whether a type can be cloned: the constant of the one with a bound hides that of the trait.
trait NotClonable {
    const CLONABLE: bool = false;
}
impl<T> NotClonable for T {}
struct Asked<T>(#[allow(dead_code)] T);
#[allow(dead_code)]
impl<T: Clone> Asked<T> {
    const CLONABLE: bool = true;
}

unsafe extern "C-unwind" fn check_context(waker: *const c_void, answer: abi::Answer) {
    let waker = full(waker);
    let context = Context::from_waker(waker);
    let same = std::ptr::eq(context.waker(), waker);
    answer(abi::QUESTION_CONTEXT_SAME_WAKER, same as u64);
    answer(abi::QUESTION_CONTEXT_COPYABLE, Asked::<Context<'static>>::CLONABLE as u64);
}

/// What the class of std has, whatever the library.
const CAPABILITIES: u64 = abi::CLONE
    | abi::WAKE_BY_REF
    | abi::WILL_WAKE
    | abi::EXCEPTIONS
    | abi::WAKER_MOVE
    | abi::CLONE_FROM
    | abi::NOOP_WAKER
    | abi::RAW_WORDS
    | abi::POLL_TYPE
    | abi::CONTEXT_TYPE
    | abi::COUNTED_WAKERS;

fn vocabulary<L: Library>() -> abi::Vocabulary {
    abi::Vocabulary {
        struct_size: std::mem::size_of::<abi::Vocabulary>() as u32,
        size: std::mem::size_of::<Variable>(),
        alignment: std::mem::align_of::<Variable>(),
        make,
        make_noop: make_noop::<L>,
        destroy,
        clone_to,
        clone_from,
        move_to,
        assign,
        exchange,
        wake,
        wake_by_ref,
        will_wake,
        words,
        take_apart,
        check_poll: poll::check,
        check_context,
        check_counted: counted::check::<L>,
    }
}

/// The table of a subject, which lives as long as the process.
pub fn table<L: Library>() -> *const crate::abi::Subject {
    let borrowed = if L::BORROWS { abi::BORROWED_WAKERS } else { 0 };
    let vocabulary = Box::leak(Box::new(vocabulary::<L>()));
    let table = abi::VocabularySubject::new(L::NAME, CAPABILITIES | borrowed, vocabulary);
    // It begins with the table of any subject.
    Box::leak(Box::new(table)) as *const abi::VocabularySubject as *const _
}

/// Exports the vocabulary of a shared object.
#[macro_export]
macro_rules! vocabulary {
    ($library:ty) => {
        /// The entry of the shared object; see wakelaw.h.
        #[no_mangle]
        pub extern "C" fn wakelaw_subjects() -> *const *const $crate::abi::Subject {
            let table = $crate::vocabulary::table::<$library>();
            Box::leak(Box::new([table, std::ptr::null()])).as_ptr()
        }
    };
}

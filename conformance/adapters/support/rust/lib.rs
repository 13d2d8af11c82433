// SPDX-License-Identifier: MIT
//! What an executor written in Rust needs to be a subject of the suite: the types of `conformance/abi/wakelaw.h`, the
//! suite's future as a `Future`, and `std::task::Waker` as the suite's waker.
//!
//! ```ignore
//! struct MyExecutor { .. }
//! impl wakelaw_subject::Subject for MyExecutor { .. }
//! wakelaw_subject::subjects!(MyExecutor);
//! ```

pub mod abi;
mod future;
mod option_handle;
mod suite_waker;
mod table;
#[cfg(feature = "vocabulary")]
pub mod vocabulary;
mod waker;
mod yielding;

pub use future::SuiteFuture;
pub use option_handle::OptionHandle;
pub use table::{table, Driving, ExceptionPolicy, Joined, Subject};
pub use yielding::use_up_late_wakes;

/// Exports the subjects of a shared object.
#[macro_export]
macro_rules! subjects {
    ($($subject:ty),+ $(,)?) => {
        /// The entry of the shared object; see wakelaw.h.
        #[no_mangle]
        pub extern "C" fn wakelaw_subjects() -> *const *const $crate::abi::Subject {
            let mut tables: Vec<*const $crate::abi::Subject> =
                vec![$(Box::leak(Box::new($crate::table::<$subject>()))),+];
            tables.push(std::ptr::null());
            Box::leak(tables.into_boxed_slice()).as_ptr()
        }
    };
}

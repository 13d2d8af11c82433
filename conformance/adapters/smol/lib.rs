// SPDX-License-Identifier: MIT
//! smol's block_on, which is async-io's: the thread that waits also waits for I/O.

use std::cell::RefCell;

use wakelaw_subject::{
    abi, subjects, use_up_late_wakes, Driving, ExceptionPolicy, Subject, SuiteFuture,
};

struct BlockOn {
    future: RefCell<Option<SuiteFuture>>,
}

impl Subject for BlockOn {
    type Handle = ();
    const NAME: &'static str = "smol-block-on\0";
    const DRIVING: Driving = Driving::Blocking;
    const CAPABILITIES: u64 = abi::STD_WAKER;
    const EXCEPTION_POLICY: ExceptionPolicy = ExceptionPolicy::ReachesDriver;

    fn make() -> Self {
        use_up_late_wakes(smol::block_on);
        BlockOn { future: RefCell::new(None) }
    }
    fn spawn(&self, future: SuiteFuture) {
        *self.future.borrow_mut() = Some(future);
    }
    fn drive(&self) {
        let future = self.future.borrow_mut().take();
        if let Some(future) = future {
            smol::block_on(future);
        }
    }
}

subjects!(BlockOn);

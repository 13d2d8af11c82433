// SPDX-License-Identifier: MIT
//
// Everything at once. A reader may prefer the order: poll, future, waker, context, wake, boxed_future,
// block_on, task_state, local_executor, thread_pool.
#pragma once

#include <wakelaw/arc.hpp>
#include <wakelaw/block_on.hpp>
#include <wakelaw/boxed_future.hpp>
#include <wakelaw/context.hpp>
#include <wakelaw/future.hpp>
#include <wakelaw/join_error.hpp>
#include <wakelaw/join_handle.hpp>
#include <wakelaw/local_executor.hpp>
#include <wakelaw/pending.hpp>
#include <wakelaw/poll.hpp>
#include <wakelaw/poll_fn.hpp>
#include <wakelaw/raw_waker.hpp>
#include <wakelaw/ready.hpp>
#include <wakelaw/runnable.hpp>
#include <wakelaw/spawn_on.hpp>
#include <wakelaw/thread_pool.hpp>
#include <wakelaw/wake.hpp>
#include <wakelaw/waker.hpp>
#include <wakelaw/yield_now.hpp>

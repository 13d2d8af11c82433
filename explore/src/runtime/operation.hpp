// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace wakelaw::explore::runtime {

/// What a thread is about to do at a scheduling point, what it is blocked in, what a row of the table shows.
enum class Operation : std::uint8_t {
    start,
    create,
    join,
    finish,
    lock,
    unlock,
    condition_wait,
    condition_notify,
    futex_wait,
    futex_wake,
    load,
    store,
    update,
    fence,
    read,
    write,
    yield,
    sleep,
    once,
    semaphore,
    read_lock,
    write_lock,
    barrier,
    descriptor,
    free,
    spurious_failure,
    spurious_wake_up,
};
[[nodiscard]] std::string_view to_string(Operation operation);

}  // namespace wakelaw::explore::runtime

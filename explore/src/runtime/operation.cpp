// SPDX-License-Identifier: MIT
#include "runtime/operation.hpp"

namespace wakelaw::explore::runtime {

std::string_view to_string(Operation operation) {
    switch (operation) {
        case Operation::start:
            return "start";
        case Operation::create:
            return "create thread";
        case Operation::join:
            return "join";
        case Operation::finish:
            return "finish";
        case Operation::lock:
            return "lock";
        case Operation::unlock:
            return "unlock";
        case Operation::condition_wait:
            return "wait";
        case Operation::condition_notify:
            return "notify";
        case Operation::futex_wait:
            return "futex wait";
        case Operation::futex_wake:
            return "futex wake";
        case Operation::load:
            return "load";
        case Operation::store:
            return "store";
        case Operation::update:
            return "update";
        case Operation::fence:
            return "fence";
        case Operation::read:
            return "read";
        case Operation::write:
            return "write";
        case Operation::yield:
            return "yield";
        case Operation::sleep:
            return "sleep";
        case Operation::once:
            return "once";
        case Operation::semaphore:
            return "semaphore";
        case Operation::read_lock:
            return "lock shared";
        case Operation::write_lock:
            return "lock exclusive";
        case Operation::barrier:
            return "barrier";
        case Operation::descriptor:
            return "descriptor";
        case Operation::free:
            return "free";
        case Operation::spurious_failure:
            return "fail spuriously";
        case Operation::spurious_wake_up:
            return "wake spuriously";
    }
    return "?";
}

}  // namespace wakelaw::explore::runtime

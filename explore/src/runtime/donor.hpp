// SPDX-License-Identifier: MIT
// Threads of the system that lend controlled threads an identity: a pthread_t and thread-local storage. They
// are kept and used again, for creating a thread costs more than a schedule.
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "runtime/thread.hpp"

namespace wakelaw::explore::runtime {

struct Donor {
    pthread_t handle{};
    pid_t system_id = 0;
    std::uint64_t thread_pointer = 0;
    std::byte* thread_locals = nullptr;  ///< the program's block; null where it has none
    std::uint32_t permit = 0;
    std::uint32_t ready = 0;
    Thread* thread = nullptr;  ///< whom it runs when it gets the permit
    std::byte* stack = nullptr;  ///< for the user-level carrier
    Donor* next = nullptr;
};

/// One with fresh thread-local storage.
Donor& take_donor(Thread& thread);
/// Of a thread that has finished.
void return_donor(Donor& donor);
/// In a child of fork the threads of the system are gone.
void forget_donors();
/// Whether the thread of the system is one of them.
[[nodiscard]] bool is_donor(pid_t system_id);

/// Runs a controlled thread from begin to end, on its own stack and storage; returns whose turn is next.
[[nodiscard]] Context& run_thread(Thread& thread);

inline std::uint64_t thread_pointer() {
    std::uint64_t value = 0;
    asm("mov %%fs:0, %0" : "=r"(value));
    return value;
}

}  // namespace wakelaw::explore::runtime

// SPDX-License-Identifier: MIT
// NOLINTBEGIN(bugprone-reserved-identifier): the names and signatures are the compiler's
#include "interpose/interposed.hpp"

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

extern "C" {
int __cxa_thread_atexit(void (*)(void*), void*, void*) noexcept;
void __tsan_init();
void __tsan_atomic_thread_fence(int);
}

namespace wakelaw::explore::interpose {

namespace {

struct Interposed {
    const char* name;
    void* ours;
};

/// One of each file.
const Interposed interposed[] = {
    {"pthread_create", reinterpret_cast<void*>(&pthread_create)},
    {"__cxa_thread_atexit", reinterpret_cast<void*>(&__cxa_thread_atexit)},
    {"pthread_mutex_lock", reinterpret_cast<void*>(&pthread_mutex_lock)},
    {"pthread_cond_wait", reinterpret_cast<void*>(&pthread_cond_wait)},
    {"pthread_rwlock_wrlock", reinterpret_cast<void*>(&pthread_rwlock_wrlock)},
    {"sem_wait", reinterpret_cast<void*>(&sem_wait)},
    {"pthread_barrier_wait", reinterpret_cast<void*>(&pthread_barrier_wait)},
    {"pthread_once", reinterpret_cast<void*>(&pthread_once)},
    {"syscall", reinterpret_cast<void*>(&syscall)},
    {"nanosleep", reinterpret_cast<void*>(&nanosleep)},
    {"poll", reinterpret_cast<void*>(&poll)},
    {"fork", reinterpret_cast<void*>(&fork)},
    {"malloc", reinterpret_cast<void*>(&malloc)},
    {"__tsan_init", reinterpret_cast<void*>(&__tsan_init)},
    {"__tsan_atomic_thread_fence", reinterpret_cast<void*>(&__tsan_atomic_thread_fence)},
};

}  // namespace

bool functions_are_interposed() {
    static const bool result = std::all_of(
        std::begin(interposed), std::end(interposed),
        [](const Interposed& function) { return dlsym(RTLD_DEFAULT, function.name) == function.ours; });
    return result;
}

}  // namespace wakelaw::explore::interpose
// NOLINTEND(bugprone-reserved-identifier)

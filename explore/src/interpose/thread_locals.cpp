// SPDX-License-Identifier: MIT
// Thread-local destructors and pthread keys.
// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-unhandled-exception-at-new): the names and signatures are
// the compiler's
#include <pthread.h>

#include <array>

#include "runtime/real.hpp"
#include "runtime/thread_exit.hpp"

namespace {

using namespace wakelaw::explore::runtime;

using RegisterDestructor = int(void (*)(void*), void*, void*);
constinit Real<RegisterDestructor> real_thread_atexit{"__cxa_thread_atexit"};
WAKELAW_REAL(pthread_key_create, real_key_create);
WAKELAW_REAL(pthread_key_delete, real_key_delete);

struct Key {
    pthread_key_t key;
    void (*destructor)(void*);
};
constexpr std::size_t most_keys = 1024;  // PTHREAD_KEYS_MAX
constinit std::array<Key, most_keys> keys{};
constinit std::size_t key_count = 0;

void run_destructors(Thread& thread) {
    while (thread.destructors != nullptr) {
        const ThreadLocalDestructor destructor = *thread.destructors;
        {
            const Suspend suspend;
            delete thread.destructors;
        }
        thread.destructors = destructor.next;
        destructor.function(destructor.object);
    }
}

/// True: a destructor ran, which may have set another value.
bool run_key_destructors() {
    bool ran = false;
    for (std::size_t i = 0; i < key_count; ++i) {
        const Key key = keys[i];
        void* value = pthread_getspecific(key.key);
        if (value == nullptr) {
            continue;
        }
        pthread_setspecific(key.key, nullptr);
        if (key.destructor != nullptr) {
            key.destructor(value);
            ran = true;
        }
    }
    return ran;
}

}  // namespace

namespace wakelaw::explore::runtime {

void destroy_thread_locals(Thread& thread) {
    constexpr int most_rounds = 4;  // PTHREAD_DESTRUCTOR_ITERATIONS
    run_destructors(thread);
    for (int round = 0; round < most_rounds && run_key_destructors(); ++round) {
        run_destructors(thread);
    }
}

}  // namespace wakelaw::explore::runtime

extern "C" {

int __cxa_thread_atexit(void (*function)(void*), void* object, void* module) noexcept {
    if (!is_inside()) {
        return real_thread_atexit(function, object, module);
    }
    const Suspend suspend;
    self->destructors = new ThreadLocalDestructor{function, object, self->destructors};
    return 0;
}

int pthread_key_create(pthread_key_t* key, void (*destructor)(void*)) noexcept {
    const int error = real_key_create(key, destructor);
    if (error == 0 && key_count < most_keys) {
        keys[key_count++] = {*key, destructor};
    }
    return error;
}

int pthread_key_delete(pthread_key_t key) noexcept {
    for (std::size_t i = 0; i < key_count; ++i) {
        if (keys[i].key == key) {
            keys[i] = keys[--key_count];
            break;
        }
    }
    return real_key_delete(key);
}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-unhandled-exception-at-new)

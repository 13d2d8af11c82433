// SPDX-License-Identifier: MIT
// Plain reads and writes, as the compiler calls them with -fsanitize=thread.
// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses): the names and signatures are the
// compiler's
#include <algorithm>

#include "interpose/instrumentation.hpp"
#include "memory/atomic_objects.hpp"
#include "memory/happens_before.hpp"
#include "memory/race_detector.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::memory::AccessKind;
namespace memory = wakelaw::explore::memory;

constinit bool instrumented = false;

void access(const volatile void* address, std::size_t size, bool writes, const void* where) {
    if (!is_controlled()) {
        return;
    }
    const Suspend suspend;
    if (schedule.options.plain_accesses) {
        const auto* object = const_cast<const void*>(address);
        const Operation operation = writes ? Operation::write : Operation::read;
        scheduling_point(operation, object, writes, where);
        log_event(operation, object, where);
    }
    if (schedule.options.detect_races) {
        memory::check_access(address, size, writes ? AccessKind::plain_write : AccessKind::plain_read, where);
    }
    if (writes) {
        memory::note_plain_write(address);
    }
}

void access_range(const void* address, unsigned long size, bool writes, const void* where) {
    constexpr unsigned long most = 1024;
    access(address, std::min(size, most), writes, where);
}

}  // namespace

namespace wakelaw::explore::interpose {

bool program_is_instrumented() { return instrumented; }

}  // namespace wakelaw::explore::interpose

#define WAKELAW_ACCESS(name, size, writes) \
    void __tsan_##name(void* address) { access(address, size, writes, WAKELAW_CALLER); }
#define WAKELAW_ACCESSES(size)                                 \
    WAKELAW_ACCESS(read##size, size, false)                    \
    WAKELAW_ACCESS(write##size, size, true)                    \
    WAKELAW_ACCESS(read_write##size, size, true)               \
    WAKELAW_ACCESS(unaligned_read##size, size, false)          \
    WAKELAW_ACCESS(unaligned_write##size, size, true)          \
    WAKELAW_ACCESS(unaligned_read_write##size, size, true)     \
    WAKELAW_ACCESS(volatile_read##size, size, false)           \
    WAKELAW_ACCESS(volatile_write##size, size, true)           \
    WAKELAW_ACCESS(unaligned_volatile_read##size, size, false) \
    WAKELAW_ACCESS(unaligned_volatile_write##size, size, true)

extern "C" {

WAKELAW_ACCESSES(1)
WAKELAW_ACCESSES(2)
WAKELAW_ACCESSES(4)
WAKELAW_ACCESSES(8)
WAKELAW_ACCESSES(16)

void __tsan_read_range(void* address, unsigned long size) {
    access_range(address, size, false, WAKELAW_CALLER);
}
void __tsan_write_range(void* address, unsigned long size) {
    access_range(address, size, true, WAKELAW_CALLER);
}
void __tsan_vptr_read(void** address) { access(address, sizeof(void*), false, WAKELAW_CALLER); }
// Constructors and destructors of each base write the pointer; to the same value, that is no write.
void __tsan_vptr_update(void** address, void* value) {
    if (*address != value) {
        access(address, sizeof(void*), true, WAKELAW_CALLER);
    }
}

void __tsan_func_entry(void* /*caller*/) {}
void __tsan_func_exit() {}

// Constructors of instrumented modules call it.
void __tsan_init() { instrumented = true; }
void __tsan_ignore_thread_begin() {}
void __tsan_ignore_thread_end() {}

// For code that annotates itself, such as lock-free algorithms on fences.
void __tsan_acquire(void* object) {
    if (is_controlled()) {
        const Suspend suspend;
        memory::acquire(object);
    }
}
void __tsan_release(void* object) {
    if (is_controlled()) {
        const Suspend suspend;
        memory::release(object);
    }
}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses)

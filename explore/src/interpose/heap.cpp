// SPDX-License-Identifier: MIT
// The allocator. What is not controlled goes to libc untouched.
#include "memory/heap.hpp"

#include <malloc.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "memory/libc_heap.hpp"
#include "runtime/real.hpp"
#include "runtime/thread.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

void* noted(void* block, std::size_t size, const void* where) {
    if (block != nullptr && is_controlled()) {
        const Suspend suspend;
        memory::note_allocation(block, size, where);
    }
    return block;
}

void release(void* block, const void* where) {
    if (block == nullptr) {
        return;
    }
    // Suspended or not: a block of the schedule stays out of use.
    if (is_inside()) {
        const bool checked = is_controlled();
        const Suspend suspend;
        if (memory::note_free(block, checked, where) == memory::Freed::kept) {
            return;
        }
    }
    __libc_free(block);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) noexcept { return noted(__libc_malloc(size), size, WAKELAW_CALLER); }

void* calloc(std::size_t count, std::size_t size) noexcept {
    return noted(__libc_calloc(count, size), count * size, WAKELAW_CALLER);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
    return noted(__libc_memalign(alignment, size), size, WAKELAW_CALLER);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return noted(__libc_memalign(alignment, size), size, WAKELAW_CALLER);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
    void* memory = noted(__libc_memalign(alignment, size), size, WAKELAW_CALLER);
    if (memory == nullptr) {
        return ENOMEM;
    }
    *block = memory;
    return 0;
}

void free(void* block) noexcept { release(block, WAKELAW_CALLER); }

void* realloc(void* block, std::size_t size) noexcept {
    const std::size_t old_size = block != nullptr && is_inside() ? memory::size_of(block) : 0;
    if (old_size == 0) {
        // A block that is to be tracked from now on must not be one that libc moves behind our back.
        return block == nullptr ? noted(__libc_malloc(size), size, WAKELAW_CALLER)
                                : __libc_realloc(block, size);
    }
    void* moved = noted(__libc_malloc(size), size, WAKELAW_CALLER);
    if (moved != nullptr) {
        std::memcpy(moved, block, old_size < size ? old_size : size);
        release(block, WAKELAW_CALLER);
    }
    return moved;
}
}

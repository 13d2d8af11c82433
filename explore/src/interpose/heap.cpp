// SPDX-License-Identifier: MIT
// The allocator. What is not controlled goes to libc untouched.
#include "memory/heap.hpp"

#include <malloc.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "memory/arena.hpp"
#include "memory/libc_heap.hpp"
#include "runtime/real.hpp"
#include "runtime/thread.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

constexpr std::size_t usual_alignment = alignof(std::max_align_t);

void* noted(void* block, std::size_t size, const void* where) {
    if (block != nullptr) {
        memory::note_allocation(block, size, where);
    }
    return block;
}

/// Of the arena where controlled code asks. \pre the runtime is suspended for the caller.
void* allocate_controlled(std::size_t size, std::size_t alignment) {
    void* const block = memory::allocate_in_arena(size, alignment);
    return block != nullptr ? block : __libc_memalign(alignment, size);
}

void* allocate(std::size_t size, const void* where) {
    if (!is_controlled()) {
        return __libc_malloc(size);
    }
    const Suspend suspend;
    return noted(allocate_controlled(size, usual_alignment), size, where);
}

void* allocate_zeroed(std::size_t count, std::size_t each, const void* where) {
    std::size_t size = 0;
    if (!is_controlled() || __builtin_mul_overflow(count, each, &size)) {
        return __libc_calloc(count, each);
    }
    const Suspend suspend;
    void* const block = noted(allocate_controlled(size, usual_alignment), size, where);
    return block == nullptr ? nullptr : std::memset(block, 0, size);
}

void* allocate_aligned(std::size_t alignment, std::size_t size, const void* where) {
    const bool is_power_of_two = alignment != 0 && (alignment & (alignment - 1)) == 0;
    if (!is_controlled() || !is_power_of_two) {
        return __libc_memalign(alignment, size);
    }
    const Suspend suspend;
    return noted(allocate_controlled(size, alignment), size, where);
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
    if (memory::is_in_arena(block)) {
        memory::give_up_arena_block(block);
        return;
    }
    __libc_free(block);
}

void* move_to(std::size_t size, void* block, std::size_t old_size, const void* where) {
    if (size == 0) {
        release(block, where);
        return nullptr;
    }
    void* const moved = allocate(size, where);
    if (moved != nullptr) {
        std::memcpy(moved, block, std::min(old_size, size));
        release(block, where);
    }
    return moved;
}

WAKELAW_REAL(malloc_usable_size, real_malloc_usable_size);

}  // namespace

extern "C" {

void* malloc(std::size_t size) noexcept { return allocate(size, WAKELAW_CALLER); }

void* calloc(std::size_t count, std::size_t size) noexcept {
    return allocate_zeroed(count, size, WAKELAW_CALLER);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
    return allocate_aligned(alignment, size, WAKELAW_CALLER);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return allocate_aligned(alignment, size, WAKELAW_CALLER);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
    void* memory = allocate_aligned(alignment, size, WAKELAW_CALLER);
    if (memory == nullptr) {
        return ENOMEM;
    }
    *block = memory;
    return 0;
}

void free(void* block) noexcept { release(block, WAKELAW_CALLER); }

void* realloc(void* block, std::size_t size) noexcept {
    if (block == nullptr) {
        return allocate(size, WAKELAW_CALLER);
    }
    // A block of the schedule must not be one that libc moves behind our back.
    if (memory::is_in_arena(block) || (is_inside() && memory::size_of(block) != 0)) {
        return move_to(size, block, memory::size_of(block), WAKELAW_CALLER);
    }
    return __libc_realloc(block, size);
}

std::size_t malloc_usable_size(void* block) noexcept {
    return memory::is_in_arena(block) ? memory::size_of(block) : real_malloc_usable_size(block);
}
}

// SPDX-License-Identifier: MIT
#include "memory/arena.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>

namespace wakelaw::explore::memory {

namespace {

/// Far from where Linux puts programs, libraries and stacks, so that it is free in each process.
constexpr std::uintptr_t wanted_address = 0x2000'0000'0000;
constexpr std::size_t arena_size = std::size_t{1} << 32U;
/// The low bits of addresses do not depend on what lives from earlier schedules.
constexpr std::uintptr_t begin_alignment = 1U << 16U;
/// Larger blocks, as long as nobody writes to them, take no memory.
constexpr std::size_t most_filled = 1U << 16U;
constexpr int filling = 0xbe;
/// More than this, of the last schedule, goes back to the system.
constexpr std::size_t most_resident = 1U << 24U;

/// Stands in front of each block.
struct alignas(16) Header {
    std::size_t size;
    Header* below;  ///< of the block that was allocated before, which lies lower
    std::atomic<bool> lives;
};

constinit std::uintptr_t arena_begin = 0;
constinit std::uintptr_t arena_end = 0;
constinit std::uintptr_t next = 0;
constinit Header* top = nullptr;
constinit bool mapped = false;

std::uintptr_t aligned(std::uintptr_t address, std::uintptr_t alignment) {
    return (address + alignment - 1) & ~(alignment - 1);
}

void* map(std::uintptr_t address, int flags) {
    return mmap(reinterpret_cast<void*>(address), arena_size, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
}

/// Without memory for an arena it is empty, and everything comes from libc.
void map_arena() {
    mapped = true;
    void* memory = map(wanted_address, MAP_FIXED_NOREPLACE);
    if (memory == MAP_FAILED) {
        memory = map(0, 0);
    }
    if (memory == MAP_FAILED) {
        return;
    }
    arena_begin = aligned(reinterpret_cast<std::uintptr_t>(memory), begin_alignment);
    arena_end = reinterpret_cast<std::uintptr_t>(memory) + arena_size;
    next = arena_begin;
}

Header* header_of(const void* block) {
    return reinterpret_cast<Header*>(reinterpret_cast<std::uintptr_t>(block) - sizeof(Header));
}

std::uintptr_t end_of(const Header* header) {
    return reinterpret_cast<std::uintptr_t>(header) + sizeof(Header) + header->size;
}

}  // namespace

void begin_arena() {
    if (!mapped) {
        map_arena();
    }
    // Acquire: whoever has given a block up is done with it.
    while (top != nullptr && !top->lives.load(std::memory_order_acquire)) {
        top = top->below;
    }
    const std::uintptr_t used_until = next;
    const std::uintptr_t behind = top == nullptr ? arena_begin : aligned(end_of(top), begin_alignment);
    next = std::min(behind, arena_end);
    if (used_until > next + most_resident) {
        madvise(reinterpret_cast<void*>(next), used_until - next, MADV_DONTNEED);
    }
}

void* allocate_in_arena(std::size_t size, std::size_t alignment) {
    const std::uintptr_t block = aligned(next + sizeof(Header), std::max(alignment, alignof(Header)));
    if (block > arena_end || size > arena_end - block) {
        return nullptr;
    }
    auto* memory = reinterpret_cast<void*>(block);
    top = new (header_of(memory)) Header{size, top, true};
    next = block + size;
    // Uninitialised memory, too, is the same each time.
    std::memset(memory, filling, std::min(size, most_filled));
    return memory;
}

bool is_in_arena(const void* address) {
    const auto number = reinterpret_cast<std::uintptr_t>(address);
    return arena_begin <= number && number < arena_end;
}

std::size_t arena_block_size(const void* block) { return header_of(block)->size; }

void give_up_arena_block(void* block) { header_of(block)->lives.store(false, std::memory_order_release); }

}  // namespace wakelaw::explore::memory

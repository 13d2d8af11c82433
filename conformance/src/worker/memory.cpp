// SPDX-License-Identifier: MIT
/// \file
/// The worker's allocator: the C library's, with a header on each block. It counts live blocks (EXEC-16), and
/// keeps freed blocks for a while, filled with a pattern, so that a block freed twice or written to after its
/// release is seen in every run and not by luck. Sanitizer flavours have allocators of their own.
#include <sys/resource.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "worker/case.hpp"
#include "worker/futex.hpp"
#include "worker/recorder.hpp"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WAKELAW_COUNTS_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WAKELAW_COUNTS_MEMORY 0
#endif
#endif
#ifndef WAKELAW_COUNTS_MEMORY
#define WAKELAW_COUNTS_MEMORY 1
#endif

#if !WAKELAW_COUNTS_MEMORY

namespace wakelaw::conformance {
std::uint64_t live_blocks() { return 0; }
std::uint64_t live_bytes() { return 0; }
std::uint64_t allocations() { return 0; }
bool counts_memory() { return false; }
void check_freed_memory() {}
}  // namespace wakelaw::conformance

#else

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the C library's names
void* __libc_malloc(std::size_t size);
void __libc_free(void* block);
// NOLINTEND(bugprone-reserved-identifier)
}

namespace wakelaw::conformance {

namespace {

constexpr std::uint64_t live_mark = 0x4C49'5645'77'6C'61'77;
constexpr std::uint64_t freed_mark = 0x4652'4545'77'6C'61'77;
constexpr unsigned char pattern = 0xDD;
constexpr std::size_t patterned_bytes = 256;  // of a freed block: as much as a small object has
constexpr std::size_t quarantined_size = 4096;
constexpr std::uint64_t most_live_bytes = std::uint64_t{1} << 30;

/// Stands before each block handed out. Sixteen bytes, so that blocks stay aligned as malloc aligns them.
struct Header {
    std::atomic<std::uint64_t> mark;
    std::uint32_t size;  // saturated; only small blocks are checked
    std::uint32_t offset;  // from what the C library returned to the block
};
static_assert(sizeof(Header) == 16);

std::atomic<std::uint64_t> blocks{0};
std::atomic<std::uint64_t> bytes{0};
std::atomic<std::uint64_t> allocated{0};

std::array<void*, 2048> quarantine;
std::size_t quarantine_next = 0;
std::atomic<bool> quarantine_busy{false};

Header* header_of(void* block) {
    return reinterpret_cast<Header*>(static_cast<char*>(block) - sizeof(Header));
}

void give_back(void* block) { __libc_free(static_cast<char*>(block) - header_of(block)->offset); }

std::size_t checked_bytes(const Header& header) {
    return header.size < patterned_bytes ? header.size : patterned_bytes;
}

void check(void* block) {
    const auto* content = static_cast<const unsigned char*>(block);
    const std::size_t count = checked_bytes(*header_of(block));
    for (std::size_t i = 0; i < count; ++i) {
        if (content[i] != pattern) {
            record(trace::Kind::memory_fault, trace::nothing,
                   static_cast<std::uint16_t>(trace::MemoryFault::write_after_free), 0,
                   reinterpret_cast<std::uintptr_t>(block));
            return;
        }
    }
}

void* allocate(std::size_t size, std::size_t alignment) {
    const std::size_t padding = alignment <= sizeof(Header) ? sizeof(Header) : alignment + sizeof(Header);
    if (size > SIZE_MAX - padding) {
        errno = ENOMEM;
        return nullptr;
    }
    if (bytes.fetch_add(size, std::memory_order_relaxed) > most_live_bytes) {
        record(trace::Kind::memory_fault, trace::nothing,
               static_cast<std::uint16_t>(trace::MemoryFault::limit), 0, bytes.load());
        raise(SIGKILL);
    }
    auto* const raw = static_cast<char*>(__libc_malloc(size + padding));
    if (raw == nullptr) {
        bytes.fetch_sub(size, std::memory_order_relaxed);
        return nullptr;
    }
    char* block = raw + sizeof(Header);
    if (alignment > sizeof(Header)) {
        const auto address = reinterpret_cast<std::uintptr_t>(block);
        block += (alignment - address % alignment) % alignment;
    }
    Header* const header = header_of(block);
    header->mark.store(live_mark, std::memory_order_relaxed);
    header->size = size < UINT32_MAX ? static_cast<std::uint32_t>(size) : UINT32_MAX;
    header->offset = static_cast<std::uint32_t>(block - raw);
    blocks.fetch_add(1, std::memory_order_relaxed);
    allocated.fetch_add(1, std::memory_order_relaxed);
    return block;
}

void release(void* block) {
    Header* const header = header_of(block);
    std::uint64_t expected = live_mark;
    if (!header->mark.compare_exchange_strong(expected, freed_mark, std::memory_order_relaxed)) {
        if (expected == freed_mark) {
            record(trace::Kind::memory_fault, trace::nothing,
                   static_cast<std::uint16_t>(trace::MemoryFault::double_free), 0,
                   reinterpret_cast<std::uintptr_t>(block));
        } else {
            __libc_free(block);  // not from here: the dynamic loader's, from before this allocator was bound
        }
        return;
    }
    blocks.fetch_sub(1, std::memory_order_relaxed);
    bytes.fetch_sub(header->size, std::memory_order_relaxed);
    if (header->size > quarantined_size || quarantine_busy.exchange(true, std::memory_order_acquire)) {
        header->mark.store(0, std::memory_order_relaxed);
        give_back(block);
        return;
    }
    std::memset(block, pattern, checked_bytes(*header));
    void* const oldest = quarantine[quarantine_next];
    quarantine[quarantine_next] = block;
    quarantine_next = (quarantine_next + 1) % quarantine.size();
    if (oldest != nullptr) {
        check(oldest);
        give_back(oldest);
    }
    quarantine_busy.store(false, std::memory_order_release);
}

}  // namespace

std::uint64_t live_blocks() { return blocks.load(std::memory_order_relaxed); }
std::uint64_t live_bytes() { return bytes.load(std::memory_order_relaxed); }
std::uint64_t allocations() { return allocated.load(std::memory_order_relaxed); }

bool counts_memory() { return true; }

void check_freed_memory() {
    while (quarantine_busy.exchange(true, std::memory_order_acquire)) {
        relax_processor();
    }
    // Newest first, until one that an earlier case has checked already.
    std::size_t index = quarantine_next;
    for (std::size_t i = 0; i < quarantine.size(); ++i) {
        index = (index + quarantine.size() - 1) % quarantine.size();
        void* const block = quarantine[index];
        if (block == nullptr) {
            break;
        }
        quarantine[index] = nullptr;
        check(block);
        give_back(block);
    }
    quarantine_busy.store(false, std::memory_order_release);
}

}  // namespace wakelaw::conformance

// The C library's interface, taken over for the whole worker, the subject's libraries included.
extern "C" {

void* malloc(std::size_t size) { return wakelaw::conformance::allocate(size, 0); }

void free(void* block) {
    if (block != nullptr) {
        wakelaw::conformance::release(block);
    }
}

void* calloc(std::size_t count, std::size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return nullptr;
    }
    void* const block = wakelaw::conformance::allocate(count * size, 0);
    return block == nullptr ? nullptr : std::memset(block, 0, count * size);
}

void* realloc(void* old, std::size_t size) {
    if (old == nullptr) {
        return malloc(size);
    }
    if (size == 0) {
        free(old);
        return nullptr;
    }
    void* const block = malloc(size);
    if (block != nullptr) {
        const std::size_t old_size = wakelaw::conformance::header_of(old)->size;
        std::memcpy(block, old, old_size < size ? old_size : size);
        free(old);
    }
    return block;
}

void* memalign(std::size_t alignment, std::size_t size) {
    return wakelaw::conformance::allocate(size, alignment);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return wakelaw::conformance::allocate(size, alignment);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
    if (alignment < sizeof(void*) || (alignment & (alignment - 1)) != 0) {
        return EINVAL;
    }
    void* const block = wakelaw::conformance::allocate(size, alignment);
    if (block == nullptr) {
        return ENOMEM;
    }
    *result = block;
    return 0;
}

std::size_t malloc_usable_size(void* block) {
    return block == nullptr ? 0 : wakelaw::conformance::header_of(block)->size;
}

}  // extern "C"

#endif

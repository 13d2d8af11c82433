// SPDX-License-Identifier: MIT
// Where controlled code allocates: in each schedule the same requests get the same addresses, so that code
// that depends on addresses, as a hash of a pointer does, does the same again.
//
// A schedule uses each address once. What outlives it stays where it is: the next schedule begins behind the
// highest block that lives.
#pragma once

#include <cstddef>

namespace wakelaw::explore::memory {

/// What dead blocks of earlier schedules occupied above all living ones is used anew.
void begin_arena();

/// Null: the arena is full, or there is none. \pre the caller is the one thread that the schedule lets run.
[[nodiscard]] void* allocate_in_arena(std::size_t size, std::size_t alignment);

/// Whether the address is in the arena; from any thread.
[[nodiscard]] bool is_in_arena(const void* address);

/// The size that the block was asked for. \pre the block is of the arena.
[[nodiscard]] std::size_t arena_block_size(const void* block);

/// The block is dead, and stays out of use at least until a schedule begins; from any thread, also between
/// schedules. \pre the block is of the arena.
void give_up_arena_block(void* block);

}  // namespace wakelaw::explore::memory

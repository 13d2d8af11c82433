// SPDX-License-Identifier: MIT
#include "memory/heap.hpp"

#include <array>

#include "memory/address_table.hpp"
#include "memory/arena.hpp"
#include "memory/libc_heap.hpp"
#include "memory/race_detector.hpp"
#include "report/symbols.hpp"
#include "runtime/scheduler.hpp"

namespace wakelaw::explore::memory {

namespace {

struct Block {
    std::size_t size;
    const void* where;
    bool live;
};

constinit AddressTable<Block, 16> blocks{};
constinit std::array<void*, std::size_t{1} << 15U> kept{};
constinit std::size_t kept_count = 0;

std::uintptr_t key(const void* block) { return reinterpret_cast<std::uintptr_t>(block); }

Freed keep(void* block) {
    if (is_in_arena(block)) {
        give_up_arena_block(block);
        return Freed::kept;
    }
    if (kept_count == kept.size()) {
        return Freed::unknown;
    }
    kept[kept_count++] = block;
    return Freed::kept;
}

}  // namespace

void begin_heap() {
    blocks.clear();
    begin_arena();
}

void end_heap() {
    for (std::size_t i = 0; i < kept_count; ++i) {
        __libc_free(kept[i]);
    }
    kept_count = 0;
}

void note_allocation(void* block, std::size_t size, const void* where) {
    bool added = false;
    Block* record = blocks.find_or_add(key(block), added);
    if (record == nullptr) {
        return;
    }
    if (!added && !record->live) {
        mark_allocated(block, size);
    }
    *record = {size, where, true};
}

Freed note_free(void* block, bool checked, const void* where) {
    Block* record = blocks.find(key(block));
    if (record == nullptr) {
        return is_in_arena(block) ? keep(block) : Freed::unknown;
    }
    if (!record->live) {
        if (checked) {
            runtime::report_sighting(Kind::double_free, key(block),
                                     "T" + std::to_string(runtime::self->id) + " frees a block of " +
                                         std::to_string(record->size) + " bytes that is freed, at " +
                                         report::code(where) + "; it was allocated at " +
                                         report::code(record->where));
        }
        return Freed::kept;
    }
    record->live = false;
    if (checked && runtime::schedule.options.detect_races) {
        check_free(block, record->size, where);
    }
    return keep(block);
}

std::size_t size_of(const void* block) {
    if (is_in_arena(block)) {
        return arena_block_size(block);
    }
    const Block* record = blocks.find(key(block));
    return record == nullptr ? 0 : record->size;
}

Leak leaked() {
    Leak leak;
    blocks.for_each([&](const Block& block) {
        if (block.live) {
            leak.where = leak.blocks == 0 ? block.where : leak.where;
            ++leak.blocks;
            leak.bytes += block.size;
        }
    });
    return leak;
}

}  // namespace wakelaw::explore::memory

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "runtime/verdict.hpp"

namespace wakelaw::explore::memory {

/// Records by address. Records lie densely in the order in which they were added, and clear() costs nothing:
/// entries of older generations count as empty. A table begins with clear(). Not thread-safe.
template <class Record, unsigned index_bits>
class AddressTable {
public:
    static constexpr std::uint32_t slots = 1U << index_bits;
    static constexpr std::uint32_t most_records = slots / 2;

    void clear() {
        ++generation_;
        size_ = 0;
    }

    /// Null: there is none.
    [[nodiscard]] Record* find(std::uintptr_t address) {
        const Slot& slot = slots_[slot_of(address)];
        return slot.generation == generation_ ? &records_[slot.record] : nullptr;
    }

    /// `added` tells that the record is new; it holds what a record of an older generation left.
    /// Null: the table is full.
    [[nodiscard]] Record* find_or_add(std::uintptr_t address, bool& added) {
        Slot& slot = slots_[slot_of(address)];
        added = slot.generation != generation_;
        if (added) {
            if (size_ == most_records) {
                return nullptr;
            }
            slot = {address, generation_, size_++};
        }
        return &records_[slot.record];
    }

    template <class Function>
    void for_each(Function function) {
        for (std::uint32_t i = 0; i < size_; ++i) {
            function(records_[i]);
        }
    }

private:
    struct Slot {
        std::uintptr_t address;
        std::uint32_t generation;
        std::uint32_t record;
    };

    /// Where the address is, or an empty slot. At most half of the slots are full.
    [[nodiscard]] std::uint32_t slot_of(std::uintptr_t address) const {
        auto slot = static_cast<std::uint32_t>((address * 0x9e3779b97f4a7c15U) >> (64U - index_bits));
        while (slots_[slot].generation == generation_ && slots_[slot].address != address) {
            slot = (slot + 1) % slots;
        }
        return slot;
    }

    // All zero, so that a table of static storage takes no memory before it is used.
    std::uint32_t generation_ = 0;
    std::uint32_t size_ = 0;
    std::array<Slot, slots> slots_{};
    std::array<Record, most_records> records_{};
};

}  // namespace wakelaw::explore::memory

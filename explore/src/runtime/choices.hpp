// SPDX-License-Identifier: MIT
#pragma once

#include <wakelaw/explore/controller.hpp>

namespace wakelaw::explore::runtime {

/// More alternatives than a choice can have.
inline constexpr unsigned most_alternatives = 255;

/// The record of the running schedule, as the scheduler writes it.
class ChoiceWriter {
public:
    void begin(ChoiceRecord& record) {
        record_ = &record;
        record_->count.store(0, std::memory_order_relaxed);
    }
    void add(unsigned choice, unsigned alternatives) {
        const std::uint32_t index = record_->count.load(std::memory_order_relaxed);
        if (index < ChoiceRecord::capacity) {
            record_->choices[index].store(static_cast<std::uint8_t>(choice), std::memory_order_relaxed);
            record_->alternatives[index].store(static_cast<std::uint8_t>(alternatives),
                                               std::memory_order_relaxed);
        }
        record_->count.store(index + 1, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint32_t count() const { return record_->count.load(std::memory_order_relaxed); }

private:
    ChoiceRecord* record_ = nullptr;
};

}  // namespace wakelaw::explore::runtime

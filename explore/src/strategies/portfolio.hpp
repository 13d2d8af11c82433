// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/strategy.hpp"

namespace wakelaw::explore::strategies {

/// Several orders in turn, some schedules each: none of them wins everywhere. Exhausted when the search that
/// misses nothing is.
class Portfolio final : public Order {
public:
    explicit Portfolio(const Options& options);

    void begin() override;
    unsigned pick(const Candidates& candidates) override { return part().pick(candidates); }
    unsigned decide(Decision decision, unsigned count) override { return part().decide(decision, count); }
    void yielded(const Thread& thread) override { part().yielded(thread); }
    void end(std::uint32_t steps) override;
    [[nodiscard]] bool exhausted() const override { return parts_.back()->exhausted(); }
    [[nodiscard]] std::string position() const override;
    void resume(const std::string& position) override;
    void resume_after(std::span<const std::uint8_t> choices,
                      std::span<const std::uint8_t> alternatives) override;
    void restart(std::uint64_t seed) override;
    [[nodiscard]] unsigned alternatives(unsigned count) const override { return part().alternatives(count); }
    [[nodiscard]] Strategy strategy() const override { return part().strategy(); }
    [[nodiscard]] bool wants_footprints() const override { return part().wants_footprints(); }
    void touches(const Access& access) override { part().touches(access); }
    [[nodiscard]] bool redundant() const override { return part().redundant(); }

private:
    [[nodiscard]] Order& part() const { return *parts_[turn_]; }
    void next_turn();

    std::vector<std::unique_ptr<Order>> parts_;  ///< the last one is SleepSetSearch
    std::size_t turn_ = 0;
    unsigned schedules_of_turn_ = 0;
};

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/strategy.hpp"

namespace wakelaw::explore::strategies {

/// What the strategies that draw schedules at random share. Each schedule has a seed of its own.
class Sampling : public Order {
public:
    explicit Sampling(std::uint64_t seed) : seed_(seed) {}

    void begin() override;
    unsigned pick(const Candidates& candidates) override;
    unsigned decide(Decision decision, unsigned count) override;
    void end(std::uint32_t steps) override;
    [[nodiscard]] std::string position() const override;
    void resume(const std::string& position) override;
    void resume_after(std::span<const std::uint8_t> choices,
                      std::span<const std::uint8_t> alternatives) override;
    void restart(std::uint64_t seed) override;

protected:
    virtual void draw() {}
    virtual unsigned prefer(const Candidates& candidates) = 0;

    /// Of the schedule, from 0.
    [[nodiscard]] std::uint64_t index() const { return index_; }
    /// Steps that a schedule usually takes; 0 before the first has ended.
    [[nodiscard]] std::uint32_t usual_steps() const { return usual_steps_; }
    runtime::Random random_;

private:
    [[nodiscard]] bool in_fair_tail(std::uint32_t step) const;

    std::uint64_t seed_;
    std::uint64_t index_ = 0;
    std::uint32_t usual_steps_ = 0;
};

}  // namespace wakelaw::explore::strategies

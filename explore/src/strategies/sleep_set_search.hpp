// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/tree.hpp"

namespace wakelaw::explore::strategies {

/// Depth first without a bound, with sleep sets (Godefroid, LNCS 1032, 1996): a thread whose next step was
/// tried first at an earlier branch sleeps until another thread touches what that step may touch. Of
/// schedules that differ only in the order of independent steps one is left, the others are redundant and end
/// without further branches. Never together with a bound on preemptions: the schedule that is kept may be one
/// that the bound forbids.
class SleepSetSearch final : public Order {
public:
    void begin() override;
    unsigned pick(const Candidates& candidates) override;
    unsigned decide(Decision decision, unsigned count) override;
    void end(std::uint32_t) override { tree_.advance(); }
    [[nodiscard]] bool exhausted() const override { return tree_.exhausted(); }
    [[nodiscard]] std::string position() const override { return tree_.position(); }
    void resume(const std::string& position) override { tree_.resume(position); }
    void resume_after(std::span<const std::uint8_t> choices,
                      std::span<const std::uint8_t> alternatives) override {
        tree_.resume_after(choices, alternatives);
    }
    void restart(std::uint64_t) override { tree_ = Tree(); }
    [[nodiscard]] unsigned alternatives(unsigned count) const override { return forced_ ? 1 : count; }
    [[nodiscard]] Strategy strategy() const override { return Strategy::sleep_sets; }
    [[nodiscard]] bool wants_footprints() const override { return true; }
    void touches(const Access& access) override;
    [[nodiscard]] bool redundant() const override { return redundant_; }

private:
    [[nodiscard]] bool is_touched(const Access& access) const;
    [[nodiscard]] bool next_step_is_touched(const Thread& thread) const;
    void wake_touched(const Candidates& candidates);

    std::uint64_t sleeping_ = 0;  ///< a bit for each thread
    std::vector<Access> footprint_;  ///< of the step since the last pick
    bool redundant_ = false;
    bool forced_ = false;
    Tree tree_;
};

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/tree.hpp"

namespace wakelaw::explore::strategies {

/// Depth first, all schedules with at most so many preemptions (Musuvathi, Qadeer, PLDI 2007). A preemption
/// is a switch away from a thread that can go on and has not yielded.
class BoundedSearch final : public Order {
public:
    /// `bound` below 0: no bound.
    explicit BoundedSearch(int bound) : bound_(bound) {}

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
    [[nodiscard]] Strategy strategy() const override { return Strategy::exhaustive; }

private:
    int bound_;
    int preemptions_ = 0;
    bool forced_ = false;  ///< the last decision was, by the bound
    Tree tree_;
};

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/tree.hpp"

namespace wakelaw::explore::strategies {

/// Below 0: no bound.
struct Bounds {
    int preemptions = -1;
    /// Choices other than the first, be they preemptions or not.
    int deviations = -1;
    bool marked_part = false;  ///< outside of it nothing but default choices
};

/// Depth first, all schedules with at most so many preemptions (Musuvathi, Qadeer, PLDI 2007). A preemption
/// is a switch away from a thread that can go on and has not yielded. A bound of deviations counts the
/// choices at which nobody is preempted, too, and so makes a search short (Emmi, Qadeer, Rakamaric, POPL
/// 2011, where they are called delays).
class BoundedSearch final : public Order {
public:
    explicit BoundedSearch(Bounds bounds) : bounds_(bounds) {}

    void begin() override;
    unsigned pick(const Candidates& candidates) override;
    unsigned decide(Decision decision, unsigned count) override;
    void approach_marked_part(const Thread& marker) override;
    void begin_marked_part() override;
    void end_marked_part() override;
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
    /// A thread that makes many steps in a row while others can run is taken to wait for them: it must give
    /// way, which is no preemption. Otherwise a correct loop that waits would never end.
    bool has_gone_on_for_long(const Candidates& candidates);

    /// All threads but `marker_` go on, until it alone can run, or until that is seen not to come.
    unsigned let_others_go_first(const Candidates& candidates, bool gives_way);

    /// The alternative that the search takes; the first where the bound of deviations is reached.
    unsigned branch(unsigned count);

    Bounds bounds_;
    enum class Part : std::uint8_t { outside, before, marked };
    Part part_ = Part::marked;
    const Thread* marker_ = nullptr;
    unsigned picks_before_ = 0;
    int preemptions_ = 0;
    int deviations_ = 0;
    unsigned steps_in_a_row_ = 0;
    const Thread* last_ = nullptr;
    bool forced_ = false;  ///< the last decision was, by the bound
    Tree tree_;
};

}  // namespace wakelaw::explore::strategies

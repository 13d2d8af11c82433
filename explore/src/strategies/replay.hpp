// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/strategy.hpp"

namespace wakelaw::explore::strategies {

/// The choices of a record; behind their end, the first alternative: no preemption, the latest value.
class Replay final : public Order {
public:
    explicit Replay(std::vector<std::uint8_t> choices) : choices_(std::move(choices)) {}

    void begin() override { next_ = 0; }
    unsigned pick(const Candidates& candidates) override {
        return candidates.threads.size() == 1 ? 0 : take(static_cast<unsigned>(candidates.threads.size()));
    }
    unsigned decide(Decision, unsigned count) override { return take(count); }
    void end(std::uint32_t) override {}
    [[nodiscard]] std::string position() const override { return {}; }
    void resume(const std::string&) override {}
    void restart(std::uint64_t) override {}
    [[nodiscard]] Strategy strategy() const override { return Strategy::exhaustive; }

private:
    unsigned take(unsigned count);

    std::vector<std::uint8_t> choices_;
    std::size_t next_ = 0;
};

}  // namespace wakelaw::explore::strategies

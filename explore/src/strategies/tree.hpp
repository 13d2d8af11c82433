// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "strategies/strategy.hpp"

namespace wakelaw::explore::strategies {

/// The path of a depth-first search: the decisions that lead to the next schedule, and what is left at each.
class Tree {
public:
    static constexpr std::uint64_t everything = UINT64_MAX;

    void begin() { depth_ = 0; }
    /// The alternative for the next decision; the first of `open` where the path ends. Only those in `open`
    /// are worth a try; alternatives from 64 on always are.
    unsigned branch(unsigned count, std::uint64_t open = everything);
    /// To the next path.
    void advance();
    [[nodiscard]] bool exhausted() const { return exhausted_; }

    [[nodiscard]] std::string position() const;
    void resume(const std::string& position);
    void resume_after(std::span<const std::uint8_t> choices, std::span<const std::uint8_t> alternatives);

private:
    struct Node {
        std::uint8_t count;
        std::uint8_t choice;
        std::uint64_t open;
    };
    static bool to_next_alternative(Node& node);

    std::vector<Node> path_;
    std::size_t depth_ = 0;
    bool exhausted_ = false;
};

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#include "strategies/tree.hpp"

#include <bit>
#include <cstdlib>
#include <stdexcept>

#include "runtime/verdict.hpp"

namespace wakelaw::explore::strategies {

namespace {

bool is_open(std::uint64_t open, unsigned alternative) {
    return alternative >= 64 || ((open >> alternative) & 1U) != 0;
}

}  // namespace

unsigned Tree::branch(unsigned count, std::uint64_t open) {
    if (depth_ < path_.size()) {
        const Node& node = path_[depth_++];
        if (node.count != count) {
            runtime::end_schedule(Kind::nondeterministic,
                                  "the same choices led to another run: decision " + std::to_string(depth_) +
                                      " had " + std::to_string(node.count) + " alternatives and now has " +
                                      std::to_string(count));
        }
        return node.choice;
    }
    const unsigned first = open == everything ? 0 : static_cast<unsigned>(std::countr_zero(open));
    path_.push_back({static_cast<std::uint8_t>(count), static_cast<std::uint8_t>(first), open});
    ++depth_;
    return first;
}

bool Tree::to_next_alternative(Node& node) {
    for (unsigned next = node.choice + 1U; next < node.count; ++next) {
        if (is_open(node.open, next)) {
            node.choice = static_cast<std::uint8_t>(next);
            return true;
        }
    }
    return false;
}

void Tree::advance() {
    while (!path_.empty() && !to_next_alternative(path_.back())) {
        path_.pop_back();
    }
    exhausted_ = path_.empty();
}

std::string Tree::position() const {
    if (exhausted_) {
        return "exhausted";
    }
    std::string text = "at";
    for (const Node& node : path_) {
        text += ' ';
        text +=
            std::to_string(node.choice) + ',' + std::to_string(node.count) + ',' + std::to_string(node.open);
    }
    return text;
}

void Tree::resume(const std::string& position) {
    path_.clear();
    depth_ = 0;
    exhausted_ = position == "exhausted";
    if (exhausted_) {
        return;
    }
    if (!position.starts_with("at")) {
        throw std::invalid_argument("not a position in a search tree: '" + position + "'");
    }
    const char* text = position.c_str() + 2;
    while (*text == ' ') {
        char* end = nullptr;
        const auto choice = static_cast<std::uint8_t>(std::strtoul(text, &end, 10));
        const auto count = static_cast<std::uint8_t>(std::strtoul(end + 1, &end, 10));
        path_.push_back({count, choice, std::strtoull(end + 1, &end, 10)});
        text = end;
    }
}

void Tree::resume_after(std::span<const std::uint8_t> choices, std::span<const std::uint8_t> alternatives) {
    // The common beginning keeps what is known about it.
    std::vector<Node> path;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (alternatives[i] > 1) {
            const bool known = path.size() < path_.size() && path_[path.size()].choice == choices[i];
            path.push_back({alternatives[i], choices[i], known ? path_[path.size()].open : everything});
        }
    }
    path_ = std::move(path);
    advance();
}

}  // namespace wakelaw::explore::strategies

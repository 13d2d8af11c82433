// SPDX-License-Identifier: MIT
// POLL-1. The minimal mutant "default-constructs T in Pending".
// A pending Poll holds a value that nobody returned.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

template <class T>
class PairPoll {
public:
    static PairPoll ready(T value) { return PairPoll(true, std::move(value)); }
    static PairPoll pending() { return PairPoll(false, T()); }
    [[nodiscard]] bool is_ready() const { return pair_.first; }
    [[nodiscard]] T& value() & { return pair_.second; }
    [[nodiscard]] T&& value() && { return std::move(pair_.second); }

private:
    PairPoll(bool ready, T value) : pair_(ready, std::move(value)) {}
    std::pair<bool, T> pair_;
};
struct PairOfBoolAndValue : PlainVocabulary<SoundWaker, SoundTable, PairPoll> {
    static constexpr auto name = "pair-of-bool-and-value";
};

}  // namespace wakelaw::specimens

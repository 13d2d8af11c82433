// SPDX-License-Identifier: MIT
#include "strategies/sampling.hpp"

#include <algorithm>
#include <cstdlib>

namespace wakelaw::explore::strategies {

void Sampling::begin() {
    random_ = runtime::Random(runtime::seed_of_schedule(seed_, index_));
    draw();
}

// Priorities starve threads, and a correct program may wait for a starved one in a loop: a schedule that
// takes much longer than usual goes on as a random walk, which is fair.
bool Sampling::in_fair_tail(std::uint32_t step) const {
    constexpr std::uint32_t shortest = 400;
    return step > std::max(shortest, 4 * usual_steps_);
}

unsigned Sampling::pick(const Candidates& candidates) {
    if (in_fair_tail(candidates.step)) {
        return random_.below(static_cast<std::uint32_t>(candidates.threads.size()));
    }
    return prefer(candidates);
}

unsigned Sampling::decide(Decision decision, unsigned count) {
    // Rare enough that the few of a schedule do not all fall on its first steps.
    constexpr std::uint32_t one_in = 8;
    if (decision == Decision::spurious) {
        return random_.below(one_in) == 0 ? 1 : 0;
    }
    return random_.below(count);
}

void Sampling::end(std::uint32_t steps) {
    ++index_;
    usual_steps_ = usual_steps_ == 0 ? steps : (7 * usual_steps_ + steps) / 8;
}

std::string Sampling::position() const { return std::to_string(index_) + "/" + std::to_string(usual_steps_); }

void Sampling::resume(const std::string& position) {
    char* end = nullptr;
    index_ = std::strtoull(position.c_str(), &end, 10);
    usual_steps_ = *end == '/' ? static_cast<std::uint32_t>(std::strtoul(end + 1, nullptr, 10)) : 0;
}

void Sampling::resume_after(std::span<const std::uint8_t> /*choices*/,
                            std::span<const std::uint8_t> /*alternatives*/) {
    ++index_;
}

void Sampling::restart(std::uint64_t seed) {
    seed_ = seed;
    index_ = 0;
    usual_steps_ = 0;
}

}  // namespace wakelaw::explore::strategies

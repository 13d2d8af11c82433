// SPDX-License-Identifier: MIT
#include "strategies/portfolio.hpp"

#include <stdexcept>

#include "strategies/bounded_search.hpp"
#include "strategies/partial_order_sampling.hpp"
#include "strategies/probabilistic_concurrency_testing.hpp"
#include "strategies/random_walk.hpp"
#include "strategies/sleep_set_search.hpp"

namespace wakelaw::explore::strategies {

namespace {

constexpr unsigned schedules_a_turn = 16;
constexpr char separator = '|';

}  // namespace

Portfolio::Portfolio(const Options& options) {
    parts_.push_back(std::make_unique<RandomWalk>(options.seed));
    parts_.push_back(std::make_unique<PartialOrderSampling>(options.seed));
    parts_.push_back(std::make_unique<ProbabilisticConcurrencyTesting>(options.seed, options.depth));
    parts_.push_back(std::make_unique<BoundedSearch>(
        Bounds{options.preemptions, options.deviations, options.marked_part}));
    parts_.push_back(std::make_unique<SleepSetSearch>());
}

void Portfolio::next_turn() {
    schedules_of_turn_ = 0;
    do {
        turn_ = (turn_ + 1) % parts_.size();
    } while (part().exhausted());
}

void Portfolio::begin() {
    if (schedules_of_turn_ == schedules_a_turn || part().exhausted()) {
        next_turn();
    }
    ++schedules_of_turn_;
    part().begin();
}

void Portfolio::end(std::uint32_t steps) { part().end(steps); }

std::string Portfolio::position() const {
    std::string text = std::to_string(turn_) + "/" + std::to_string(schedules_of_turn_);
    for (const auto& part : parts_) {
        text += separator;
        text += part->position();
    }
    return text;
}

void Portfolio::resume(const std::string& position) {
    char* end = nullptr;
    turn_ = std::strtoull(position.c_str(), &end, 10) % parts_.size();
    schedules_of_turn_ = *end == '/' ? static_cast<unsigned>(std::strtoul(end + 1, &end, 10)) : 0;
    auto begin = static_cast<std::size_t>(end - position.c_str());
    for (const auto& part : parts_) {
        if (begin >= position.size() || position[begin] != separator) {
            throw std::invalid_argument("not a position in a portfolio: '" + position + "'");
        }
        const std::size_t next = position.find(separator, begin + 1);
        part->resume(position.substr(begin + 1, next == std::string::npos ? next : next - begin - 1));
        begin = next;
    }
}

void Portfolio::resume_after(std::span<const std::uint8_t> choices,
                             std::span<const std::uint8_t> alternatives) {
    // The schedule that did not end was the next one: its part is found as begin() finds it.
    if (schedules_of_turn_ == schedules_a_turn || part().exhausted()) {
        next_turn();
    }
    ++schedules_of_turn_;
    part().resume_after(choices, alternatives);
}

void Portfolio::restart(std::uint64_t seed) {
    turn_ = 0;
    schedules_of_turn_ = 0;
    for (const auto& part : parts_) {
        part->restart(seed);
    }
}

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
#include "strategies/strategy.hpp"

#include "strategies/bounded_search.hpp"
#include "strategies/partial_order_sampling.hpp"
#include "strategies/portfolio.hpp"
#include "strategies/probabilistic_concurrency_testing.hpp"
#include "strategies/random_walk.hpp"
#include "strategies/replay.hpp"
#include "strategies/sleep_set_search.hpp"

namespace wakelaw::explore::strategies {

void Order::resume_after(std::span<const std::uint8_t> /*choices*/,
                         std::span<const std::uint8_t> /*alternatives*/) {}

std::unique_ptr<Order> make_order(const Options& options) {
    switch (options.strategy) {
        case Strategy::portfolio:
            break;
        case Strategy::random:
            return std::make_unique<RandomWalk>(options.seed);
        case Strategy::pct:
            return std::make_unique<ProbabilisticConcurrencyTesting>(options.seed, options.depth);
        case Strategy::pos:
            return std::make_unique<PartialOrderSampling>(options.seed);
        case Strategy::exhaustive:
            return std::make_unique<BoundedSearch>(
                Bounds{options.preemptions, options.deviations, options.marked_part});
        case Strategy::sleep_sets:
            return std::make_unique<SleepSetSearch>();
    }
    return std::make_unique<Portfolio>(options);
}

std::unique_ptr<Order> make_replay(std::vector<std::uint8_t> choices) {
    return std::make_unique<Replay>(std::move(choices));
}

}  // namespace wakelaw::explore::strategies

// SPDX-License-Identifier: MIT
/// \file
/// What the tests of scenarios share: inputs to generate for, and scenarios by the dozen.
#pragma once

#include <array>
#include <cstdint>

#include "scenario/generate.hpp"

namespace wakelaw::conformance::scenario {

inline constexpr Capabilities everything = Capabilities::from_bits((1U << capability_count) - 1);

/// A pool, a loop and a blocking executor that can do all, and some that can do little.
inline const std::array<Input, 10>& inputs() {
    using enum Capability;
    static const std::array<Input, 10> all{{
        {Driving::threads, everything, 4},
        {Driving::threads, everything, 1},
        {Driving::stepping, everything, 1},
        {Driving::blocking, everything, 1},
        {Driving::stepping, everything.without(wake_from_foreign_thread), 1},
        {Driving::threads, everything.without(spawn_from_poll).without(exceptions).without(wake_by_ref), 2},
        {Driving::blocking, everything.without(several_tasks).without(wakers_outlive_executor), 1},
        {Driving::threads, everything.without(clone), 1},
        {Driving::stepping, Capabilities{}, 1},
        {Driving::threads,
         everything.without(will_wake)
             .without(waker_move)
             .without(wakers_outlive_task)
             .without(wakers_outlive_executor),
         1,
         {Contract::one_suspension}},
    }};
    return all;
}

/// Calls `act(scenario, family, input)` for `count` scenarios of each family and input, with growing sizes.
template <class Act>
void for_all_scenarios(std::uint64_t count, Act act) {
    for (const Input& input : inputs()) {
        for (const Family family : families()) {
            if (!applies(family, input)) {
                continue;
            }
            for (std::uint64_t index = 0; index < count; ++index) {
                act(generate(family, 1, index, static_cast<int>(index % 120), input), family, input);
            }
        }
    }
}

}  // namespace wakelaw::conformance::scenario

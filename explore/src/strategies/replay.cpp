// SPDX-License-Identifier: MIT
#include "strategies/replay.hpp"

#include "runtime/verdict.hpp"

namespace wakelaw::explore::strategies {

unsigned Replay::take(unsigned count) {
    if (next_ >= choices_.size()) {
        return 0;
    }
    const unsigned choice = choices_[next_++];
    if (choice >= count) {
        runtime::end_schedule(Kind::nondeterministic, "the same choices led to another run: choice " +
                                                          std::to_string(next_) + " is number " +
                                                          std::to_string(choice) + " of " +
                                                          std::to_string(count) + " alternatives");
    }
    return choice;
}

}  // namespace wakelaw::explore::strategies

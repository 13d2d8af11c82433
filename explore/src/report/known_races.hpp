// SPDX-License-Identifier: MIT
// Data races of the C++ library itself, which are none of the program under test.
#pragma once

namespace wakelaw::explore::report {

/// Whether both accesses are in code of the library whose race is known:
/// - std::atomic<std::shared_ptr> of libstdc++ before 13: load() unlocks with a relaxed operation.
[[nodiscard]] bool is_known_race(const void* where, const void* other);

/// Lets processes that are forked from now on share what each of them finds out.
void share_known_races();

}  // namespace wakelaw::explore::report

// SPDX-License-Identifier: MIT
#pragma once

namespace wakelaw::explore::races {

/// Of a native run that hit its race.
inline constexpr int native_exit_code = 9;

}  // namespace wakelaw::explore::races

// SPDX-License-Identifier: MIT
#pragma once

#include <wakelaw/explore.hpp>

namespace wakelaw::explore {

/// \throws std::invalid_argument for one out of range, with one line that names it and its range.
void check_options(const Options& options);

}  // namespace wakelaw::explore

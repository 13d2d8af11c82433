// SPDX-License-Identifier: MIT
#include "verdict.hpp"

#include <wakelaw/explore.hpp>

namespace wakelaw::explore::races {

void violated(std::string_view what) { fail(what); }

}  // namespace wakelaw::explore::races

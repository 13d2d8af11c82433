// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cstdio>

#include "native_exit_code.hpp"
#include "verdict.hpp"

namespace wakelaw::explore::races {

void violated(std::string_view what) {
    std::fprintf(stderr, "violated: %.*s\n", static_cast<int>(what.size()), what.data());
    _exit(native_exit_code);
}

}  // namespace wakelaw::explore::races

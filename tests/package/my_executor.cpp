// SPDX-License-Identifier: MIT
// What a user's program does with the installed reference.

#include <wakelaw/local_executor.hpp>

int main() {
    [[maybe_unused]] wakelaw::LocalExecutor executor;
    return 0;
}

// SPDX-License-Identifier: MIT
#include "supervisor/child_process.hpp"

#include <fcntl.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace wakelaw::conformance {

void become_program(char* const arguments[], int given, int output) {
    // A terminal's Ctrl-C is for the supervisor: a worker that died of it would look crashed.
    setpgid(0, 0);
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int printed = output < 0 ? nothing : output;
    dup2(nothing, 0);
    dup2(printed, 1);
    dup2(printed, 2);
    dup2(given, 3);
    fcntl(3, F_SETFD, 0);
    // The same addresses in each run; and ThreadSanitizer cannot start under strong randomisation.
    personality(ADDR_NO_RANDOMIZE);
    unsetenv("TSAN_OPTIONS");
    execv(arguments[0], arguments);
    _exit(127);
}

int end_process(int child) {
    // While it has not been waited for, its number, and so that of its group, belongs to nobody else.
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

}  // namespace wakelaw::conformance

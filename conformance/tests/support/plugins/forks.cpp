// SPDX-License-Identifier: MIT
// Starts a process when it is loaded, which never ends by itself; a file has its number.
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "sound.hpp"

namespace {
const struct AtOnce {
    AtOnce() {
        const pid_t child = fork();
        if (child == 0) {
            while (true) {
                pause();
            }
        }
        if (const char* const file = std::getenv("WAKELAW_TEST_FORKS")) {
            std::ofstream(file, std::ios::app) << child << "\n";
        }
    }
} at_once;
}  // namespace

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = sound_table("plugin-forks");
    return only(table);
}

// SPDX-License-Identifier: MIT
// Writes to stdout whatever it is asked, and megabytes to stderr.
#include <cstdio>
#include <string>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-talks");
        result.make = []() -> void* {
            std::puts("not for standard output");
            std::fflush(stdout);
            static const std::string much(std::size_t{1} << 20, 'x');
            for (int i = 0; i < 4; ++i) {
                std::fprintf(stderr, "%s\n", much.c_str());
            }
            return new SoundPlugin();
        };
        return result;
    }();
    return only(table);
}

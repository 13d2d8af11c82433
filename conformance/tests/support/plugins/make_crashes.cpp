// SPDX-License-Identifier: MIT
// make crashes.
#include <csignal>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-make-crashes");
        result.make = []() -> void* {
            raise(SIGSEGV);
            return nullptr;
        };
        return result;
    }();
    return only(table);
}

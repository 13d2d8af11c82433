// SPDX-License-Identifier: MIT
// Without a function that is required.
#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-no-spawn");
        result.spawn = nullptr;
        return result;
    }();
    return only(table);
}

// SPDX-License-Identifier: MIT
// Its table is shorter than version 1 had it.
#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-short-table");
        result.struct_size = 16;
        return result;
    }();
    return only(table);
}

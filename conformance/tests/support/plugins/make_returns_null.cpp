// SPDX-License-Identifier: MIT
// make returns null and says why.
#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-make-returns-null");
        result.make = []() -> void* { return nullptr; };
        result.last_error = []() -> const char* { return "out of order"; };
        return result;
    }();
    return only(table);
}

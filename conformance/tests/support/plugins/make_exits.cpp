// SPDX-License-Identifier: MIT
// make calls exit, as if all were well.
#include <cstdlib>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-make-exits");
        result.make = []() -> void* { std::exit(0); };
        return result;
    }();
    return only(table);
}

// SPDX-License-Identifier: MIT
// make throws.
#include <stdexcept>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-make-throws");
        result.make = []() -> void* { throw std::runtime_error("no executor today"); };
        return result;
    }();
    return only(table);
}

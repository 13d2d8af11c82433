// SPDX-License-Identifier: MIT
// Of another version of the ABI.
#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-other-version");
        result.abi_version = WAKELAW_ABI_VERSION + 1;
        return result;
    }();
    return only(table);
}

// SPDX-License-Identifier: MIT
// Ends the process while it is loaded, before it can be asked for anything.
#include <unistd.h>

#include "sound.hpp"

namespace {
const struct AtOnce {
    AtOnce() { _exit(0); }
} at_once;
}  // namespace

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = sound_table("plugin-exits-when-loaded");
    return only(table);
}

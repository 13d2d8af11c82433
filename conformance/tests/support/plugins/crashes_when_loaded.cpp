// SPDX-License-Identifier: MIT
// Crashes while it is loaded, before it can be asked for anything.
#include <csignal>

#include "sound.hpp"

namespace {
const struct AtOnce {
    AtOnce() {
        std::signal(SIGSEGV, SIG_DFL);
        std::raise(SIGSEGV);
    }
} at_once;
}  // namespace

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = sound_table("plugin-crashes-when-loaded");
    return only(table);
}

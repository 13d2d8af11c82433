// SPDX-License-Identifier: MIT
// Never ends loading: what it waits for does not come.
#include <atomic>

#include "sound.hpp"

namespace {
std::atomic<int> never{0};
const struct AtOnce {
    AtOnce() {
        while (never.load() == 0) {
            never.wait(0);
        }
    }
} at_once;
}  // namespace

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = sound_table("plugin-hangs-when-loaded");
    return only(table);
}

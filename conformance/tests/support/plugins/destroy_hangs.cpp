// SPDX-License-Identifier: MIT
// destroy never returns.
#include <mutex>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-destroy-hangs");
        result.destroy = [](void*) {
            std::mutex never;
            never.lock();
            never.lock();
        };
        return result;
    }();
    return only(table);
}

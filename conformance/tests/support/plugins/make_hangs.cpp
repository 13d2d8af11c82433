// SPDX-License-Identifier: MIT
// make never returns.
#include <mutex>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-make-hangs");
        result.make = []() -> void* {
            std::mutex never;
            never.lock();
            never.lock();
            return nullptr;
        };
        return result;
    }();
    return only(table);
}

// SPDX-License-Identifier: MIT
// make starts a thread that never ends, and leaks it.
#include <mutex>
#include <thread>

#include "sound.hpp"

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject table = [] {
        wakelaw_subject result = sound_table("plugin-leaks-threads");
        result.make = []() -> void* {
            std::thread([] {
                std::mutex never;
                never.lock();
                never.lock();
            }).detach();
            return new SoundPlugin();
        };
        return result;
    }();
    return only(table);
}

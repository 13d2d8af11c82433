// SPDX-License-Identifier: MIT
// Waker classes by the C ABI alone: one that conforms, one that forgets to release, and one whose table is
// not whole.
#include <wakelaw.h>

namespace {

/// A variable is the two words; the table is null in an empty one.
wakelaw_raw_waker& at(void* place) { return *static_cast<wakelaw_raw_waker*>(place); }
const wakelaw_raw_waker& at(const void* place) { return *static_cast<const wakelaw_raw_waker*>(place); }

void release(wakelaw_raw_waker raw) {
    if (raw.vtable != nullptr) {
        raw.vtable->drop(raw.data);
    }
}

wakelaw_raw_waker taken(void* place) {
    const wakelaw_raw_waker raw = at(place);
    at(place) = {nullptr, nullptr};
    return raw;
}

wakelaw_vocabulary whole() {
    wakelaw_vocabulary result{};
    result.struct_size = sizeof result;
    result.size = sizeof(wakelaw_raw_waker);
    result.alignment = alignof(wakelaw_raw_waker);
    result.make = [](void* place, wakelaw_raw_waker raw) { at(place) = raw; };
    result.destroy = [](void* waker) { release(at(waker)); };
    result.clone_to = [](const void* source, void* place) {
        at(place) = at(source).vtable->clone(at(source).data);
    };
    result.move_to = [](void* source, void* place) { at(place) = taken(source); };
    result.assign = [](void* source, void* waker) {
        const wakelaw_raw_waker moved = taken(source);
        release(taken(waker));
        at(waker) = moved;
    };
    result.wake = [](void* waker) {
        const wakelaw_raw_waker raw = taken(waker);
        raw.vtable->wake(raw.data);
    };
    result.wake_by_ref = [](const void* waker) { at(waker).vtable->wake_by_ref(at(waker).data); };
    return result;
}

wakelaw_subject subject(const char* name, const wakelaw_vocabulary& vocabulary) {
    wakelaw_subject result{};
    result.abi_version = WAKELAW_ABI_VERSION;
    result.struct_size = sizeof result;
    result.name = name;
    result.driving = WAKELAW_DRIVING_NONE;
    result.capabilities = WAKELAW_CLONE | WAKELAW_WAKE_BY_REF | WAKELAW_WAKER_MOVE;
    result.vocabulary = &vocabulary;
    return result;
}

}  // namespace

extern "C" const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_vocabulary conforming = whole();
    static const wakelaw_vocabulary forgetful = [] {
        wakelaw_vocabulary result = whole();
        result.destroy = [](void*) {};
        return result;
    }();
    static const wakelaw_vocabulary without_wake = [] {
        wakelaw_vocabulary result = whole();
        result.wake = nullptr;
        return result;
    }();
    static const wakelaw_subject first = subject("plugin-waker-class", conforming);
    static const wakelaw_subject second = subject("plugin-waker-class-forgets", forgetful);
    static const wakelaw_subject third = subject("plugin-waker-class-without-wake", without_wake);
    static const wakelaw_subject* const all[] = {&first, &second, &third, nullptr};
    return all;
}

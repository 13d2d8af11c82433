// SPDX-License-Identifier: MIT
// WAK-10. B-04, RUSTSEC-2020-0061.
// The state behind the noop waker belongs to the thread that asked for it first.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct ThreadLocalState {
    static const void* get() {
        static thread_local const auto state = std::make_unique<std::size_t>(0);
        return state.get();
    }
    static std::size_t& of(const void* data) { return *static_cast<std::size_t*>(const_cast<void*>(data)); }
    static RawWaker clone(const void* data) {
        ++of(data);
        return {data, &table};
    }
    static void nothing(const void* data) { ++of(data); }
    static constexpr RawWakerVTable table{&clone, &nothing, &nothing, &nothing};
};
struct ThreadLocalNoop : PlainVocabulary<> {
    static constexpr auto name = "thread-local-noop";
    static SoundWaker noop() {
        return SoundWaker::from_raw({ThreadLocalState::get(), &ThreadLocalState::table});
    }
};

}  // namespace wakelaw::specimens

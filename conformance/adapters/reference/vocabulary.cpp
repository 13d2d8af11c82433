// SPDX-License-Identifier: MIT
#include <wakelaw/arc.hpp>
#include <wakelaw/conformance/vocabulary.hpp>
#include <wakelaw/wake.hpp>

using namespace wakelaw::conformance;

struct ReferenceVocabulary {
    static constexpr auto name = "reference-vocabulary";
    using waker = wakelaw::Waker;
    template <class T>
    using poll = wakelaw::Poll<T>;
    using context = wakelaw::Context;

    struct Task {
        explicit Task(CountedHook its_hook) : hook(std::move(its_hook)) {}
        static void wake_by_ref(const wakelaw::Arc<Task>& self) { self->hook.woken(); }
        CountedHook hook;
    };
    using counted = wakelaw::Arc<Task>;
    static counted make_counted(CountedHook hook) { return wakelaw::make_arc<Task>(std::move(hook)); }
    static waker to_waker(counted pointer) { return wakelaw::waker(std::move(pointer)); }
    static wakelaw::WakerRef to_borrowed(const counted& pointer) { return wakelaw::waker_ref(pointer); }
    static std::size_t count(const counted& pointer) { return pointer.strong_count(); }
};
WAKELAW_VOCABULARY(ReferenceVocabulary)

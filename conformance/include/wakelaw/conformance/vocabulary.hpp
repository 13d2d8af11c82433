// SPDX-License-Identifier: MIT
/// \file
/// What the author of a waker class includes. Any C++ class that plays Waker is checked against a model that
/// books each instance, by random programs over instrumented wakers. An adapter names the class and what
/// belongs to it:
///
///     struct MyVocabulary {
///         static constexpr auto name = "my-vocabulary";
///         using waker = my::Waker;
///         static my::Waker make(wakelaw::RawWaker raw);  // left out where waker::from_raw(raw) exists
///     };
///     WAKELAW_VOCABULARY(MyVocabulary)
///
/// and `wakelaw_add_subject(my-vocabulary SOURCES my_vocabulary.cpp)` in CMake.
///
/// The class must be movable and destructible, and must have `wake()`, called on an rvalue. What it has
/// besides is found out and judged: `clone()` or a copy constructor, `clone_from(other)`, `wake_by_ref()`,
/// `will_wake(other)`, `data()` and `vtable()`, `into_raw()`, `swap`. What it does not have is
/// not applicable.
///
/// Optional members of the adapter:
///
///     static my::Waker noop();                     // or waker::noop()
///     template <class T> using poll = my::Poll<T>; // ready(value), pending(), is_ready(), value(), map(f)
///     using context = my::Context;                 // from_waker(waker) or a constructor, and waker()
///     static constexpr bool exceptions = false;    // functions of a vtable must not throw (default: may)
///     // Wakers of a counted pointer; CountedHook is a member of the object behind it:
///     using counted = my::Pointer;
///     static my::Pointer make_counted(wakelaw::conformance::CountedHook hook);
///     static my::Waker to_waker(my::Pointer pointer);
///     static my::BorrowedWaker to_borrowed(const my::Pointer&);  // converts to `const waker&`
///     static std::size_t count(const my::Pointer&);
///     static my::Pointer share(const my::Pointer&);  // left out where Pointer::clone() or a copy exists
#pragma once

#include <array>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/conformance/subject.hpp>
#include <wakelaw/raw_waker.hpp>

namespace wakelaw::conformance {

/// What a fixed check looks at; see wakelaw.h. The answer is a number; laws know the right one.
enum class Question : std::uint16_t {
    poll_pending_is_ready = WAKELAW_QUESTION_POLL_PENDING_IS_READY,
    poll_pending_values = WAKELAW_QUESTION_POLL_PENDING_VALUES,
    poll_ready_is_ready = WAKELAW_QUESTION_POLL_READY_IS_READY,
    poll_ready_values = WAKELAW_QUESTION_POLL_READY_VALUES,
    poll_taken_value = WAKELAW_QUESTION_POLL_TAKEN_VALUE,
    poll_left_values = WAKELAW_QUESTION_POLL_LEFT_VALUES,
    poll_copies = WAKELAW_QUESTION_POLL_COPIES,
    poll_move_only = WAKELAW_QUESTION_POLL_MOVE_ONLY,
    poll_reference = WAKELAW_QUESTION_POLL_REFERENCE,
    poll_void = WAKELAW_QUESTION_POLL_VOID,
    poll_throwing_values = WAKELAW_QUESTION_POLL_THROWING_VALUES,
    map_ready_calls = WAKELAW_QUESTION_MAP_READY_CALLS,
    map_ready_result = WAKELAW_QUESTION_MAP_READY_RESULT,
    map_pending_calls = WAKELAW_QUESTION_MAP_PENDING_CALLS,
    map_pending_result = WAKELAW_QUESTION_MAP_PENDING_RESULT,
    context_same_waker = WAKELAW_QUESTION_CONTEXT_SAME_WAKER,
    context_copyable = WAKELAW_QUESTION_CONTEXT_COPYABLE,
    noop_will_wake_other = WAKELAW_QUESTION_NOOP_WILL_WAKE_OTHER,
    counted_made = WAKELAW_QUESTION_COUNTED_MADE,
    counted_with_waker = WAKELAW_QUESTION_COUNTED_WITH_WAKER,
    counted_with_clone = WAKELAW_QUESTION_COUNTED_WITH_CLONE,
    counted_clone_dropped = WAKELAW_QUESTION_COUNTED_CLONE_DROPPED,
    counted_woken_by_ref = WAKELAW_QUESTION_COUNTED_WOKEN_BY_REF,
    counted_woken = WAKELAW_QUESTION_COUNTED_WOKEN,
    counted_destroyed_early = WAKELAW_QUESTION_COUNTED_DESTROYED_EARLY,
    counted_destroyed = WAKELAW_QUESTION_COUNTED_DESTROYED,
    borrowed_made = WAKELAW_QUESTION_BORROWED_MADE,
    borrowed_cloned = WAKELAW_QUESTION_BORROWED_CLONED,
    borrowed_gone = WAKELAW_QUESTION_BORROWED_GONE,
    borrowed_clone_dropped = WAKELAW_QUESTION_BORROWED_CLONE_DROPPED,
    hook_by_ref = WAKELAW_QUESTION_HOOK_BY_REF,
    hook_by_value = WAKELAW_QUESTION_HOOK_BY_VALUE,
    throwing_by_ref = WAKELAW_QUESTION_THROWING_BY_REF,
    throwing_by_value = WAKELAW_QUESTION_THROWING_BY_VALUE,
    table_cloned = WAKELAW_QUESTION_TABLE_CLONED,
    table_woken_by_ref = WAKELAW_QUESTION_TABLE_WOKEN_BY_REF,
    table_woken = WAKELAW_QUESTION_TABLE_WOKEN,
    table_dropped = WAKELAW_QUESTION_TABLE_DROPPED,
    owning_will_wake_clone = WAKELAW_QUESTION_OWNING_WILL_WAKE_CLONE,
    borrowed_will_wake_owning = WAKELAW_QUESTION_BORROWED_WILL_WAKE_OWNING,
    borrowed_will_wake_clone = WAKELAW_QUESTION_BORROWED_WILL_WAKE_CLONE,
    conversion_begins = WAKELAW_QUESTION_CONVERSION_BEGINS,
    conversion_allocations = WAKELAW_QUESTION_CONVERSION_ALLOCATIONS,
    references_taken_by_wake = WAKELAW_QUESTION_REFERENCES_TAKEN_BY_WAKE,
};
inline constexpr int question_count = 44;

/// Takes the answers of a check down.
class Answer {
public:
    explicit Answer(wakelaw_answer down) : down_(down) {}
    void operator()(Question question, std::uint64_t answer) const {
        down_(static_cast<std::uint16_t>(question), answer);
    }

private:
    wakelaw_answer down_;
};

/// A member of the object behind a counted pointer: counts wakes and the object's destruction. Move-only.
/// Thread-safe as the counters are; they must outlive it.
class CountedHook {
public:
    struct Counters {
        std::atomic<std::uint32_t> wakes{0};
        std::atomic<std::uint32_t> destroyed{0};
        std::atomic<bool> throws{false};
        /// Called by `woken` with `context`, on the thread that wakes; null: nothing is.
        void (*when_woken)(void* context) = nullptr;
        void* context = nullptr;
    };
    explicit CountedHook(Counters& counters) : counters_(&counters) {}
    CountedHook(CountedHook&& other) noexcept : counters_(std::exchange(other.counters_, nullptr)) {}
    CountedHook& operator=(CountedHook&&) = delete;
    CountedHook(const CountedHook&) = delete;
    CountedHook& operator=(const CountedHook&) = delete;
    ~CountedHook() {
        if (counters_ != nullptr) {
            counters_->destroyed.fetch_add(1, std::memory_order_relaxed);
        }
    }
    /// To be called by the function that a wake ends in. \throws ProbeException where the check says so.
    void woken() const {
        counters_->wakes.fetch_add(1, std::memory_order_relaxed);
        if (counters_->when_woken != nullptr) {
            counters_->when_woken(counters_->context);
        }
        if (counters_->throws.load(std::memory_order_relaxed)) {
            throw ProbeException();
        }
    }

private:
    Counters* counters_;
};

/// The waker class behind one interface, filled from an adapter.
using Vocabulary = wakelaw_vocabulary;

namespace detail {

/// A value that counts itself.
template <bool throws_on_move>
struct CountedValue {
    static inline int alive = 0;
    static inline int copies = 0;
    static inline bool armed = false;
    explicit CountedValue(int its_number) : number(its_number) { ++alive; }
    CountedValue() : number(0) { ++alive; }
    CountedValue(const CountedValue& other) : number(other.number) {
        ++alive;
        ++copies;
    }
    // NOLINTNEXTLINE(performance-noexcept-move-constructor): one of the two throws on purpose
    CountedValue(CountedValue&& other) noexcept(!throws_on_move) : number(other.number) {
        if constexpr (throws_on_move) {
            if (armed) {
                throw ProbeException();
            }
        }
        ++alive;
    }
    CountedValue& operator=(const CountedValue& other) {
        number = other.number;
        ++copies;
        return *this;
    }
    // NOLINTNEXTLINE(performance-noexcept-move-constructor): as above
    CountedValue& operator=(CountedValue&& other) noexcept(!throws_on_move) {
        number = other.number;
        return *this;
    }
    ~CountedValue() { --alive; }
    int number;
};

template <class A>
void check_poll(Answer answer) {
    using Value = CountedValue<false>;
    using Throwing = CountedValue<true>;
    using Q = Question;
    const auto alive = [](int count) { return static_cast<std::uint64_t>(count < 0 ? 99 : count); };
    Value::alive = Value::copies = 0;
    {
        auto pending = A::template poll<Value>::pending();
        answer(Q::poll_pending_is_ready, pending.is_ready() ? 1 : 0);
        answer(Q::poll_pending_values, alive(Value::alive));
    }
    Value::alive = Value::copies = 0;
    {
        auto ready = A::template poll<Value>::ready(Value(7));
        answer(Q::poll_ready_is_ready, ready.is_ready() ? 1 : 0);
        answer(Q::poll_ready_values, alive(Value::alive));
        auto moved = std::move(ready);
        const Value taken = std::move(moved).value();
        answer(Q::poll_taken_value, static_cast<std::uint64_t>(taken.number));
    }
    answer(Q::poll_left_values, alive(Value::alive));
    answer(Q::poll_copies, alive(Value::copies));
    {
        auto owner = std::make_unique<int>(7);
        const int* const address = owner.get();
        auto ready = A::template poll<std::unique_ptr<int>>::ready(std::move(owner));
        const std::unique_ptr<int> taken = std::move(ready).value();
        answer(Q::poll_move_only, taken.get() == address ? 1 : 0);
    }
    if constexpr (requires { typename A::template poll<int&>; }) {
        int referred = 7;
        auto ready = A::template poll<int&>::ready(referred);
        answer(Q::poll_reference, &ready.value() == &referred ? 1 : 0);
    }
    if constexpr (requires { A::template poll<void>::ready(); }) {
        const bool both =
            A::template poll<void>::ready().is_ready() && !A::template poll<void>::pending().is_ready();
        answer(Q::poll_void, both ? 1 : 0);
    }
    Throwing::alive = Throwing::copies = 0;
    {
        Throwing source(7);
        Throwing::armed = true;
        try {
            auto ready = A::template poll<Throwing>::ready(std::move(source));
            (void)ready;
        } catch (const ProbeException&) {
        }
        Throwing::armed = false;
    }
    answer(Q::poll_throwing_values, alive(Throwing::alive));
    if constexpr (requires(typename A::template poll<int> one) {
                      std::move(one).map([](int) { return 1L; });
                  }) {
        std::uint64_t calls = 0;
        const auto function = [&](int value) {
            ++calls;
            return static_cast<long>(value) + 1;
        };
        auto mapped = A::template poll<int>::ready(7).map(function);
        answer(Q::map_ready_calls, calls);
        answer(Q::map_ready_result, mapped.is_ready() && mapped.value() == 8 ? 1 : 0);
        calls = 0;
        auto unmapped = A::template poll<int>::pending().map(function);
        answer(Q::map_pending_calls, calls);
        answer(Q::map_pending_result, unmapped.is_ready() ? 0 : 1);
    }
}

template <class A>
decltype(auto) make_context(const typename A::waker& waker) {
    using C = typename A::context;
    if constexpr (requires { C::from_waker(waker); }) {
        return C::from_waker(waker);
    } else {
        return C(waker);
    }
}

template <class A>
void check_context(const void* waker, Answer answer) {
    const auto& original = *static_cast<const typename A::waker*>(waker);
    auto&& context = make_context<A>(original);
    answer(Question::context_same_waker, &context.waker() == &original ? 1 : 0);
    constexpr bool copyable =
        std::is_copy_constructible_v<typename A::context> || std::is_copy_assignable_v<typename A::context>;
    answer(Question::context_copyable, copyable ? 1 : 0);
}

template <class W>
W clone_of(const W& waker) {
    if constexpr (requires { waker.clone(); }) {
        return waker.clone();
    } else {
        return W(waker);
    }
}
template <class W>
concept Clonable = requires(const W& waker) {
    { waker.clone() } -> std::same_as<W>;
}
|| std::copy_constructible<W>;

template <class A>
auto share(const typename A::counted& pointer) {
    if constexpr (requires { A::share(pointer); }) {
        return A::share(pointer);
    } else {
        return clone_of(pointer);
    }
}

/// The count, as a number that no law expects where the object is gone.
template <class A>
class CountedChecks {
public:
    explicit CountedChecks(Answer answer) : answer_(answer) {}

    void run() {
        owning();
        borrowing();
        throwing();
        through_the_table();
        recognising();
        converting();
    }

private:
    using W = typename A::waker;
    using Counters = CountedHook::Counters;
    using Q = Question;

    void count(Q question, const typename A::counted& pointer) {
        answer_(question, static_cast<std::uint64_t>(A::count(pointer)));
    }

    void owning() {
        Counters counters;
        {
            typename A::counted pointer = A::make_counted(CountedHook(counters));
            count(Q::counted_made, pointer);
            W waker = A::to_waker(share<A>(pointer));
            count(Q::counted_with_waker, pointer);
            if constexpr (Clonable<W>) {
                {
                    const W clone = clone_of(waker);
                    count(Q::counted_with_clone, pointer);
                }
                count(Q::counted_clone_dropped, pointer);
            }
            if constexpr (requires { waker.wake_by_ref(); }) {
                waker.wake_by_ref();
                answer_(Q::hook_by_ref, counters.wakes.exchange(0));
                count(Q::counted_woken_by_ref, pointer);
            }
            std::move(waker).wake();
            answer_(Q::hook_by_value, counters.wakes.exchange(0));
            count(Q::counted_woken, pointer);
            answer_(Q::counted_destroyed_early, counters.destroyed.load());
            // The last reference ends on another thread.
            W last = A::to_waker(std::move(pointer));
            std::thread([&] { const W ended(std::move(last)); }).join();
        }
        answer_(Q::counted_destroyed, counters.destroyed.load());
    }

    void borrowing() {
        if constexpr (requires(const typename A::counted& pointer) { A::to_borrowed(pointer); } &&
                      Clonable<W>) {
            Counters counters;
            const typename A::counted pointer = A::make_counted(CountedHook(counters));
            std::unique_ptr<W> kept;
            {
                auto&& borrowed = A::to_borrowed(pointer);
                const W& waker = borrowed;
                count(Q::borrowed_made, pointer);
                kept = std::make_unique<W>(clone_of(waker));
                count(Q::borrowed_cloned, pointer);
            }
            count(Q::borrowed_gone, pointer);
            kept.reset();
            count(Q::borrowed_clone_dropped, pointer);
        }
    }

    void throwing() {
        if constexpr (!requires { A::exceptions; }) {
            Counters counters;
            const typename A::counted pointer = A::make_counted(CountedHook(counters));
            W waker = A::to_waker(share<A>(pointer));
            counters.throws = true;
            if constexpr (requires { waker.wake_by_ref(); }) {
                quietly([&] { waker.wake_by_ref(); });
                count(Q::throwing_by_ref, pointer);
                if (A::count(pointer) != 2) {
                    (void)new W(std::move(waker));  // never released: the count has no room for it
                    return;
                }
            }
            quietly([&] { std::move(waker).wake(); });
            count(Q::throwing_by_value, pointer);
        }
    }

    void through_the_table() {
        if constexpr (requires(const W& waker) {
                          { waker.vtable() } -> std::same_as<const RawWakerVTable*>;
                          waker.data();
                      }) {
            Counters counters;
            const typename A::counted pointer = A::make_counted(CountedHook(counters));
            const W waker = A::to_waker(share<A>(pointer));
            const RawWakerVTable& table = *waker.vtable();
            const RawWaker first = table.clone(waker.data());
            count(Q::table_cloned, pointer);
            first.vtable->wake_by_ref(first.data);
            count(Q::table_woken_by_ref, pointer);
            first.vtable->wake(first.data);
            count(Q::table_woken, pointer);
            const RawWaker second = table.clone(waker.data());
            second.vtable->drop(second.data);
            count(Q::table_dropped, pointer);
        }
    }

    void recognising() {
        if constexpr (Clonable<W> && requires(const W& one) {
                          { one.will_wake(one) } -> std::convertible_to<bool>;
                      }) {
            Counters counters;
            const typename A::counted pointer = A::make_counted(CountedHook(counters));
            const W owning = A::to_waker(share<A>(pointer));
            const W clone = clone_of(owning);
            const auto both = [](const W& left, const W& right) {
                return left.will_wake(right) && right.will_wake(left) ? std::uint64_t{1} : std::uint64_t{0};
            };
            answer_(Q::owning_will_wake_clone, both(owning, clone));
            if constexpr (requires { A::to_borrowed(pointer); }) {
                auto&& lent = A::to_borrowed(pointer);
                const W& borrowed = lent;
                const W kept = clone_of(borrowed);
                answer_(Q::borrowed_will_wake_owning, both(borrowed, owning));
                answer_(Q::borrowed_will_wake_clone, both(borrowed, kept));
            }
        }
    }

    /// What a conversion costs, and a wake by value.
    void converting() {
        Counters counters;
        const typename A::counted pointer = A::make_counted(CountedHook(counters));
        typename A::counted shared = share<A>(pointer);
        answer_(Q::conversion_begins, 0);
        W waker = A::to_waker(std::move(shared));
        answer_(Q::conversion_allocations, 0);
        struct Seen {
            const typename A::counted& pointer;
            std::uint64_t count = 0;
        };
        const auto before = static_cast<std::uint64_t>(A::count(pointer));
        Seen seen{pointer};
        counters.context = &seen;
        counters.when_woken = [](void* context) {
            auto& its = *static_cast<Seen*>(context);
            its.count = static_cast<std::uint64_t>(A::count(its.pointer));
        };
        std::move(waker).wake();
        counters.when_woken = nullptr;
        answer_(Q::references_taken_by_wake, seen.count > before ? seen.count - before : 0);
    }

    template <class Do>
    static void quietly(Do act) {
        try {
            act();
        } catch (const ProbeException&) {
        }
    }

    Answer answer_;
};

template <class A>
void check_counted(Answer answer) {
    CountedChecks<A>(answer).run();
}

template <class A>
typename A::waker make_waker(RawWaker raw) {
    if constexpr (requires { A::make(raw); }) {
        return A::make(raw);
    } else {
        return A::waker::from_raw(raw);
    }
}

template <class A>
concept HasNoop = requires {
    A::noop();
}
|| requires { A::waker::noop(); };

template <class A>
typename A::waker noop_waker() {
    const auto get = []() -> decltype(auto) {
        if constexpr (requires { A::noop(); }) {
            return A::noop();
        } else {
            return A::waker::noop();
        }
    };
    if constexpr (std::is_reference_v<decltype(get())>) {
        return clone_of(get());
    } else {
        return get();
    }
}

template <class A>
const Vocabulary& vocabulary_of() {
    using W = typename A::waker;
    static const Vocabulary table = [] {
        Vocabulary result{};
        result.struct_size = sizeof(Vocabulary);
        result.size = sizeof(W);
        result.alignment = alignof(W);
        result.make = [](void* place, wakelaw_raw_waker raw) { ::new (place) W(make_waker<A>(from_c(raw))); };
        result.destroy = [](void* waker) { static_cast<W*>(waker)->~W(); };
        result.move_to = [](void* source, void* place) {
            ::new (place) W(std::move(*static_cast<W*>(source)));
        };
        result.wake = [](void* waker) { std::move(*static_cast<W*>(waker)).wake(); };
        if constexpr (std::is_move_assignable_v<W>) {
            result.assign = [](void* source, void* waker) {
                *static_cast<W*>(waker) = std::move(*static_cast<W*>(source));
            };
        }
        if constexpr (std::swappable<W>) {
            result.exchange = [](void* left, void* right) {
                using std::swap;
                swap(*static_cast<W*>(left), *static_cast<W*>(right));
            };
        }
        if constexpr (HasNoop<A>) {
            result.make_noop = [](void* place) { ::new (place) W(noop_waker<A>()); };
        }
        if constexpr (Clonable<W>) {
            result.clone_to = [](const void* source, void* place) {
                ::new (place) W(clone_of(*static_cast<const W*>(source)));
            };
        }
        if constexpr (requires(W & waker, const W& source) { waker.clone_from(source); }) {
            result.clone_from = [](const void* source, void* waker) {
                static_cast<W*>(waker)->clone_from(*static_cast<const W*>(source));
            };
        }
        if constexpr (requires(const W& waker) { waker.wake_by_ref(); }) {
            result.wake_by_ref = [](const void* waker) { static_cast<const W*>(waker)->wake_by_ref(); };
        }
        if constexpr (requires(const W& waker) { waker.will_wake(waker); }) {
            result.will_wake = [](const void* left, const void* right) {
                return static_cast<const W*>(left)->will_wake(*static_cast<const W*>(right)) ? 1 : 0;
            };
        }
        if constexpr (requires(const W& waker) {
                          { waker.data() } -> std::convertible_to<const void*>;
                          { waker.vtable() } -> std::convertible_to<const RawWakerVTable*>;
                      }) {
            result.words = [](const void* waker) {
                const W& one = *static_cast<const W*>(waker);
                return to_c(RawWaker{one.data(), one.vtable()});
            };
            if constexpr (requires(W waker) {
                              { std::move(waker).into_raw() } -> std::same_as<RawWaker>;
                          }) {
                result.take_apart = [](void* waker) {
                    W* const one = static_cast<W*>(waker);
                    const RawWaker raw = std::move(*one).into_raw();
                    one->~W();
                    ::new (waker) W(make_waker<A>(raw));
                };
            }
        }
        if constexpr (requires { typename A::template poll<int>; }) {
            result.check_poll = [](wakelaw_answer answer) { check_poll<A>(Answer(answer)); };
        }
        if constexpr (requires { typename A::context; }) {
            result.check_context = [](const void* waker, wakelaw_answer answer) {
                check_context<A>(waker, Answer(answer));
            };
        }
        if constexpr (requires { typename A::counted; }) {
            result.check_counted = [](wakelaw_answer answer) { check_counted<A>(Answer(answer)); };
        }
        return result;
    }();
    return table;
}

}  // namespace detail

/// What a vocabulary's adapter must have; `make` where `waker::from_raw` does not exist.
template <class A>
concept VocabularyAdapter = requires {
    {std::string_view(A::name)};
    typename A::waker;
}
&&std::move_constructible<typename A::waker>&& requires(typename A::waker waker, RawWaker raw) {
    std::move(waker).wake();
    { detail::make_waker<A>(raw) } -> std::same_as<typename A::waker>;
};

/// Makes the subject's table from a vocabulary's adapter. What the class offers is declared.
template <VocabularyAdapter A>
[[nodiscard]] wakelaw_subject vocabulary_subject() {
    static const std::string name(A::name);
    const Vocabulary& table = detail::vocabulary_of<A>();
    wakelaw_subject result{};
    result.abi_version = WAKELAW_ABI_VERSION;
    result.struct_size = sizeof(wakelaw_subject);
    result.name = name.c_str();
    result.driving = WAKELAW_DRIVING_NONE;
    result.vocabulary = &table;
    const auto declare = [&](Capability capability, bool offered) {
        if (offered) {
            result.capabilities |= Capabilities{capability}.bits();
        }
    };
    declare(Capability::waker_move, true);
    // Functions that promise not to throw cannot stand on a vtable that does.
    using W = typename A::waker;
    constexpr bool promises = [] {
        bool any = noexcept(std::declval<W>().wake());
        if constexpr (requires(const W& waker) { waker.wake_by_ref(); }) {
            any = any || noexcept(std::declval<const W&>().wake_by_ref());
        }
        if constexpr (requires(const W& waker) { waker.clone(); }) {
            any = any || noexcept(std::declval<const W&>().clone());
        } else if constexpr (std::copy_constructible<W>) {
            any = any || std::is_nothrow_copy_constructible_v<W>;
        }
        return any;
    }();
    constexpr bool forbids = requires { A::exceptions; };
    declare(Capability::exceptions, !promises && !forbids);
    declare(Capability::clone, table.clone_to != nullptr);
    declare(Capability::clone_from, table.clone_from != nullptr);
    declare(Capability::wake_by_ref, table.wake_by_ref != nullptr);
    declare(Capability::will_wake, table.will_wake != nullptr);
    declare(Capability::noop_waker, table.make_noop != nullptr);
    declare(Capability::raw_words, table.words != nullptr);
    declare(Capability::poll_type, table.check_poll != nullptr);
    declare(Capability::context_type, table.check_context != nullptr);
    declare(Capability::counted_wakers, table.check_counted != nullptr);
    if constexpr (requires { typename A::counted; }) {
        if constexpr (requires(const typename A::counted& pointer) { A::to_borrowed(pointer); }) {
            declare(Capability::borrowed_wakers, true);
        }
    }
    return result;
}

namespace detail {
template <VocabularyAdapter A>
struct TableOf<A> {
    static wakelaw_subject fill() { return vocabulary_subject<A>(); }
};
}  // namespace detail

/// Defines the one function that a worker exports, for the given vocabularies.
#define WAKELAW_VOCABULARY(...) WAKELAW_SUBJECTS(__VA_ARGS__)

}  // namespace wakelaw::conformance

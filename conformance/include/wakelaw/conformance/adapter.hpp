// SPDX-License-Identifier: MIT
/// \file
/// What the author of an executor includes. An adapter is a class of about ten lines:
///
///     struct MyExecutor {
///         static constexpr auto name = "my-executor";
///         static constexpr auto driving = wakelaw::conformance::Driving::stepping;
///         static constexpr auto capabilities = wakelaw::conformance::reference_vocabulary;
///         void spawn(wakelaw::conformance::Future future) { executor.spawn(std::move(future)).detach(); }
///         void run_until_stalled() { executor.run_until_stalled(); }
///         wakelaw::LocalExecutor executor;
///     };
///     WAKELAW_SUBJECTS(MyExecutor)
///
/// and `wakelaw_add_subject(my-executor SOURCES my_executor.cpp LINK my_library)` in CMake.
#pragma once

#include <array>
#include <concepts>
#include <exception>
#include <span>
#include <type_traits>
#include <utility>

#include <wakelaw/conformance/subject.hpp>
#include <wakelaw/context.hpp>
#include <wakelaw/poll.hpp>
#include <wakelaw/raw_waker.hpp>
#include <wakelaw/waker.hpp>

namespace wakelaw::conformance {

/// The exception that a poll of the suite throws, where the scenario says so.
class ProbeException : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "thrown by a poll of the suite"; }
};

/// An adapter throws this from an operation that it declares and cannot do: BAD_ADAPTER.
class Unsupported : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "the adapter does not support this"; }
};

/// The suite's future, as an executor sees it: move-only, Output void, pinned from its first poll on (FUT-6).
class Future {
public:
    using Output = void;

    explicit Future(RawFuture raw) noexcept : raw_(raw) {}
    Future(Future&& other) noexcept : raw_(std::exchange(other.raw_, RawFuture{nullptr, nullptr, nullptr})) {}
    Future& operator=(Future&& other) noexcept {
        Future taken(std::move(other));
        std::swap(raw_, taken.raw_);
        return *this;
    }
    Future(const Future&) = delete;
    Future& operator=(const Future&) = delete;
    ~Future() {
        if (raw_.state != nullptr) {
            raw_.drop(raw_.state, this);
        }
    }

    /// Precondition: not moved from. \throws ProbeException where the scenario says so.
    [[nodiscard]] Poll<void> poll(Context& context) { return poll(context.waker()); }

    /// The same with a bare waker, for executors that have no Context.
    [[nodiscard]] Poll<void> poll(const Waker& waker) {
        const PollStatus status = raw_.poll(raw_.state, this, waker);
        if (status == PollStatus::threw) {
            throw ProbeException();
        }
        return status == PollStatus::ready ? Poll<void>::ready() : Poll<void>::pending();
    }

private:
    RawFuture raw_;
};

/// What an executor offers that hands out `wakelaw::Waker` made by the reference's task cell or Wake.
inline constexpr Capabilities reference_vocabulary{
    Capability::clone,
    Capability::wake_by_ref,
    Capability::will_wake,
    Capability::several_tasks,
    Capability::wake_from_foreign_thread,
    Capability::spawn_from_poll,
    Capability::wakers_outlive_task,
    Capability::wakers_outlive_executor,
    Capability::exceptions,
    Capability::waker_move,
};

/// A foreign waker class: movable, `clone()`, `wake()` that consumes, and a destructor that drops.
/// `wake_by_ref()` and `will_wake(other)` where declared.
template <class W>
concept ForeignWaker = std::move_constructible<W> && requires(W waker, const W& fixed) {
    { fixed.clone() } -> std::same_as<W>;
    std::move(waker).wake();
};

namespace detail {

template <ForeignWaker W>
struct ForeignWakerBox {
    static W* get(const void* data) { return static_cast<W*>(const_cast<void*>(data)); }
    static RawWaker clone(const void* data) { return {new W(get(data)->clone()), &vtable}; }
    static void wake(const void* data) {
        struct Holder {
            W* waker;
            ~Holder() { delete waker; }
        } holder{get(data)};
        std::move(*holder.waker).wake();
    }
    static void wake_by_ref(const void* data) {
        if constexpr (requires(W & waker) { waker.wake_by_ref(); }) {
            get(data)->wake_by_ref();
        } else {
            get(data)->clone().wake();
        }
    }
    static void drop(const void* data) { delete get(data); }
    static void borrowed(const void*) {}
    static constexpr RawWakerVTable vtable{&clone, &wake, &wake_by_ref, &drop};
    static constexpr RawWakerVTable borrowed_vtable{&clone, &wake_by_ref, &wake_by_ref, &borrowed};

    static bool is_boxed(const Waker& waker) { return waker.vtable() == &vtable; }
    static bool will_wake(const Waker& left, const Waker& right) {
        const auto known = [](const Waker& waker) {
            return is_boxed(waker) || waker.vtable() == &borrowed_vtable;
        };
        if constexpr (requires(const W& waker) { waker.will_wake(waker); }) {
            return known(left) && known(right) && get(left.data())->will_wake(*get(right.data()));
        } else {
            return left.will_wake(right);
        }
    }
    static void move(const Waker& waker) {
        if (!is_boxed(waker)) {
            return;
        }
        W& original = *get(waker.data());
        W constructed(std::move(original));
        original = std::move(constructed);
        W& alias = original;
        original = std::move(alias);
        W another(original.clone());
        std::swap(original, another);
        another = W(original.clone());  // over one that is held
    }
};

}  // namespace detail

/// Lends a foreign waker to a poll of the suite's future: `future.poll(lend(waker))`. Clones made of it are
/// clones made by `W::clone()`, each in a box of the suite's. The waker must outlive the poll.
template <ForeignWaker W>
[[nodiscard]] Waker lend(const W& waker) {
    return Waker::from_raw({&waker, &detail::ForeignWakerBox<W>::borrowed_vtable});
}

/// What an adapter must have. Optional members: `emulated`, `exception_policy`, `polling_threads`,
/// `using foreign_waker = W`, and `cancel(void*)`, `join(void*)` where declared.
template <class A>
concept Adapter = std::default_initializable<A> && requires(A& adapter, Future future) {
    {std::string_view(A::name)};
    { A::driving } -> std::convertible_to<Driving>;
    { A::capabilities } -> std::convertible_to<Capabilities>;
    adapter.spawn(std::move(future));
    requires A::driving != Driving::stepping || requires { adapter.run_until_stalled(); };
    requires A::driving != Driving::blocking || requires { adapter.run(); };
};

/// Makes the subject's table from an adapter.
template <Adapter A>
[[nodiscard]] Subject subject() {
    Subject result;
    result.name = A::name;
    result.driving = A::driving;
    result.capabilities = A::capabilities;
    if constexpr (requires { A::emulated; }) {
        result.emulated = A::emulated;
    }
    if constexpr (requires { A::exception_policy; }) {
        result.exception_policy = A::exception_policy;
    }
    if constexpr (requires { A::polling_threads; }) {
        result.polling_threads = A::polling_threads;
    }
    result.make = []() -> void* { return new A(); };
    result.destroy = [](void* executor) { delete static_cast<A*>(executor); };
    result.spawn = [](void* executor, RawFuture future) { static_cast<A*>(executor)->spawn(Future(future)); };
    if constexpr (A::driving == Driving::stepping) {
        result.drive = [](void* executor) { static_cast<A*>(executor)->run_until_stalled(); };
    } else if constexpr (A::driving == Driving::blocking) {
        result.drive = [](void* executor) { static_cast<A*>(executor)->run(); };
    }
    if constexpr (requires { typename A::foreign_waker; }) {
        result.foreign_waker = true;
        result.will_wake = &detail::ForeignWakerBox<typename A::foreign_waker>::will_wake;
        result.move_waker = &detail::ForeignWakerBox<typename A::foreign_waker>::move;
    }
    if constexpr (requires(A & adapter, void* task) { adapter.cancel(task); }) {
        result.cancel = [](void* executor, void* task) { static_cast<A*>(executor)->cancel(task); };
    }
    if constexpr (requires(A & adapter, void* task) { adapter.join(task); }) {
        result.join = [](void* executor, void* task) { static_cast<A*>(executor)->join(task); };
    }
    return result;
}

/// The subjects of a worker. Defined by WAKELAW_SUBJECTS, called by the worker's main.
[[nodiscard]] std::span<const Subject> subjects();

/// Defines `subjects()` of a worker that holds the given adapters.
#define WAKELAW_SUBJECTS(...)                                                                 \
    std::span<const ::wakelaw::conformance::Subject> wakelaw::conformance::subjects() {       \
        static const auto all = ::wakelaw::conformance::detail::make_subjects<__VA_ARGS__>(); \
        return all;                                                                           \
    }

namespace detail {
/// How the subject is made of an adapter; `vocabulary.hpp` adds adapters of another kind.
template <class A>
struct SubjectOf {
    static_assert(Adapter<A>, "no adapter: see what the concept Adapter asks for");
    static Subject make() { return subject<A>(); }
};
template <class... A>
auto make_subjects() {
    return std::array<Subject, sizeof...(A)>{SubjectOf<A>::make()...};
}
}  // namespace detail

}  // namespace wakelaw::conformance

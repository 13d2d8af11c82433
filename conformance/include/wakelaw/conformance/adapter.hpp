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
/// and `wakelaw_add_subject(my-executor SOURCES my_executor.cpp LINK my_library)` in CMake. The same source
/// compiled into a shared object is a plug-in. This header is sugar: it fills the table of the C ABI
/// (wakelaw.h).
#pragma once

#include <array>
#include <concepts>
#include <exception>
#include <string>
#include <string_view>
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
    Future(Future&& other) noexcept : raw_(std::exchange(other.raw_, RawFuture{})) {}
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
        const wakelaw_poll_status status = raw_.poll(raw_.state, this, to_c(waker));
        if (status == WAKELAW_POLL_THREW) {
            throw ProbeException();
        }
        return status == WAKELAW_READY ? Poll<void>::ready() : Poll<void>::pending();
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

    static int will_wake(wakelaw_raw_waker left, wakelaw_raw_waker right) {
        const auto known = [](RawWaker raw) {
            return raw.vtable == &vtable || raw.vtable == &borrowed_vtable;
        };
        if constexpr (requires(const W& waker) { waker.will_wake(waker); }) {
            return known(from_c(left)) && known(from_c(right)) && get(left.data)->will_wake(*get(right.data))
                       ? 1
                       : 0;
        } else {
            return from_c(left) == from_c(right) ? 1 : 0;
        }
    }
    static void move(wakelaw_raw_waker raw) {
        if (from_c(raw).vtable != &vtable) {
            return;  // lent: not a box
        }
        W& original = *get(raw.data);
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

/// What an adapter must have. Optional members: `version`, `emulated`, `exception_policy`, `polling_threads`,
/// `contract`, `profiles`, `using foreign_waker = W`; and where Capability::cancel or Capability::join is
/// declared, a `spawn` that returns a handle H of the task, `cancel(H&)`, and `JoinStatus join(H&, const
/// Waker&)`, which polls the handle. A handle is destroyed when its task has ended or the adapter is about to
/// be destroyed.
template <class A>
concept Adapter = std::default_initializable<A> && requires(A& adapter, Future future) {
    {std::string_view(A::name)};
    { A::driving } -> std::convertible_to<Driving>;
    { A::capabilities } -> std::convertible_to<Capabilities>;
    adapter.spawn(std::move(future));
    requires A::driving != Driving::stepping || requires { adapter.run_until_stalled(); };
    requires A::driving != Driving::blocking || requires { adapter.run(); };
};

namespace detail {

/// What last_error of the table tells.
inline std::string& error_of_this_thread() {
    thread_local std::string text;
    return text;
}

/// Exceptions do not cross the border: they become a status and a text.
template <class Operation>
wakelaw_status guarded(Operation operation) {
    try {
        operation();
        return WAKELAW_OK;
    } catch (const Unsupported& error) {
        error_of_this_thread() = error.what();
        return WAKELAW_UNSUPPORTED;
    } catch (const std::exception& error) {
        error_of_this_thread() = error.what();
    } catch (...) {
        error_of_this_thread() = "an exception that is no std::exception";
    }
    return WAKELAW_THREW;
}

template <class A>
struct Table {
    using Handle = std::remove_cvref_t<decltype(std::declval<A&>().spawn(std::declval<Future>()))>;
    static constexpr bool has_handles = !std::is_void_v<Handle>;

    static A& adapter(void* executor) { return *static_cast<A*>(executor); }
    static void* make() {
        A* made = nullptr;
        return guarded([&] { made = new A(); }) == WAKELAW_OK ? made : nullptr;
    }
    static void destroy(void* executor) { delete static_cast<A*>(executor); }
    static wakelaw_status spawn(void* executor, wakelaw_future raw, [[maybe_unused]] void** handle) {
        Future future(raw);
        return guarded([&] {
            if constexpr (has_handles) {
                Handle its_handle = adapter(executor).spawn(std::move(future));
                if (handle != nullptr) {
                    *handle = new Handle(std::move(its_handle));
                }
            } else {
                adapter(executor).spawn(std::move(future));
            }
        });
    }
    static wakelaw_status drive(void* executor) {
        return guarded([&] {
            if constexpr (A::driving == Driving::stepping) {
                adapter(executor).run_until_stalled();
            } else if constexpr (A::driving == Driving::blocking) {
                adapter(executor).run();
            }
        });
    }
    static const char* last_error() { return error_of_this_thread().c_str(); }

    static wakelaw_subject fill() {
        static const std::string name(A::name);
        wakelaw_subject table{};
        table.abi_version = WAKELAW_ABI_VERSION;
        table.struct_size = sizeof(wakelaw_subject);
        table.name = name.c_str();
        table.capabilities = Capabilities(A::capabilities).bits();
        table.driving = static_cast<std::uint32_t>(A::driving);
        table.polling_threads = 1;
        table.make = &make;
        table.destroy = &destroy;
        table.spawn = &spawn;
        table.drive = A::driving == Driving::threads ? nullptr : &drive;
        table.last_error = &last_error;
        fill_options(table);
        fill_handles(table);
        return table;
    }
    static void fill_options(wakelaw_subject& table) {
        if constexpr (requires { A::version; }) {
            static const std::string version(A::version);
            table.version = version.c_str();
        }
        if constexpr (requires { A::emulated; }) {
            table.emulated = Capabilities(A::emulated).bits();
        }
        if constexpr (requires { A::contract; }) {
            table.contract = Contracts(A::contract).bits();
        }
        if constexpr (requires { A::profiles; }) {
            table.profiles = Profiles(A::profiles).bits();
        }
        if constexpr (requires { A::exception_policy; }) {
            table.exception_policy = static_cast<std::uint32_t>(A::exception_policy);
        }
        if constexpr (requires { A::polling_threads; }) {
            table.polling_threads = A::polling_threads;
        }
        if constexpr (requires { typename A::foreign_waker; }) {
            table.flags |= WAKELAW_FLAG_BOXED_WAKERS;
            table.will_wake = &ForeignWakerBox<typename A::foreign_waker>::will_wake;
            table.move_waker = &ForeignWakerBox<typename A::foreign_waker>::move;
        }
    }
    static void fill_handles(wakelaw_subject& table) {
        if constexpr (has_handles) {
            table.release_handle = [](void*, void* handle) { delete static_cast<Handle*>(handle); };
            if constexpr (requires(A & one, Handle & handle) { one.cancel(handle); }) {
                table.cancel = [](void* executor, void* handle) -> wakelaw_status {
                    return guarded([&] { adapter(executor).cancel(*static_cast<Handle*>(handle)); });
                };
            }
            if constexpr (requires(A & one, Handle & handle, const Waker& waker) {
                              one.join(handle, waker);
                          }) {
                table.join = [](void* executor, void* handle, wakelaw_raw_waker raw) {
                    const LentWaker waker(raw);
                    const JoinStatus status = adapter(executor).join(*static_cast<Handle*>(handle), *waker);
                    return static_cast<wakelaw_join_status>(status);
                };
            }
        }
    }
};

/// The table of an adapter; `vocabulary.hpp` adds adapters of another kind.
template <class A>
struct TableOf {
    static_assert(Adapter<A>, "no adapter: see what the concept Adapter asks for");
    static wakelaw_subject fill() { return Table<A>::fill(); }
};

template <class... A>
const wakelaw_subject* const* tables() {
    static const std::array<wakelaw_subject, sizeof...(A)> all{TableOf<A>::fill()...};
    static const auto pointers = [] {
        std::array<const wakelaw_subject*, sizeof...(A) + 1> result{};
        for (std::size_t i = 0; i < all.size(); ++i) {
            result[i] = &all[i];
        }
        return result;
    }();
    return pointers.data();
}

}  // namespace detail

/// Defines the one function that a subject exports (wakelaw_subjects of wakelaw.h), with the tables of the
/// given adapters. In the global namespace, once for each worker or shared object.
#define WAKELAW_SUBJECTS(...)                                           \
    extern "C" const ::wakelaw_subject* const* wakelaw_subjects(void) { \
        return ::wakelaw::conformance::detail::tables<__VA_ARGS__>();   \
    }

}  // namespace wakelaw::conformance

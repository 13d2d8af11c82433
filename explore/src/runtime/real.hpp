// SPDX-License-Identifier: MIT
// The definition of a function that the runtime's own one hides.
#pragma once

#include <dlfcn.h>

#include <atomic>

namespace wakelaw::explore::runtime {

/// Looked up at the first call. Constant-initialised: it may be called before any constructor has run.
template <class Function>
class Real {
public:
    /// `version` names the symbol's version where there is more than one.
    constexpr explicit Real(const char* name, const char* version = nullptr)
        : name_(name), version_(version) {}

    template <class... Arguments>
    auto operator()(Arguments... arguments) {
        return get()(arguments...);
    }

    Function* get() {
        Function* function = function_.load(std::memory_order_relaxed);
        if (function == nullptr) [[unlikely]] {
            function = look_up();
            function_.store(function, std::memory_order_relaxed);
        }
        return function;
    }

private:
    [[gnu::noinline]] Function* look_up() {
        void* found = version_ != nullptr ? dlvsym(RTLD_NEXT, name_, version_) : dlsym(RTLD_NEXT, name_);
        return reinterpret_cast<Function*>(found);
    }

    const char* name_;
    const char* version_;
    std::atomic<Function*> function_{nullptr};
};

}  // namespace wakelaw::explore::runtime

// NOLINTBEGIN(bugprone-macro-parentheses): `name` is declared here, and cannot stand in parentheses
/// `WAKELAW_REAL(pthread_join, real_join);` declares real_join, the definition behind pthread_join.
#define WAKELAW_REAL(function, name) \
    constinit ::wakelaw::explore::runtime::Real<decltype(::function)> name { #function }
#define WAKELAW_REAL_VERSION(function, name, version) \
    constinit ::wakelaw::explore::runtime::Real<decltype(::function)> name { #function, version }
// NOLINTEND(bugprone-macro-parentheses)
/// Where the function that uses it was called from.
#define WAKELAW_CALLER __builtin_return_address(0)

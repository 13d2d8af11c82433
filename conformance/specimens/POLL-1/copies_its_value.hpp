// SPDX-License-Identifier: MIT
// POLL-1. The minimal mutant of POLL-1.a: a value is copied on its way out, and one is left behind.
#pragma once

#include <concepts>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

template <class T>
class CopyingPoll {
public:
    static CopyingPoll ready(T value) { return CopyingPoll(std::optional<T>(std::move(value))); }
    static CopyingPoll pending() { return CopyingPoll(std::nullopt); }
    [[nodiscard]] bool is_ready() const { return value_.has_value(); }
    [[nodiscard]] T& value() & { return *value_; }
    [[nodiscard]] T value() && {
        if constexpr (std::copy_constructible<T>) {
            return *value_;
        } else {
            return *std::move(value_);
        }
    }
    template <class F>
    auto map(F f) && -> CopyingPoll<decltype(f(std::declval<T>()))> {
        if (!is_ready()) {
            return CopyingPoll<decltype(f(std::declval<T>()))>::pending();
        }
        return CopyingPoll<decltype(f(std::declval<T>()))>::ready(f(*std::move(value_)));
    }

private:
    explicit CopyingPoll(std::optional<T> value) : value_(std::move(value)) {}
    std::optional<T> value_;
};
struct CopiesItsValue : PlainVocabulary<SoundWaker, SoundTable, CopyingPoll> {
    static constexpr auto name = "copies-its-value";
};

}  // namespace wakelaw::specimens

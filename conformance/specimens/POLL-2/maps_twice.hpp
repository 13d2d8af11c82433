// SPDX-License-Identifier: MIT
// POLL-2. The minimal mutant of POLL-2.a: map asks the function twice, first to see what it says.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

template <class T>
class TwicePoll {
public:
    static TwicePoll ready(T value) { return TwicePoll(std::optional<T>(std::move(value))); }
    static TwicePoll pending() { return TwicePoll(std::nullopt); }
    [[nodiscard]] bool is_ready() const { return value_.has_value(); }
    [[nodiscard]] T& value() & { return *value_; }
    [[nodiscard]] T&& value() && { return *std::move(value_); }
    template <class F>
    auto map(F f) && -> TwicePoll<decltype(f(std::declval<T>()))> {
        if (!is_ready()) {
            return TwicePoll<decltype(f(std::declval<T>()))>::pending();
        }
        (void)f(T(*value_));
        return TwicePoll<decltype(f(std::declval<T>()))>::ready(f(*std::move(value_)));
    }

private:
    explicit TwicePoll(std::optional<T> value) : value_(std::move(value)) {}
    std::optional<T> value_;
};
struct MapsTwice : PlainVocabulary<SoundWaker, SoundTable, TwicePoll> {
    static constexpr auto name = "maps-twice";
};

}  // namespace wakelaw::specimens

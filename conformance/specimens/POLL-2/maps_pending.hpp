// SPDX-License-Identifier: MIT
// POLL-2. The minimal mutant "map calls f with a default value on Pending".
// map does not ask whether there is a value.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

template <class T>
class MappingPoll {
public:
    static MappingPoll ready(T value) { return MappingPoll(std::optional<T>(std::move(value))); }
    static MappingPoll pending() { return MappingPoll(std::nullopt); }
    [[nodiscard]] bool is_ready() const { return value_.has_value(); }
    [[nodiscard]] T& value() & { return *value_; }
    [[nodiscard]] T&& value() && { return *std::move(value_); }
    template <class F>
    auto map(F f) && -> MappingPoll<decltype(f(std::declval<T>()))> {
        return MappingPoll<decltype(f(std::declval<T>()))>::ready(f(std::move(value_).value_or(T())));
    }

private:
    explicit MappingPoll(std::optional<T> value) : value_(std::move(value)) {}
    std::optional<T> value_;
};
struct MapsPending : PlainVocabulary<SoundWaker, SoundTable, MappingPoll> {
    static constexpr auto name = "maps-pending";
};

}  // namespace wakelaw::specimens

// SPDX-License-Identifier: MIT
#include "report/words.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

namespace wakelaw::conformance::report {

namespace {

template <class Value>
using Name = std::pair<Value, std::string_view>;

constexpr std::array<Name<Verdict>, 11> verdicts{{
    {Verdict::pass, "PASS"},
    {Verdict::warning, "WARNING"},
    {Verdict::fail, "FAIL"},
    {Verdict::crash, "CRASH"},
    {Verdict::hang, "HANG"},
    {Verdict::inconclusive, "INCONCLUSIVE"},
    {Verdict::bad_adapter, "BAD_ADAPTER"},
    {Verdict::suite_error, "SUITE_ERROR"},
    {Verdict::not_applicable, "NOT_APPLICABLE"},
    {Verdict::not_testable, "NOT_TESTABLE"},
    {Verdict::waived, "WAIVED"},
}};
constexpr std::array<Name<laws::Manner>, 4> manners{{
    {laws::Manner::violation, "violation"},
    {laws::Manner::crash, "crash"},
    {laws::Manner::hang, "hang"},
    {laws::Manner::warning, "warning"},
}};
constexpr std::array<Name<ExceptionPolicy>, 2> policies{{
    {ExceptionPolicy::isolated, "isolated"},
    {ExceptionPolicy::reaches_driver, "reaches-driver"},
}};
constexpr std::array<Name<Driving>, 4> driving_styles{{
    {Driving::threads, "threads"},
    {Driving::stepping, "stepping"},
    {Driving::blocking, "blocking"},
    {Driving::none, "none"},
}};

template <class Value, std::size_t size>
std::string_view name_of(const std::array<Name<Value>, size>& names, Value wanted) {
    for (const auto& [value, name] : names) {
        if (value == wanted) {
            return name;
        }
    }
    return "?";
}

template <class Value, std::size_t size>
std::optional<Value> value_of(const std::array<Name<Value>, size>& names, std::string_view wanted) {
    for (const auto& [value, name] : names) {
        if (name == wanted) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(Verdict verdict) { return name_of(verdicts, verdict); }
std::optional<Verdict> verdict_from_string(std::string_view name) { return value_of(verdicts, name); }
std::string_view to_string(laws::Manner manner) { return name_of(manners, manner); }
std::optional<laws::Manner> manner_from_string(std::string_view name) { return value_of(manners, name); }
std::string_view to_string(ExceptionPolicy policy) { return name_of(policies, policy); }
std::optional<ExceptionPolicy> exception_policy_from_string(std::string_view name) {
    return value_of(policies, name);
}
std::optional<Driving> driving_from_string(std::string_view name) { return value_of(driving_styles, name); }

bool is_violation(Verdict verdict) {
    return verdict == Verdict::fail || verdict == Verdict::crash || verdict == Verdict::hang;
}

std::string confirmation(const Failure& failure) {
    if (failure.confirmation_runs == 0) {
        return "";
    }
    const std::string_view doubt = failure.confirmed >= failure.confirmation_runs ? ""
                                   : failure.schedule.empty()                     ? ": intermittent"
                                                              : ": not deterministic under control";
    return fmt::format("repeated {} of {} times{}", with_commas(failure.confirmed),
                       with_commas(failure.confirmation_runs), doubt);
}

std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) {
        digits.insert(at - 3, 1, ',');
    }
    return digits;
}

std::string one_decimal(double number) { return fmt::format("{:.1f}", number); }

}  // namespace wakelaw::conformance::report

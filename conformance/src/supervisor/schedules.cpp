// SPDX-License-Identifier: MIT
#include "supervisor/schedules.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "report/words.hpp"

namespace wakelaw::conformance {

namespace {

using explore::Strategy;

constexpr int most_preemptions = 8;
constexpr int greatest_depth = 32;
constexpr std::string_view what_there_is =
    "use exhaustive:K (K preemptions at most, 0 to 8), random, pct:D (depth 1 to 32), pos, sleep-sets or "
    "natural";

/// The number after the colon, from `least` to `most`.
std::optional<int> parameter(std::string_view text, int least, int most) {
    int value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size() || value < least || value > most) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

tl::expected<Schedules, std::string> parse_schedules(std::string_view text) {
    Schedules result;
    result.wanted = Schedules::Wanted::explored;
    const auto bad = [&](std::string_view why) {
        return tl::unexpected(fmt::format("--schedules {}: {}; {}", text, why, what_there_is));
    };
    const std::size_t colon = text.find(':');
    const std::string_view word = text.substr(0, colon);
    const std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    if (word == "exhaustive" || word == "pct") {
        const bool exhaustive = word == "exhaustive";
        const auto value =
            exhaustive ? parameter(rest, 0, most_preemptions) : parameter(rest, 1, greatest_depth);
        if (!value) {
            return bad(colon == std::string_view::npos ? "its number is missing"
                                                       : "its number is out of range");
        }
        if (exhaustive) {
            result.search.strategy = Strategy::exhaustive;
            result.search.preemptions = *value;
        } else {
            result.search.strategy = Strategy::pct;
            result.search.depth = static_cast<unsigned>(*value);
        }
        return result;
    }
    if (colon != std::string_view::npos) {
        return bad("there is no such strategy with a number");
    }
    if (word == "natural") {
        result.wanted = Schedules::Wanted::natural;
    } else if (word == "random") {
        result.search.strategy = Strategy::random;
    } else if (word == "pos") {
        result.search.strategy = Strategy::pos;
    } else if (word == "sleep-sets") {
        result.search.strategy = Strategy::sleep_sets;
    } else {
        return bad("there is no such strategy");
    }
    return result;
}

std::string misfit(const Schedules& schedules) {
    if (schedules.wanted != Schedules::Wanted::natural || !schedules.liberties.any()) {
        return "";
    }
    return fmt::format(
        "{}: natural schedules are as this machine has them; leave it out, or use controlled ones",
        schedules.liberties.weak_memory ? "--weak" : "--spurious");
}

std::string to_string(const Search& search) {
    std::string text;
    switch (search.strategy) {
        case Strategy::portfolio:
            text = "portfolio";
            break;
        case Strategy::random:
            text = "random";
            break;
        case Strategy::pct:
            text = fmt::format("pct:{}", search.depth);
            break;
        case Strategy::pos:
            text = "pos";
            break;
        case Strategy::exhaustive:
            text = fmt::format("exhaustive:{}", search.preemptions);
            break;
        case Strategy::sleep_sets:
            text = "sleep-sets";
            break;
    }
    if (search.liberties.weak_memory) {
        text += ", weak memory";
    }
    if (search.liberties.spurious != 0) {
        text += fmt::format(", spurious:{}", search.liberties.spurious);
    }
    return text;
}

std::string covered_by(const Search& search, std::uint64_t schedules) {
    std::string more = search.between_start_and_end ? " between start and end" : "";
    if (search.liberties.weak_memory) {
        more += " and weak memory";
    }
    if (search.liberties.spurious != 0) {
        more += fmt::format(" and <= {} return{} without a cause", search.liberties.spurious,
                            search.liberties.spurious == 1 ? "" : "s");
    }
    if (search.deviations >= 0) {
        return fmt::format("all {} {} with <= {} deviation{}{}", report::with_commas(schedules),
                           schedules == 1 ? "schedule" : "schedules", search.deviations,
                           search.deviations == 1 ? "" : "s", more);
    }
    if (search.strategy == Strategy::exhaustive && search.preemptions == 0) {
        return fmt::format("all {} schedules without a preemption{}", report::with_commas(schedules), more);
    }
    if (search.strategy == Strategy::exhaustive) {
        return fmt::format("all {} {} with <= {} preemption{}{}", report::with_commas(schedules),
                           schedules == 1 ? "schedule" : "schedules", search.preemptions,
                           search.preemptions == 1 ? "" : "s", more);
    }
    return fmt::format("all schedules{}, by {} representatives", more, report::with_commas(schedules));
}

}  // namespace wakelaw::conformance

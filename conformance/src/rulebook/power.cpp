// SPDX-License-Identifier: MIT
#include "rulebook/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <tuple>

#include <toml++/toml.h>

#include "rulebook/rule.hpp"

namespace wakelaw::conformance::rulebook {

namespace {

constexpr std::string_view head =
    "# SPDX-License-Identifier: MIT\n"
    "# How surely the suite finds each specimen: sessions that blamed it on its rule, of all sessions. Each\n"
    "# session judges that rule only, and ends when it is found. Measured with, and written by:\n"
    "#   wakelaw selftest --own-rule --seeds 100 --cases 700 --budget 60s --jobs 2 \\\n"
    "#       --power conformance/specimens/power.toml\n"
    "#   wakelaw selftest --own-rule --seeds 100 --cases 3000 --budget 60s --jobs 2 \\\n"
    "#       --found-under-control --schedules exhaustive:2 --power conformance/specimens/power.toml\n"
    "# and once more with --only NAME: --weak or --spurious for what is marked so, random for what "
    "exhaustive:2 missed.\n";

class Reader {
public:
    Reader(std::string_view file, const toml::table& entry) : file_(file), entry_(entry) {}

    [[nodiscard]] std::string text(std::string_view key) const {
        const auto value = entry_[key].value<std::string>();
        if (!value || value->empty()) {
            fail(key, "a text");
        }
        return *value;
    }
    [[nodiscard]] std::uint64_t number(std::string_view key) const {
        const auto value = entry_[key].value<std::int64_t>();
        if (!value || *value < 0) {
            fail(key, "a number");
        }
        return static_cast<std::uint64_t>(*value);
    }
    [[noreturn]] void fail(std::string_view key, std::string_view wanted) const {
        throw std::runtime_error(fmt::format("{}:{}: an entry of [[measured]] has to have {} as {}", file_,
                                             entry_.source().begin.line, key, wanted));
    }

private:
    std::string_view file_;
    const toml::table& entry_;
};

Power read_one(const Reader& reader) {
    Power one;
    one.specimen = reader.text("specimen");
    one.rule = reader.text("rule");
    const std::string kind = reader.text("kind");
    one.vocabulary = kind == "vocabulary";
    if (!one.vocabulary && kind != "executor") {
        reader.fail("kind", "\"executor\" or \"vocabulary\"");
    }
    one.schedules = reader.text("schedules");
    one.cases = reader.number("cases");
    one.seeds = reader.number("seeds");
    one.found = reader.number("found");
    if (one.seeds == 0 || one.found > one.seeds) {
        reader.fail("found", "a number that is at most seeds, which is not 0");
    }
    return one;
}

}  // namespace

double lower_bound(std::uint64_t hits, std::uint64_t tries) {
    constexpr double z = 1.96;
    const auto count = static_cast<double>(tries);
    const double rate = static_cast<double>(hits) / count;
    const double middle = rate + z * z / (2 * count);
    const double spread = z * std::sqrt((rate * (1 - rate) + z * z / (4 * count)) / count);
    return std::max(0.0, (middle - spread) / (1 + z * z / count));
}

std::vector<Power> read_power(std::string_view file, std::string_view text) {
    std::vector<Power> measured;
    try {
        const toml::table table = toml::parse(text);
        const toml::array* const entries = table["measured"].as_array();
        for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
            const toml::table* const entry = entries->get(i)->as_table();
            if (entry == nullptr) {
                throw std::runtime_error(fmt::format("{}:{}: an entry of [[measured]] has to be a table",
                                                     file, entries->get(i)->source().begin.line));
            }
            measured.push_back(read_one(Reader(file, *entry)));
        }
    } catch (const toml::parse_error& error) {
        throw std::runtime_error(
            fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
    }
    return measured;
}

std::string write_power(std::vector<Power> measured) {
    std::sort(measured.begin(), measured.end(), [](const Power& left, const Power& right) {
        if (left.rule != right.rule) {
            return natural_less(left.rule, right.rule);
        }
        return std::tie(left.specimen, left.schedules) < std::tie(right.specimen, right.schedules);
    });
    std::string out(head);
    for (const Power& one : measured) {
        out += fmt::format(
            "\n[[measured]]\nspecimen = \"{}\"\nrule = \"{}\"\nkind = \"{}\"\nschedules = \"{}\"\n"
            "cases = {}\nseeds = {}\nfound = {}\n",
            one.specimen, one.rule, one.vocabulary ? "vocabulary" : "executor", one.schedules, one.cases,
            one.seeds, one.found);
    }
    return out;
}

std::vector<Power> merge_power(std::vector<Power> before, const std::vector<Power>& anew) {
    std::erase_if(before, [&](const Power& old) {
        return std::any_of(anew.begin(), anew.end(), [&](const Power& one) {
            return one.specimen == old.specimen && one.schedules == old.schedules;
        });
    });
    before.insert(before.end(), anew.begin(), anew.end());
    return before;
}

const std::vector<Power>& measured_power() {
    static const std::vector<Power> measured =
        read_power("conformance/specimens/power.toml", embedded_power());
    return measured;
}

std::vector<Power> power_of(std::string_view rule) {
    std::vector<Power> out;
    std::copy_if(measured_power().begin(), measured_power().end(), std::back_inserter(out),
                 [&](const Power& one) { return one.rule == rule; });
    return out;
}

std::vector<Power> power_of(std::string_view rule, bool vocabulary) {
    std::vector<Power> out = power_of(rule);
    std::erase_if(out, [&](const Power& one) { return one.vocabulary != vocabulary; });
    return out;
}

std::string to_text(const Power& power) {
    return fmt::format("{}: {} of {} sessions, at least {:.1f} % ({}, {} cases)", power.specimen, power.found,
                       power.seeds, 100 * power.at_least(), power.schedules, power.cases);
}

std::string brief(std::span<const Power> power, bool controlled) {
    std::map<std::string_view, double> best;
    for (const Power& one : power) {
        double& bound = best[one.specimen];
        if (controlled || !one.controlled()) {
            bound = std::max(bound, one.at_least());
        }
    }
    if (best.empty()) {
        return "";
    }
    const auto worst = std::min_element(best.begin(), best.end(), [](const auto& left, const auto& right) {
        return left.second < right.second;
    });
    return fmt::format("{}: >= {:.0f} %", best.size(), std::floor(100 * worst->second));
}

}  // namespace wakelaw::conformance::rulebook

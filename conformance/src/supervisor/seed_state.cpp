// SPDX-License-Identifier: MIT
#include "supervisor/seed_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace wakelaw::conformance {

namespace {

constexpr std::string_view first_line = "wakelaw-seeds-1";

std::optional<std::uint64_t> number_of(const std::string& text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

SeedState::SeedState(std::uint64_t build, const std::vector<std::string>& names, std::uint64_t goal)
    : build_(build), goal_(goal) {
    for (const std::string& name : names) {
        subjects_[name] = {};
    }
}

tl::expected<bool, std::string> SeedState::resume(const std::string& text) {
    std::istringstream in(text);
    std::string line;
    std::string build;
    if (!std::getline(in, line) || line != first_line) {
        return tl::make_unexpected(
            fmt::format("1: this is no state of seeds; the first line has to be {}; "
                        "remove the file to begin anew",
                        first_line));
    }
    if (!std::getline(in, build) || !build.starts_with("build ") || !number_of(build.substr(6), 16)) {
        return tl::make_unexpected("2: here the build was expected; remove the file to begin anew");
    }
    if (*number_of(build.substr(6), 16) != build_) {
        return false;
    }
    std::map<std::string, std::uint64_t> had;
    for (std::size_t at = 3; std::getline(in, line); ++at) {
        const std::size_t space = line.find(' ');
        const auto count = number_of(line.substr(0, space), 10);
        if (space == std::string::npos || !count) {
            return tl::make_unexpected(
                fmt::format("{}: here a number of seeds and a subject were expected; remove the file to "
                            "begin anew",
                            at));
        }
        had[line.substr(space + 1)] = *count;
    }
    for (auto& [name, subject] : subjects_) {
        const auto found = had.find(name);
        subject.begun = found == had.end() ? 0 : found->second;
    }
    return true;
}

std::optional<SeedState::Session> SeedState::begin() {
    const auto fewest = std::min_element(
        subjects_.begin(), subjects_.end(),
        [](const auto& left, const auto& right) { return left.second.begun < right.second.begun; });
    if (fewest == subjects_.end() || fewest->second.begun >= goal_) {
        return std::nullopt;
    }
    Subject& subject = fewest->second;
    subject.open.insert(subject.begun);
    return Session{fewest->first, subject.begun++};
}

void SeedState::end(const Session& session, bool fault) {
    if (!fault) {
        subjects_.at(session.name).open.erase(session.seed);
    }
}

std::uint64_t SeedState::had(const std::string& name) const {
    const Subject& subject = subjects_.at(name);
    return subject.open.empty() ? subject.begun : *subject.open.begin();
}

std::string SeedState::text() const {
    std::string out = fmt::format("{}\nbuild {:x}\n", first_line, build_);
    for (const auto& [name, subject] : subjects_) {
        out += fmt::format("{} {}\n", had(name), name);
    }
    return out;
}

}  // namespace wakelaw::conformance

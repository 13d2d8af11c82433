// SPDX-License-Identifier: MIT
#include "scenario/token.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "scenario/binary.hpp"

namespace wakelaw::conformance::scenario {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view prefix = "wl1-";
constexpr std::size_t longest_name = 255;
constexpr std::size_t crc_size = 4;
constexpr std::size_t controlled_flavour = 2;
constexpr std::size_t most_choices = std::size_t{1} << 16;

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
        }
    }
    return ~crc;
}

std::string to_base64(std::span<const std::uint8_t> bytes) {
    std::string text;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const std::uint8_t byte : bytes) {
        pending = (pending << 8) | byte;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += alphabet[(pending >> bits) & 0x3F];
        }
    }
    if (bits > 0) {
        text += alphabet[(pending << (6 - bits)) & 0x3F];
    }
    return text;
}

/// The bytes; bits at the end that make no byte are dropped. Every character has to be of the alphabet.
Bytes from_base64(std::string_view text) {
    Bytes bytes;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char one : text) {
        pending = (pending << 6) | static_cast<std::uint32_t>(alphabet.find(one));
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(pending >> bits));
        }
    }
    return bytes;
}

void put_number(Bytes& bytes, std::size_t value) {
    for (; value >= 0x80; value >>= 7) {
        bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
}

std::optional<std::size_t> take_number(std::span<const std::uint8_t>& bytes) {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 28 && !bytes.empty(); shift += 7) {
        const std::uint8_t byte = bytes.front();
        bytes = bytes.subspan(1);
        value |= static_cast<std::size_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) {
            return value;
        }
    }
    return std::nullopt;
}

void put_name(Bytes& bytes, std::string_view name) {
    name = name.substr(0, longest_name);
    put_number(bytes, name.size());
    bytes.insert(bytes.end(), name.begin(), name.end());
}

std::optional<std::string> take_name(std::span<const std::uint8_t>& bytes) {
    const std::optional<std::size_t> length = take_number(bytes);
    if (!length || *length > longest_name || *length > bytes.size()) {
        return std::nullopt;
    }
    std::string name(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*length));
    bytes = bytes.subspan(*length);
    return name;
}

void put_schedule(Bytes& bytes, const ReplaySchedule& schedule) {
    const Liberties& liberties = schedule.liberties;
    bytes.push_back(
        static_cast<std::uint8_t>(unsigned{liberties.spurious} << 1U | (liberties.weak_memory ? 1U : 0U)));
    for (unsigned shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<std::uint8_t>(schedule.digest >> shift));
    }
    const Bytes& choices = schedule.choices;
    for (auto run = choices.begin(); run != choices.end();) {
        const auto end = std::find_if(run, choices.end(), [&](std::uint8_t one) { return one != *run; });
        put_number(bytes, static_cast<std::size_t>(end - run));
        bytes.push_back(*run);
        run = end;
    }
}

/// All that is left.
std::optional<ReplaySchedule> take_schedule(std::span<const std::uint8_t>& bytes) {
    constexpr std::size_t head = 9;
    if (bytes.size() < head || bytes.front() >> 1U > Liberties::most_spurious) {
        return std::nullopt;
    }
    ReplaySchedule result;
    result.liberties.weak_memory = (bytes.front() & 1U) != 0;
    result.liberties.spurious = bytes.front() >> 1U;
    for (unsigned i = 0; i < 8; ++i) {
        result.digest |= static_cast<std::uint64_t>(bytes[1 + i]) << (8 * i);
    }
    bytes = bytes.subspan(head);
    while (!bytes.empty()) {
        const std::optional<std::size_t> count = take_number(bytes);
        if (!count || *count == 0 || bytes.empty() || *count > most_choices - result.choices.size()) {
            return std::nullopt;
        }
        result.choices.insert(result.choices.end(), *count, bytes.front());
        bytes = bytes.subspan(1);
    }
    return result;
}

std::optional<Replay> take_replay(std::span<const std::uint8_t> bytes) {
    Replay result;
    const std::optional<std::size_t> flavour = take_number(bytes);
    std::optional<std::string> subject = take_name(bytes);
    std::optional<std::string> rule = take_name(bytes);
    if (!flavour || *flavour > controlled_flavour || !subject || !rule) {
        return std::nullopt;
    }
    std::optional<Scenario> scenario = decode(bytes);
    std::optional<ReplaySchedule> schedule;
    if (scenario && *flavour == controlled_flavour) {
        schedule = take_schedule(bytes);
        if (!schedule) {
            return std::nullopt;
        }
    }
    if (!scenario || !bytes.empty()) {
        return std::nullopt;
    }
    return Replay{std::move(*subject), std::move(*rule), *flavour == 1, std::move(*scenario),
                  std::move(schedule)};
}

/// The version that the token's prefix names; nothing where it has no such prefix.
std::optional<std::string_view> version_of(std::string_view token) {
    const std::size_t end = token.substr(0, 16).find('-');
    if (token.substr(0, 2) != "wl" || end == std::string_view::npos || end < 3 ||
        token.substr(2, end - 2).find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    return token.substr(2, end - 2);
}

constexpr std::string_view garbled =
    "this token is garbled (its checksum is wrong): copy it once more from the report";

}  // namespace

std::string to_token(const Replay& replay) {
    Bytes body;
    put_number(body, replay.schedule ? controlled_flavour : replay.thread_sanitizer ? 1 : 0);
    put_name(body, replay.subject);
    put_name(body, replay.rule);
    encode(replay.scenario, body);
    if (replay.schedule) {
        put_schedule(body, *replay.schedule);
    }
    Bytes bytes;
    put_number(bytes, body.size() + crc_size);
    bytes.insert(bytes.end(), body.begin(), body.end());
    const std::uint32_t crc = crc32(bytes);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        bytes.push_back(static_cast<std::uint8_t>(crc >> shift));
    }
    return std::string(prefix) + to_base64(bytes);
}

tl::expected<Replay, std::string> parse_token(std::string_view token) {
    const auto fail = [](std::string message) { return tl::unexpected(std::move(message)); };
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = token.find_first_not_of(blank);
    token = first == std::string_view::npos ? std::string_view{}
                                            : token.substr(first, token.find_last_not_of(blank) - first + 1);
    const std::optional<std::string_view> version = version_of(token);
    if (!version) {
        return fail("this is not a replay token: one begins with 'wl1-', as printed with each failure");
    }
    if (*version != "1") {
        return fail("this token is of version " + std::string(*version) +
                    "; this wakelaw reads version 1: replay it with the wakelaw that made it");
    }
    token.remove_prefix(prefix.size());
    const std::size_t odd = token.find_first_not_of(alphabet);
    if (odd != std::string_view::npos) {
        return fail("this token is garbled (character " + std::to_string(odd + prefix.size() + 1) +
                    " is no letter, digit, '-' or '_'): copy it once more, without quotes or line breaks");
    }
    const Bytes bytes = from_base64(token);
    std::span<const std::uint8_t> rest(bytes);
    const std::optional<std::size_t> length = take_number(rest);
    if (!length && bytes.size() < 4) {
        return fail("this token is cut off: copy the whole of it from the report");
    }
    if (length && rest.size() < *length) {
        return fail("this token is cut off (or garbled): " + std::to_string(rest.size()) + " of " +
                    std::to_string(*length) + " bytes are there; copy the whole of it from the report");
    }
    if (!length || *length < crc_size || rest.size() != *length) {
        return fail(std::string(garbled));
    }
    const std::span<const std::uint8_t> tail = rest.last(crc_size);
    std::uint32_t crc = 0;
    for (unsigned i = 0; i < crc_size; ++i) {
        crc |= static_cast<std::uint32_t>(tail[i]) << (8 * i);
    }
    if (crc != crc32(std::span(bytes).first(bytes.size() - crc_size))) {
        return fail(std::string(garbled));
    }
    std::optional<Replay> replay = take_replay(rest.first(rest.size() - crc_size));
    if (!replay) {
        return fail(
            "this token is whole, but its scenario has steps or limits that this wakelaw does not know: "
            "replay it with the wakelaw that made it");
    }
    return std::move(*replay);
}

}  // namespace wakelaw::conformance::scenario

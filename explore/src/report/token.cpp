// SPDX-License-Identifier: MIT
#include "report/token.hpp"

#include <link.h>

#include <charconv>
#include <cstring>
#include <stdexcept>

#include <wakelaw/explore/controller.hpp>

namespace wakelaw::explore {

namespace report {

namespace {

constexpr std::string_view prefix = "wl1";
constexpr char field_separator = '-';
constexpr std::string_view no_options = "n";

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw std::invalid_argument("token '" + std::string(text) + "': " + why);
}

/// FNV-1a.
std::uint32_t digest(const void* data, std::size_t size, std::uint32_t value = 2166136261U) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) {
        value = (value ^ bytes[i]) * 16777619U;
    }
    return value;
}

std::string hexadecimal(std::uint32_t value) {
    std::string text(8, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U) {
        *digit = "0123456789abcdef"[value & 15U];
    }
    return text;
}

template <class Number>
bool read_number(std::string_view text, Number& number, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

/// The text up to the separator, which is removed with it.
std::string_view next_field(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view field = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return field;
}

std::string options_of(const Token& token) {
    std::string text;
    text += token.weak_memory ? "w" : "";
    text += token.plain_accesses ? "p" : "";
    text += token.eager_timeouts ? "e" : "";
    text += std::string(token.spurious, 's');
    text += token.warm ? "o" : "";
    return text.empty() ? std::string(no_options) : text;
}

bool read_options(std::string_view text, Token& token) {
    if (text == no_options) {
        return true;
    }
    for (const char option : text) {
        switch (option) {
            case 'w':
                token.weak_memory = true;
                break;
            case 'p':
                token.plain_accesses = true;
                break;
            case 'e':
                token.eager_timeouts = true;
                break;
            case 's':
                ++token.spurious;
                break;
            case 'o':
                token.warm = true;
                break;
            default:
                return false;
        }
    }
    return !text.empty();
}

int digest_code(dl_phdr_info* module, std::size_t /*size*/, void* result) {
    std::uint32_t value = digest(nullptr, 0);
    for (int i = 0; i < module->dlpi_phnum; ++i) {
        const auto& header = module->dlpi_phdr[i];
        if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0) {
            value = digest(reinterpret_cast<const void*>(module->dlpi_addr + header.p_vaddr), header.p_filesz,
                           value);
        }
    }
    *static_cast<std::uint32_t*>(result) = value;
    return 1;
}

}  // namespace

std::uint32_t program_digest() {
    static const std::uint32_t value = [] {
        std::uint32_t result = 0;
        dl_iterate_phdr(digest_code, &result);
        return result;
    }();
    return value;
}

std::string encode_choices(const std::vector<std::uint8_t>& choices) {
    std::string text;
    for (std::size_t i = 0; i < choices.size();) {
        std::size_t end = i;
        while (end < choices.size() && choices[end] == choices[i]) {
            ++end;
        }
        text += text.empty() ? "" : ".";
        text += std::to_string(choices[i]);
        text += end - i > 1 ? "x" + std::to_string(end - i) : "";
        i = end;
    }
    return text.empty() ? "." : text;
}

std::string encode_token(const Token& token) {
    std::string text(prefix);
    text += field_separator + hexadecimal(token.program) + field_separator + options_of(token) +
            field_separator + encode_choices(token.choices);
    return text + field_separator + hexadecimal(digest(text.data(), text.size()));
}

Token decode_token(std::string_view text) {
    std::string_view rest = text;
    if (next_field(rest, field_separator) != prefix) {
        refuse(text, "it does not begin with 'wl1-'; give the whole token as it was printed");
    }
    const std::size_t check_begin = text.rfind(field_separator);
    std::uint32_t check = 0;
    if (!read_number(text.substr(check_begin + 1), check, 16) || check != digest(text.data(), check_begin)) {
        refuse(text, "its check digits do not fit; give the whole token as it was printed");
    }
    Token token;
    if (!read_number(next_field(rest, field_separator), token.program, 16)) {
        refuse(text, "its second field is no program digest");
    }
    if (!read_options(next_field(rest, field_separator), token)) {
        refuse(text, "its third field holds options that this version does not know");
    }
    token.choices = decode_choices(next_field(rest, field_separator));
    return token;
}

}  // namespace report

std::string encode_choices(const ChoiceRecord& record) {
    const std::uint32_t count =
        std::min(record.count.load(std::memory_order_relaxed), ChoiceRecord::capacity);
    std::vector<std::uint8_t> choices(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        choices[i] = record.choices[i].load(std::memory_order_relaxed);
    }
    return report::encode_choices(choices);
}

std::vector<std::uint8_t> decode_choices(std::string_view text) {
    std::vector<std::uint8_t> choices;
    if (text == ".") {
        return choices;
    }
    std::string_view rest = text;
    do {
        std::string_view run = report::next_field(rest, '.');
        std::uint8_t choice = 0;
        std::uint32_t count = 1;
        const bool repeated = run.find('x') != std::string_view::npos;
        const bool valid = report::read_number(report::next_field(run, 'x'), choice, 10) &&
                           (!repeated || report::read_number(run, count, 10));
        if (!valid || count == 0 || count > ChoiceRecord::capacity - choices.size()) {
            throw std::invalid_argument("choices '" + std::string(text) +
                                        "': not runs of numbers such as 0x5.1.0x3");
        }
        choices.insert(choices.end(), count, choice);
    } while (!rest.empty());
    return choices;
}

}  // namespace wakelaw::explore

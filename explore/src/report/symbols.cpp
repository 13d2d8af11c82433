// SPDX-License-Identifier: MIT
#include "report/symbols.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "report/source_lines.hpp"

namespace wakelaw::explore::report {

namespace {

std::string hexadecimal(std::uintptr_t value) {
    std::string digits;
    do {
        digits.insert(digits.begin(), "0123456789abcdef"[value % 16]);
        value /= 16;
    } while (value != 0);
    return "0x" + digits;
}

std::string demangled(const char* name) {
    int status = 0;
    char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    std::string result = status == 0 ? text : name;
    std::free(text);
    return result;
}

/// `[0x1234]`: brackets that no other text of ours has.
constexpr std::string_view mark_begin = "[0x";
constexpr char mark_end = ']';

/// Calls `text_of(address)` for each mark and puts what it returns in its place.
template <class TextOf>
std::string replace_marks(std::string_view message, TextOf text_of) {
    std::string result;
    for (;;) {
        const std::size_t begin = message.find(mark_begin);
        const std::size_t end = begin == std::string_view::npos ? begin : message.find(mark_end, begin);
        if (end == std::string_view::npos) {
            return result + std::string(message);
        }
        const std::string digits(message.substr(begin + 1, end - begin - 1));
        result += message.substr(0, begin);
        result += text_of(reinterpret_cast<const void*>(std::strtoull(digits.c_str(), nullptr, 16)));
        message.remove_prefix(end + 1);
    }
}

}  // namespace

std::string code(const void* where) {
    return "[" + hexadecimal(reinterpret_cast<std::uintptr_t>(where)) + "]";
}

std::string symbol_of(const void* where) {
    Dl_info info{};
    if (where == nullptr || dladdr(where, &info) == 0 || info.dli_sname == nullptr) {
        return hexadecimal(reinterpret_cast<std::uintptr_t>(where));
    }
    const auto offset =
        reinterpret_cast<std::uintptr_t>(where) - reinterpret_cast<std::uintptr_t>(info.dli_saddr);
    return demangled(info.dli_sname) + "+" + hexadecimal(offset);
}

std::string with_symbols(std::string_view message) { return replace_marks(message, symbol_of); }

std::string with_source_lines(std::string_view message) {
    std::vector<const void*> addresses;
    (void)replace_marks(message, [&](const void* address) {
        addresses.push_back(address);
        return std::string();
    });
    const SourceLines lines = source_lines(addresses);
    return replace_marks(message, [&](const void* address) {
        const std::string place = users_line(lines, {&address, 1});
        return place.empty() ? symbol_of(address) : place;
    });
}

}  // namespace wakelaw::explore::report

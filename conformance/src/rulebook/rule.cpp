// SPDX-License-Identifier: MIT
#include "rulebook/rule.hpp"

#include <algorithm>
#include <string_view>

namespace wakelaw::conformance::rulebook {

namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Removes the number at the front of `text`, its leading zeros dropped.
std::string_view take_number(std::string_view& text) {
    while (text.size() > 1 && text[0] == '0' && is_digit(text[1])) {
        text.remove_prefix(1);
    }
    std::size_t length = 0;
    while (length < text.size() && is_digit(text[length])) {
        ++length;
    }
    const std::string_view number = text.substr(0, length);
    text.remove_prefix(length);
    return number;
}

}  // namespace

const Clause* Rule::clause(const std::string& wanted) const {
    const auto found =
        std::find_if(clauses.begin(), clauses.end(), [&](const Clause& one) { return one.id == wanted; });
    return found == clauses.end() ? nullptr : &*found;
}

bool natural_less(const std::string& left, const std::string& right) {
    std::string_view a = left;
    std::string_view b = right;
    while (!a.empty() && !b.empty()) {
        if (is_digit(a[0]) && is_digit(b[0])) {
            const std::string_view x = take_number(a);
            const std::string_view y = take_number(b);
            if (x != y) {
                return x.size() != y.size() ? x.size() < y.size() : x < y;
            }
            continue;
        }
        if (a[0] != b[0]) {
            return a[0] < b[0];
        }
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    return a.size() < b.size();
}

}  // namespace wakelaw::conformance::rulebook

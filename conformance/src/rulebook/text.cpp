// SPDX-License-Identifier: MIT
#include "rulebook/text.hpp"

#include <algorithm>

namespace wakelaw::conformance::rulebook {

namespace {

bool is_space(char character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

bool is_item(std::string_view line) { return line.starts_with("- ") || line.starts_with("* "); }

std::string joined(const std::string& left, std::string_view right) {
    return left.empty() ? std::string(right) : left + ' ' + std::string(right);
}

/// Appends `line` behind `indent`, without white space at its end.
void append_line(std::string& out, std::string_view indent, std::string_view line) {
    std::string whole = std::string(indent) + std::string(line);
    while (!whole.empty() && is_space(whole.back())) {
        whole.pop_back();
    }
    out += whole;
    out += '\n';
}

}  // namespace

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

std::string normalised(std::string_view text) {
    std::string out;
    bool gap = false;
    for (const char character : text) {
        if (is_space(character)) {
            gap = !out.empty();
            continue;
        }
        if (gap) {
            out += ' ';
            gap = false;
        }
        out += character;
    }
    return out;
}

std::string plain(std::string_view markdown) {
    std::string out;
    bool code = false;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        const char character = markdown[i];
        if (character == '`') {
            code = !code;
        }
        if (!code && character == '*') {
            const bool before = i > 0 && !is_space(markdown[i - 1]);
            const bool after = i + 1 < markdown.size() && !is_space(markdown[i + 1]);
            if (before || after) {
                continue;
            }
        }
        if (!code && character == '[') {
            const std::size_t middle = markdown.find("](", i);
            const std::size_t nested = markdown.find('[', i + 1);
            const std::size_t end = middle == markdown.npos ? markdown.npos : markdown.find(')', middle);
            if (end != markdown.npos && (nested == markdown.npos || nested > middle)) {
                out += plain(markdown.substr(i + 1, middle - i - 1));
                i = end;
                continue;
            }
        }
        out += character;
    }
    return out;
}

std::string words_only(std::string_view markdown) {
    std::string out = normalised(plain(markdown));
    std::erase(out, '`');
    return out;
}

std::string wrap(std::string_view text, std::size_t width, std::string_view first, std::string_view rest) {
    const std::string words = normalised(text);
    std::string out;
    std::string line(first);
    bool begun = false;
    std::size_t from = 0;
    while (from < words.size()) {
        const std::size_t to = std::min(words.find(' ', from), words.size());
        const std::string_view word = std::string_view(words).substr(from, to - from);
        if (begun && columns(line) + 1 + columns(word) > width) {
            append_line(out, "", line);
            line = rest;
            begun = false;
        }
        if (begun) {
            line += ' ';
        }
        line += word;
        begun = true;
        from = to + 1;
    }
    append_line(out, "", line);
    return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string render(std::string_view markdown, std::size_t width, std::string_view indent) {
    std::string out;
    std::string paragraph;
    bool item = false;
    bool code = false;
    const auto flush = [&] {
        if (paragraph.empty()) {
            return;
        }
        const std::string inner(indent);
        out += wrap(plain(paragraph), width, inner + (item ? "- " : ""), inner + (item ? "  " : ""));
        paragraph.clear();
    };
    for (const std::string_view line : lines_of(markdown)) {
        if (line.starts_with("```")) {
            flush();
            code = !code;
        } else if (code) {
            append_line(out, indent, line);
        } else if (normalised(line).empty()) {
            flush();
            if (!out.empty() && !out.ends_with("\n\n")) {
                out += '\n';
            }
        } else if (is_item(line)) {
            flush();
            item = true;
            paragraph = line.substr(2);
        } else {
            if (paragraph.empty()) {
                item = false;
            }
            paragraph = joined(paragraph, line);
        }
    }
    flush();
    while (out.ends_with("\n\n")) {
        out.pop_back();
    }
    return out;
}

std::vector<std::string> list_items(std::string_view markdown) {
    std::vector<std::string> items;
    for (const std::string_view line : lines_of(markdown)) {
        if (is_item(line)) {
            items.push_back(normalised(plain(line.substr(2))));
        } else if (!items.empty() && !normalised(line).empty()) {
            items.back() = joined(items.back(), normalised(plain(line)));
        }
    }
    return items;
}

}  // namespace wakelaw::conformance::rulebook

// SPDX-License-Identifier: MIT
/// \file
/// The little Markdown that rule files use, turned into text for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wakelaw::conformance::rulebook {

/// The number of columns that UTF-8 text takes, one for each code point.
[[nodiscard]] std::size_t columns(std::string_view text);

/// Runs of white space become one space; none at the ends.
[[nodiscard]] std::string normalised(std::string_view text);

/// Links reduced to their words, emphasis removed, code marks kept.
[[nodiscard]] std::string plain(std::string_view markdown);

/// What is left when only words count: plain, normalised, code marks removed.
[[nodiscard]] std::string words_only(std::string_view markdown);

/// Fills lines of at most `width` columns; a longer word gets a line of its own. `first` stands before the
/// first line, `rest` before the others. No line ends with white space.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::string_view first = "",
                               std::string_view rest = "");

/// Paragraphs filled, list items with a hanging indent, code blocks as they are, all behind `indent`.
[[nodiscard]] std::string render(std::string_view markdown, std::size_t width, std::string_view indent = "");

/// The items of a Markdown list, plain, one line each.
[[nodiscard]] std::vector<std::string> list_items(std::string_view markdown);

/// The lines of `text`, without their ends.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace wakelaw::conformance::rulebook

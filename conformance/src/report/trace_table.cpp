// SPDX-License-Identifier: MIT
#include "report/trace_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/event_text.hpp"
#include "rulebook/text.hpp"
#include "scenario/scenario.hpp"

namespace wakelaw::conformance::report {

namespace {

constexpr std::size_t narrowest_column = 10;
/// How many rows before and after a marked one are never cut.
constexpr std::size_t neighbourhood = 2;
/// What comes again and again is shown once: patterns of at most so many rows, that come so many times more.
constexpr std::size_t longest_pattern = 4;
constexpr std::size_t fewest_repetitions = 4;

struct Row {
    std::string number;  ///< "7" or "7-8"
    std::uint8_t thread = 0;
    std::string text;
    bool marked = false;
    bool kept = true;
    /// Rows up to this one that come again below, where they are not shown: how many, and how many times
    /// more.
    std::size_t pattern = 0;
    std::size_t repetitions = 0;
};

bool contains(std::span<const std::uint32_t> numbers, std::size_t wanted) {
    return std::find(numbers.begin(), numbers.end(), wanted) != numbers.end();
}

std::vector<Row> make_rows(const std::vector<trace::Event>& events, std::span<const std::uint32_t> marked) {
    const std::vector<std::uint32_t> polls = poll_numbers(events);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const trace::Event& event = events[i];
        Row row{
            .number = std::to_string(i), .thread = event.thread, .text = "", .marked = contains(marked, i)};
        if (i + 1 < events.size() && is_pair(event, events[i + 1])) {
            row.text = pair_text(event, events[i + 1], polls[i]);
            row.number += '-' + std::to_string(i + 1);
            row.marked = row.marked || contains(marked, i + 1);
            ++i;
        } else {
            row.text = event_text(event, polls[i]);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

bool shows_the_same(const Row& left, const Row& right) {
    return left.thread == right.thread && left.text == right.text && !left.marked && !right.marked;
}

/// How many times the `pattern` rows from `from` come again directly after themselves.
std::size_t repetitions(const std::vector<Row>& rows, std::size_t from, std::size_t pattern) {
    std::size_t same = from + pattern;
    while (same < rows.size() && shows_the_same(rows[same], rows[same - pattern])) {
        ++same;
    }
    return (same - from) / pattern - 1;
}

void fold_repetitions(std::vector<Row>& rows) {
    std::vector<Row> folded;
    for (std::size_t i = 0; i < rows.size();) {
        std::size_t pattern = 1;
        while (pattern <= longest_pattern && i + pattern <= rows.size() &&
               repetitions(rows, i, pattern) < fewest_repetitions) {
            ++pattern;
        }
        if (pattern > longest_pattern || i + pattern > rows.size()) {
            folded.push_back(std::move(rows[i++]));
            continue;
        }
        const std::size_t again = repetitions(rows, i, pattern);
        for (std::size_t j = 0; j < pattern; ++j) {
            folded.push_back(std::move(rows[i + j]));
        }
        folded.back().pattern = pattern;
        folded.back().repetitions = again;
        i += pattern * (again + 1);
    }
    rows = std::move(folded);
}

void cut_middle(std::vector<Row>& rows, std::size_t limit) {
    if (rows.size() <= limit) {
        return;
    }
    const std::size_t head = limit / 2;
    const std::size_t tail = rows.size() - (limit - head);
    for (std::size_t i = head; i < tail; ++i) {
        rows[i].kept = false;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].marked) {
            const std::size_t from = i < neighbourhood ? 0 : i - neighbourhood;
            for (std::size_t near = from; near < std::min(i + neighbourhood + 1, rows.size()); ++near) {
                rows[near].kept = true;
            }
        }
    }
}

struct Column {
    std::uint8_t thread = 0;
    std::size_t width = 0;
};

std::vector<Column> make_columns(const std::vector<Row>& rows, std::size_t width) {
    std::vector<Column> columns;
    for (const Row& row : rows) {
        const auto found = std::find_if(columns.begin(), columns.end(),
                                        [&](const Column& column) { return column.thread == row.thread; });
        Column& column = found != columns.end() ? *found : columns.emplace_back();
        column.thread = row.thread;
        column.width =
            std::max({column.width, row.kept ? row.text.size() : 0, thread_name(row.thread).size()});
    }
    std::sort(columns.begin(), columns.end(),
              [](const Column& left, const Column& right) { return left.thread < right.thread; });
    // Too wide: the widest column gives, one place at a time.
    const auto total = [&] {
        std::size_t sum = 0;
        for (const Column& column : columns) {
            sum += column.width + 3;
        }
        return sum;
    };
    while (total() > width) {
        Column& widest = *std::max_element(
            columns.begin(), columns.end(),
            [](const Column& left, const Column& right) { return left.width < right.width; });
        if (widest.width <= narrowest_column) {
            break;
        }
        --widest.width;
    }
    return columns;
}

void append_line(std::string& out, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
}

/// A row: the number, then the text in its thread's column, continued below where it is too long.
void append_row(std::string& out, const Row& row, std::size_t number_width,
                const std::vector<Column>& columns) {
    const auto own = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.thread == row.thread; });
    std::string number = fmt::format("{} {:>{}}", row.marked ? '>' : ' ', row.number, number_width);
    const std::string cell = rulebook::wrap(row.text, own->width, "", "  ");
    for (const std::string_view part : rulebook::lines_of(cell)) {
        std::string line = number;
        for (const Column& column : columns) {
            line += fmt::format(" | {:<{}}", column.thread == row.thread ? part : "", column.width);
        }
        append_line(out, line);
        number.assign(number.size(), ' ');
    }
}

}  // namespace

std::string thread_name(std::uint8_t thread) {
    if (thread == 0) {
        return "main";
    }
    return thread <= scenario::max_actors ? fmt::format("actor {}", thread - 1)
                                          : fmt::format("executor {}", thread - scenario::max_actors - 1);
}

std::string trace_table(const trace::Trace& trace, std::span<const std::uint32_t> marked,
                        const TraceTableOptions& options) {
    std::vector<Row> rows = make_rows(trace.events, marked);
    fold_repetitions(rows);
    cut_middle(rows, options.rows);
    const std::size_t number_width = rows.empty() ? 5 : std::max<std::size_t>(5, rows.back().number.size());
    const std::size_t margin = number_width + 2;
    const std::vector<Column> columns =
        make_columns(rows, options.width > margin ? options.width - margin : 0);

    std::string out;
    std::string heading = fmt::format("  {:>{}}", "event", number_width);
    std::string rule(number_width + 2, '-');
    for (const Column& column : columns) {
        heading += fmt::format(" | {:<{}}", thread_name(column.thread), column.width);
        rule += "-+-" + std::string(column.width, '-');
    }
    append_line(out, heading);
    append_line(out, rule);
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].kept) {
            left_out += 1 + rows[i].pattern * rows[i].repetitions;
            continue;
        }
        if (left_out != 0) {
            append_line(out, fmt::format("... {} {} left out ...", left_out, left_out == 1 ? "row" : "rows"));
            left_out = 0;
        }
        append_row(out, rows[i], number_width, columns);
        if (rows[i].repetitions != 0) {
            const std::string what =
                rows[i].pattern == 1 ? "the row above" : fmt::format("the {} rows above", rows[i].pattern);
            append_line(out, fmt::format("... {}, {} times more ...", what, rows[i].repetitions));
        }
    }
    if (trace.truncated) {
        append_line(out, "There was no room for some events.");
    }
    return out;
}

}  // namespace wakelaw::conformance::report

// SPDX-License-Identifier: MIT
#include "report/table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "report/source_lines.hpp"
#include "report/symbols.hpp"
#include "runtime/scheduler.hpp"

namespace wakelaw::explore::report {

namespace {

using runtime::Event;
using runtime::Operation;

constexpr std::size_t most_rows = 200;
constexpr std::size_t column_width = 26;
constexpr std::size_t step_width = 6;

/// The letter that names objects with which the operation deals.
std::string letter_of(Operation operation) {
    switch (operation) {
        case Operation::lock:
        case Operation::unlock:
            return "mutex ";
        case Operation::condition_wait:
        case Operation::condition_notify:
            return "condition ";
        case Operation::semaphore:
            return "semaphore ";
        case Operation::read_lock:
        case Operation::write_lock:
            return "rwlock ";
        case Operation::once:
            return "once ";
        case Operation::barrier:
            return "barrier ";
        case Operation::read:
        case Operation::write:
            return "memory ";
        default:
            return "atomic ";
    }
}

/// Objects are numbered in the order in which they appear.
class ObjectNames {
public:
    std::string name(const Event& event) {
        if (event.object == nullptr) {
            return {};
        }
        switch (event.operation) {
            case Operation::create:
            case Operation::join:
                return "T" + std::to_string(thread_of(event.object));
            case Operation::finish:
                return {};
            case Operation::descriptor:
                return event.has_value ? std::to_string(event.value) : std::string{};
            default:
                break;
        }
        std::string& name = names_[event.object];
        if (name.empty()) {
            const std::string letter = letter_of(event.operation);
            name = letter + std::to_string(++counts_[letter]);
        }
        return name;
    }

private:
    static std::size_t thread_of(const void* object) {
        return static_cast<std::size_t>(static_cast<const runtime::Thread*>(object) -
                                        runtime::schedule.threads.data());
    }

    std::map<const void*, std::string> names_;
    std::map<std::string, unsigned> counts_;
};

bool shows_value(Operation operation) {
    return operation == Operation::load || operation == Operation::store || operation == Operation::update;
}

std::string cell(const Event& event, ObjectNames& objects) {
    std::string text(to_string(event.operation));
    const std::string object = objects.name(event);
    text += object.empty() ? "" : " " + object;
    if (event.has_value && shows_value(event.operation)) {
        constexpr std::uint64_t small = 1'000'000;
        text += event.value < small ? " = " + std::to_string(event.value)
                                    : " = " + symbol_of(reinterpret_cast<const void*>(event.value));
    }
    return text;
}

struct Row {
    Event event;
    std::vector<const void*> frames;  ///< of code, innermost first
};

std::vector<Row> rows_of(const runtime::EventLog& log) {
    const std::uint32_t count = log.count.load(std::memory_order_relaxed);
    const std::uint32_t first = count > runtime::EventLog::capacity ? count - runtime::EventLog::capacity : 0;
    std::vector<Row> rows;
    for (std::uint32_t i = first; i < count; ++i) {
        const Event& event = log.events[i % runtime::EventLog::capacity];
        Row row{event, {event.where}};
        if (log.detailed) {
            const runtime::Callers& callers = log.callers[i % runtime::EventLog::capacity];
            row.frames.insert(row.frames.end(), callers.begin(), callers.end());
        }
        std::erase(row.frames, nullptr);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string place_of(const Row& row, const SourceLines& lines) {
    if (row.frames.empty()) {
        return {};
    }
    const std::string place = users_line(lines, row.frames);
    return place.empty() ? symbol_of(row.frames.front()) : place;
}

SourceLines lines_of(std::span<const Row> rows) {
    std::set<const void*> addresses;
    for (const Row& row : rows) {
        addresses.insert(row.frames.begin(), row.frames.end());
    }
    return source_lines({addresses.begin(), addresses.end()});
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size() + 1), ' ');
    return text;
}

std::string right_aligned(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string header(unsigned threads) {
    std::string text = right_aligned("step", step_width) + "  ";
    for (unsigned thread = 0; thread < threads; ++thread) {
        text += padded("T" + std::to_string(thread), column_width);
    }
    return text + "where\n";
}

}  // namespace

std::string table(const runtime::EventLog& log) {
    const std::vector<Row> rows = rows_of(log);
    if (rows.empty()) {
        return {};
    }
    unsigned threads = 0;
    for (const Row& row : rows) {
        threads = std::max(threads, row.event.thread + 1U);
    }
    const std::size_t first = rows.size() > most_rows ? rows.size() - most_rows : 0;
    const SourceLines lines = lines_of(std::span(rows).subspan(first));
    ObjectNames objects;
    std::string text = header(threads);
    if (first > 0) {
        text += "       (" + std::to_string(first) + " events before)\n";
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Event& event = rows[i].event;
        const std::string entry = cell(event, objects);
        if (i < first) {
            continue;
        }
        std::string line = right_aligned(std::to_string(event.step), step_width) + "  ";
        line += std::string(event.thread * column_width, ' ') + padded(entry, column_width);
        line = padded(line, step_width + 2 + threads * column_width) + place_of(rows[i], lines);
        line.resize(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

}  // namespace wakelaw::explore::report

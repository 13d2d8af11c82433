// SPDX-License-Identifier: MIT
#include "exploration/difference.hpp"

#include <algorithm>

#include "report/symbols.hpp"

namespace wakelaw::explore::exploration {

namespace {

using runtime::Event;

/// Addresses of objects and values may differ between equal runs.
bool same(const Event& a, const Event& b) {
    return a.step == b.step && a.thread == b.thread && a.operation == b.operation && a.where == b.where;
}

std::string describe(const Event& event) {
    return "T" + std::to_string(event.thread) + " does " + std::string(to_string(event.operation)) + " at " +
           report::code(event.where);
}

}  // namespace

std::vector<Event> events_of(const runtime::EventLog& log) {
    const std::uint32_t count = log.count.load(std::memory_order_relaxed);
    const std::uint32_t first = count > runtime::EventLog::capacity ? count - runtime::EventLog::capacity : 0;
    std::vector<Event> events;
    events.reserve(count - first);
    for (std::uint32_t i = first; i < count; ++i) {
        events.push_back(log.events[i % runtime::EventLog::capacity]);
    }
    return events;
}

bool same_events(const std::vector<Event>& a, const std::vector<Event>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

std::string describe_difference(const std::vector<Event>& before, const std::vector<Event>& now) {
    const auto [first, second] = std::mismatch(before.begin(), before.end(), now.begin(), now.end(), same);
    std::string text = "the same choices led to another run";
    if (first == before.end() && second == now.end()) {
        return text + ": the events are the same, their outcome is not";
    }
    const Event& place = first != before.end() ? *first : *second;
    text += ": at step " + std::to_string(place.step) + " ";
    text += first != before.end() ? describe(*first) : "it had ended";
    text += ", when run again ";
    return text + (second != now.end() ? describe(*second) : "it has ended");
}

}  // namespace wakelaw::explore::exploration

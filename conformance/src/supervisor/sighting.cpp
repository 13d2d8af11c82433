// SPDX-License-Identifier: MIT
#include "supervisor/sighting.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <optional>

#include <fmt/format.h>

namespace wakelaw::conformance {

using trace::Event;
using trace::Kind;

namespace {

constexpr std::uint8_t main_thread = 0;

std::uint32_t index_in(const std::vector<Event>& events, std::vector<Event>::const_iterator found) {
    return found == events.end() ? trace::absent : static_cast<std::uint32_t>(found - events.begin());
}

}  // namespace

std::uint32_t Sighting::index_of(Kind kind) const {
    return index_in(events(), std::find_if(events().begin(), events().end(),
                                           [=](const Event& one) { return one.kind == kind; }));
}

std::uint32_t Sighting::index_of(Kind kind, std::uint16_t task) const {
    return index_in(events(), std::find_if(events().begin(), events().end(), [=](const Event& one) {
                        return one.kind == kind && one.task == task;
                    }));
}

bool Sighting::flagged(Kind kind, std::uint16_t flag) const {
    const std::uint32_t index = index_of(kind);
    return index != trace::absent && events()[index].has(flag);
}

const Event* Sighting::last(Kind kind, std::uint16_t task) const {
    const auto found = std::find_if(events().rbegin(), events().rend(),
                                    [=](const Event& one) { return one.kind == kind && one.task == task; });
    return found == events().rend() ? nullptr : &*found;
}

int Sighting::polls(std::uint16_t task) const {
    return static_cast<int>(std::count_if(events().begin(), events().end(), [=](const Event& one) {
        return one.kind == Kind::poll_begin && one.task == task;
    }));
}

bool Sighting::destroyed(std::uint16_t task) const {
    return index_of(Kind::future_destroyed, task) != trace::absent;
}

bool Sighting::spawned_ok(std::uint16_t task) const {
    const Event* const end = last(Kind::spawn_end, task);
    return end != nullptr && !end->has(trace::flag::threw);
}

bool Sighting::spawned_in_a_poll(std::uint16_t task) const {
    const std::uint32_t spawn = index_of(Kind::spawn_begin, task);
    if (spawn == trace::absent) {
        return false;
    }
    int open = 0;
    for (std::uint32_t i = 0; i < spawn; ++i) {
        if (events()[i].thread == events()[spawn].thread) {
            open += events()[i].kind == Kind::poll_begin ? 1 : events()[i].kind == Kind::poll_end ? -1 : 0;
        }
    }
    return open > 0;
}

bool Sighting::polled_after(std::uint16_t task, std::uint32_t index) const {
    for (std::size_t i = std::size_t{index} + 1; i < events().size(); ++i) {
        if (events()[i].kind == Kind::poll_begin && events()[i].task == task) {
            return true;
        }
    }
    return false;
}

bool Sighting::drive_returned_before_end(std::uint16_t task) const {
    for (const Event& one : events()) {
        if (one.kind == Kind::poll_end && one.task == task && one.object != WAKELAW_PENDING) {
            return false;
        }
        if (one.kind == Kind::drive_end && !one.has(trace::flag::threw)) {
            return true;
        }
    }
    return false;
}

bool Sighting::polls_by_itself() const {
    bool inside = false;
    std::array<int, 256> wakes{};  // open, by thread: a wake may poll
    for (const Event& one : events()) {
        if (one.kind == Kind::wake_begin || one.kind == Kind::wake_by_ref_begin) {
            ++wakes[one.thread];
        } else if (one.kind == Kind::wake_end || one.kind == Kind::wake_by_ref_end) {
            --wakes[one.thread];
        }
        if (one.thread == main_thread) {
            inside = one.kind == Kind::drive_begin || one.kind == Kind::spawn_begin ||
                     (inside && one.kind != Kind::drive_end && one.kind != Kind::spawn_end);
        } else if (one.kind == Kind::poll_begin && !inside && wakes[one.thread] == 0) {
            return true;
        }
    }
    return false;
}

bool Sighting::on_one_thread(std::uint16_t task) const {
    std::optional<std::uint8_t> thread;
    return std::all_of(events().begin(), events().end(), [&](const Event& one) {
        const bool matters = one.kind == Kind::poll_begin || one.kind == Kind::future_destroyed;
        if (!matters || one.task != task) {
            return true;
        }
        thread = thread.value_or(one.thread);
        return one.thread == *thread;
    });
}

bool Sighting::polled_twice_in_a_row(std::uint16_t task) const {
    bool polled = false;
    for (const Event& one : events()) {
        if (one.kind != Kind::poll_begin) {
            continue;
        }
        if (polled) {
            return one.task == task;
        }
        polled = one.task == task;
    }
    return false;
}

bool Sighting::died() const { return !events().empty() && events().back().kind >= Kind::crashed; }

bool Sighting::has_stray() const {
    return std::any_of(events().begin(), events().end(),
                       [](const Event& one) { return one.has(trace::flag::stray); });
}

bool Sighting::hung() const { return !events().empty() && events().back().kind == Kind::killed; }

bool Sighting::killed_by(int signal) const {
    return died() && events().back().kind == Kind::crashed &&
           events().back().value == static_cast<std::uint64_t>(signal);
}

const Event* Sighting::ended_in(Kind begin) const {
    if (!died()) {
        return nullptr;
    }
    const auto end = static_cast<Kind>(static_cast<int>(begin) + 1);
    for (auto one = events().rbegin(); one != events().rend(); ++one) {
        if (one->thread != main_thread || one->kind >= Kind::crashed) {
            continue;
        }
        if (one->kind == end) {
            return nullptr;
        }
        if (one->kind == begin) {
            return &*one;
        }
    }
    return nullptr;
}

std::string Sighting::how_it_ended() const {
    if (!died()) {
        return "ends without a word";
    }
    const Event& end = events().back();
    switch (end.kind) {
        case Kind::crashed:
            return fmt::format("is ended by signal {} ({})", end.value,
                               strsignal(static_cast<int>(end.value)));
        case Kind::exited:
            return fmt::format("calls exit (status {})", end.value);
        default:
            break;
    }
    switch (static_cast<trace::Killed>(end.object)) {
        case trace::Killed::stalled:
            return "does not return: every thread is blocked";
        case trace::Killed::looping:
            return "does not return: it uses processor time without end";
        case trace::Killed::unproved:
            break;
    }
    return "does not return, as far as anybody waited";
}

}  // namespace wakelaw::conformance

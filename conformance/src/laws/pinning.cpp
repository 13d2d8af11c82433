// SPDX-License-Identifier: MIT
/// FUT-6: a future stays where it was first polled.
#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/pinning.cpp";

/// A poll of a live future at a known address. What a poll after the end finds there is another matter.
bool tells_address(const TaskView& task, const PollSpan& poll) {
    return poll.address != 0 && !ended_before(task, poll.begin) && (poll.flags & flag::destroyed) == 0;
}

void judge_fut_6_a(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        const PollSpan* first = nullptr;
        for (const PollSpan& poll : task.polls) {
            if (!tells_address(task, poll)) {
                continue;
            }
            if (first == nullptr) {
                first = &poll;
                continue;
            }
            judgement.exercised = true;
            if (poll.address != first->address) {
                accuse(judgement, "FUT-6", "FUT-6.a", Manner::violation, false,
                       fmt::format(
                           "the future of task {} was at address {:#x} in its first poll at event {}, and at "
                           "{:#x} in its poll {} at event {}",
                           task.task, first->address, first->begin, poll.address, poll_number(task, poll),
                           poll.begin),
                       {first->begin, poll.begin});
                return;
            }
        }
    }
}

void judge_fut_6_c(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (task.polls.empty() || task.destructions.empty()) {
            continue;
        }
        const std::uint32_t at = task.destructions.front();
        const PollSpan* last = last_poll_before(task, at);
        if (last == nullptr || !tells_address(task, *last) || view.events()[at].value == 0) {
            continue;
        }
        judgement.exercised = true;
        if (view.events()[at].value != last->address) {
            accuse(judgement, "FUT-6", "FUT-6.c", Manner::violation, false,
                   fmt::format("the future of task {} was at address {:#x} in its last poll at event {}, and "
                               "was destroyed "
                               "at {:#x} at event {}",
                               task.task, last->address, last->begin, view.events()[at].value, at),
                   {last->begin, at});
            return;
        }
    }
}

}  // namespace

constinit const Law fut_6_a{
    "FUT-6", "FUT-6.a",
    "From the beginning of its first poll until its destruction, a future MUST stay at the same address.",
    this_file, judge_fut_6_a};
constinit const Law fut_6_c{"FUT-6", "FUT-6.c",
                            "The destruction MUST take place at the address of the polls.", this_file,
                            judge_fut_6_c};

}  // namespace wakelaw::conformance::laws

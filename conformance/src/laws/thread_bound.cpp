// SPDX-License-Identifier: MIT
/// EXEC-20: a thread-bound task stays on its thread.
#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/thread_bound.cpp";
constexpr std::uint8_t on_main = 0;

bool is_bound(const View& view) { return view.facts().capabilities.has(Capability::thread_bound_tasks); }

/// An executor that is driven binds its tasks to the thread that drives it, which is main; one with threads
/// of its own chooses with the first poll.
std::uint8_t thread_of(const View& view, const TaskView& task) {
    return view.facts().driving == Driving::threads ? task.polls.front().thread : on_main;
}

std::string name_of_thread(const View& view, std::uint8_t thread) {
    return thread == on_main                          ? "the main thread"
           : thread <= 3                              ? fmt::format("the foreign thread {}", thread)
           : view.facts().driving == Driving::threads ? fmt::format("the executor's thread {}", thread)
                                                      : fmt::format("another thread ({})", thread);
}

void judge_exec_20_a(const View& view, Judgement& judgement) {
    if (!is_bound(view)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        for (const PollSpan& poll : task.polls) {
            const std::uint8_t bound = thread_of(view, task);
            judgement.exercised = judgement.exercised || &poll != task.polls.data() || bound == on_main;
            if (poll.thread != bound) {
                accuse(
                    judgement, "EXEC-20", "EXEC-20.a", Manner::violation, false,
                    fmt::format("poll {} of task {} at event {} was made on {}, and the task is bound to {}",
                                poll_number(task, poll), task.task, poll.begin,
                                name_of_thread(view, poll.thread), name_of_thread(view, bound)),
                    {task.polls.front().begin, poll.begin});
                return;
            }
        }
    }
}

void judge_exec_20_b(const View& view, Judgement& judgement) {
    if (!is_bound(view)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (task.polls.empty() || task.destructions.empty()) {
            continue;
        }
        judgement.exercised = true;
        const std::uint32_t at = task.destructions.front();
        const std::uint8_t bound = thread_of(view, task);
        if (view.events()[at].thread != bound) {
            accuse(judgement, "EXEC-20", "EXEC-20.b", Manner::violation, false,
                   fmt::format("the future of task {} was destroyed at event {} on {}, and the task is bound "
                               "to {}",
                               task.task, at, name_of_thread(view, view.events()[at].thread),
                               name_of_thread(view, bound)),
                   {task.polls.back().begin, at});
            return;
        }
    }
}

}  // namespace

constinit const Law exec_20_a{"EXEC-20", "EXEC-20.a",
                              "An executor of the profile `local` MUST poll each "
                              "[task](../glossary.md#task) on the thread that it is bound to.",
                              this_file, judge_exec_20_a};
constinit const Law exec_20_b{
    "EXEC-20", "EXEC-20.b",
    "It MUST destroy the [future](../glossary.md#future) of such a task on that thread, even if the last "
    "[waker](../glossary.md#waker) is dropped or the task is cancelled elsewhere.",
    this_file, judge_exec_20_b};

}  // namespace wakelaw::conformance::laws

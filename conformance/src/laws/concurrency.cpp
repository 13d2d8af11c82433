// SPDX-License-Identifier: MIT
/// WAK-8, THR-1: wakers on many threads, and what a wake makes visible.
#include <algorithm>

#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/handles.hpp"
#include "laws/harm.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/concurrency.cpp";

bool of_actor(const WakerOperation& one) { return one.thread >= 1 && one.thread <= 3; }

/// The first race that was reported on memory of this kind, and is not the beginning of another one.
std::uint32_t first_race(const View& view, trace::RaceOn what) {
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::data_race && event.object == static_cast<std::uint16_t>(what) &&
            !event.has(flag::stray) && !leads_to_a_release(view, i)) {
            return i;
        }
    }
    return absent;
}

void judge_wak_8_b(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (judgement.exercised || task.operations.empty()) {
            continue;
        }
        const std::uint8_t thread = task.operations.front().thread;
        bool foreign = false;
        bool several = false;
        for (const WakerOperation& one : task.operations) {
            foreign = foreign || of_actor(one);
            several = several || one.thread != thread;
        }
        judgement.exercised = foreign && several;
    }
    const std::uint32_t race = first_race(view, trace::RaceOn::subject);
    if (race != absent && race_in_a_handle(view) != race &&
        !(precedes(view.destroy_begin, race) && anything_may_race_with_the_end(view))) {
        // Harm: memory that another rule releases too early is raced for, too.
        accuse(judgement, "WAK-8", "WAK-8.b", Manner::violation, true,
               fmt::format("{} reported at event {} a data race on memory of the executor or its wakers",
                           view.facts().race_detector(), race),
               {race});
        return;
    }
    judge_harm(view, "WAK-8.b", judgement);
}

void judge_wak_8_c(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if ((one.flags & flag::at_exit) == 0) {
                continue;
            }
            judgement.exercised = judgement.exercised || one.begin < view.destroy_begin;
            if ((one.flags & flag::threw) != 0 && judgement.findings.empty() && alive_at(task, one.begin)) {
                accuse(
                    judgement, "WAK-8", "WAK-8.c", Manner::violation, false,
                    fmt::format(
                        "{} of a waker of task {} at event {}, in the destructor of a thread_local object, "
                        "threw an exception",
                        name_of(one), task.task, one.begin),
                    {one.begin, one.end});
            }
        }
    }
    if (judgement.findings.empty()) {
        judge_harm(view, "WAK-8.c", judgement);
    }
}

/// Whether a thread wrote what the event reads and then woke the task, before the poll that reads began: only
/// then does anybody promise that the write is seen.
bool is_promised(const View& view, std::uint32_t read) {
    const Event& event = view.events()[read];
    const TaskView* const task = view.task(event.task);
    const PollSpan* const poll = task == nullptr ? nullptr : last_poll_before(*task, read);
    if (poll == nullptr) {
        return false;
    }
    return std::any_of(task->operations.begin(), task->operations.end(), [&](const WakerOperation& wake) {
        if (!wake.wakes() || wake.end == absent || wake.end > poll->begin) {
            return false;
        }
        const auto written_before = [&](std::uint32_t index) {
            const Event& one = view.events()[index];
            return one.kind == Kind::payload_written && one.object == event.object &&
                   one.thread == wake.thread;
        };
        for (std::uint32_t i = 0; i < wake.begin; ++i) {
            if (written_before(i)) {
                return true;
            }
        }
        return false;
    });
}

void judge_thr_1(const View& view, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    const std::uint32_t race = first_race(view, trace::RaceOn::payload);
    std::uint32_t read = absent;
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        if (view.events()[i].kind == Kind::payload_read) {
            judgement.exercised = judgement.exercised || is_promised(view, i);
            // The race is reported while the reading is under way, which is recorded right after.
            read = read == absent || read < race ? i : read;
        }
    }
    if (race != absent && read != absent && is_promised(view, read)) {
        accuse(judgement, "THR-1", "THR-1.a", Manner::violation, false,
               fmt::format(
                   "a thread wrote a plain variable and then woke a task, whose next poll read the variable; "
                   "{} reported a data race on it at event {}",
                   view.facts().race_detector(), race),
               {race, read});
    }
}

}  // namespace

constinit const Law wak_8_b{"WAK-8", "WAK-8.b",
                            "All operations on different wakers of one task, `wake` by value and drop "
                            "included, MUST be free of data races with each other and with the executor.",
                            this_file, judge_wak_8_b};
constinit const Law wak_8_c{"WAK-8", "WAK-8.c",
                            "All operations MUST work on threads unknown to the executor, and in the "
                            "destructors of `thread_local` objects of a thread that ends.",
                            this_file, judge_wak_8_c};
constinit const Law thr_1_a{
    "THR-1", "THR-1.a",
    "A call of `wake` or `wake_by_ref` that guarantees a poll ([EXEC-1](EXEC-1.md)) MUST happen-before the "
    "beginning of that poll, whether the call queued the task or found it already queued.",
    this_file, judge_thr_1};

}  // namespace wakelaw::conformance::laws

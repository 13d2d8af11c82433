// SPDX-License-Identifier: MIT
/// \file
/// Questions that several laws ask of a trace. None of them allocates.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "laws/law.hpp"
#include "trace/view.hpp"

namespace wakelaw::conformance::laws {

using trace::absent;
using trace::Event;
using trace::Kind;
using trace::PollSpan;
using trace::TaskView;
using trace::View;
using trace::WakerOperation;
namespace flag = trace::flag;

/// Whether the task belongs to the scenario, and is no marker.
[[nodiscard]] inline bool of_scenario(const TaskView& task) { return task.task < trace::marker_task; }

/// Whether `index` is an event that comes before `other`; `absent` is no event.
[[nodiscard]] inline bool precedes(std::uint32_t index, std::uint32_t other) {
    return index != absent && index < other;
}

/// Whether the case got to a point where promises of the kind "will be polled" can be judged.
[[nodiscard]] bool settled(const View& view);

/// The last poll of the task that began before the event.
[[nodiscard]] const PollSpan* last_poll_before(const TaskView& task, std::uint32_t index);
/// The first poll of the task that began after the event.
[[nodiscard]] const PollSpan* first_poll_after(const TaskView& task, std::uint32_t index);
/// Whether the event lies between the beginning and the end of a poll of the task.
[[nodiscard]] bool during_own_poll(const TaskView& task, std::uint32_t index);
/// Number of the poll among those of its task, from 1.
[[nodiscard]] std::size_t poll_number(const TaskView& task, const PollSpan& poll);

/// Whether a wake of the task began in the open interval. A wake that threw has told its caller so, and owes
/// nothing.
[[nodiscard]] bool woken_between(const TaskView& task, std::uint32_t after, std::uint32_t before);

/// Whether a poll of the task had ended it before the event.
[[nodiscard]] inline bool ended_before(const TaskView& task, std::uint32_t index) {
    return precedes(task.ended, index);
}
/// Whether a call of cancel on the task's handle had begun before the event. Nobody owes a cancelled task a
/// poll.
[[nodiscard]] inline bool cancelled_before(const TaskView& task, std::uint32_t index) {
    return !task.cancellations.empty() && task.cancellations.front().begin < index;
}
/// Whether the task had been spawned, and neither ended nor been destroyed, at the event.
[[nodiscard]] bool alive_at(const TaskView& task, std::uint32_t index);
/// Whether the task was alive, had been polled, was not being polled, and no wake of it was unserved.
[[nodiscard]] bool idle_at(const TaskView& task, std::uint32_t index);

/// How many wakers of the task the suite owned at the event, whatever the executor may have counted.
/// A waker that is being consumed at the event is not owned any more.
[[nodiscard]] int wakers_held(const View& view, const TaskView& task, std::uint32_t index);

/// The steps of a destructor that the event's thread was in; null if it was in none.
[[nodiscard]] const trace::DestructorSpan* destructor_around(const View& view, std::uint32_t index);
/// Whether a future was destroyed a second time by what the destructor itself did.
[[nodiscard]] bool destroyed_by_its_own_destructor(const View& view, const TaskView& task);

/// Whether it is an operation of a foreign thread.
[[nodiscard]] inline bool of_actor(const WakerOperation& one) { return one.thread >= 1 && one.thread <= 3; }
/// Whether a foreign thread's operation was going on at some moment of the executor's destruction.
[[nodiscard]] bool races_with_the_end(const View& view, const WakerOperation& one);
[[nodiscard]] bool anything_races_with_the_end(const View& view);
/// The same where nothing but the order of the events says that the operation was over: main waited for
/// nobody.
[[nodiscard]] bool anything_may_race_with_the_end(const View& view);
/// Whether the executor promises to destroy what is left, and the future was destroyed by its destruction and
/// then again (EXEC-17).
[[nodiscard]] bool destroyed_again_after_the_end(const View& view, const TaskView& task);

/// Whether the thread recorded anything after the one event and not after the other: what it did before is
/// over.
[[nodiscard]] bool went_on(const View& view, std::uint8_t thread, std::uint32_t after, std::uint32_t until);
/// Whether the poll that ended the task had returned into the executor, and the executor had gone on, at the
/// event.
[[nodiscard]] bool executor_went_on(const View& view, const TaskView& task, std::uint32_t until);

/// Whether a spawn of the task was accepted: it returned before the event and threw nothing.
[[nodiscard]] bool spawned_before(const View& view, const TaskView& task, std::uint32_t index);

/// Whether the task has ended and its future was never destroyed, although the executor and all wakers are
/// gone. A pool that was merely let go of, with threads that may still run, is not gone.
[[nodiscard]] bool never_destroyed(const View& view, const TaskView& task);

/// "wake", "wake_by_ref", "clone", "drop" or "move".
[[nodiscard]] std::string_view name_of(const WakerOperation& operation);

/// A race on the subject's memory that a destructor ran into, and that shows again at the release of the same
/// memory which follows (THR-3). Nothing lies between the two on that thread.
[[nodiscard]] bool leads_to_a_release(const View& view, std::uint32_t race);

/// Adds a finding. Events that are `absent` are left out, the others put in order.
void accuse(Judgement& judgement, std::string_view rule, std::string_view clause, Manner manner, bool harm,
            std::string sentence, std::initializer_list<std::uint32_t> events);

}  // namespace wakelaw::conformance::laws

// SPDX-License-Identifier: MIT
/// EXEC-25: idle should mean idle.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/idleness.cpp";

// A poll that nobody asked for is allowed (NG-3), and so are several for each thing that happens: an executor
// may serve each wake with a poll of its own, and may poll its whole set whenever anything happens. Many more
// polls than anything that ever happened have no such reason.
constexpr std::uint64_t polls_for_each_cause = 4;
constexpr std::uint64_t polls_for_nothing = 8;

/// Something for which an executor may poll any of its tasks.
std::uint64_t causes_in(const Event& event) {
    switch (event.kind) {
        case Kind::wake_begin:
        case Kind::wake_by_ref_begin:
        case Kind::drop_begin:
            return std::max<std::uint64_t>(event.value, 1);
        case Kind::spawn_begin:
        case Kind::drive_begin:
        case Kind::nudged:
        case Kind::cancel_begin:
            return 1;
        case Kind::poll_end:
            return event.object != static_cast<std::uint16_t>(PollStatus::pending) ? 1 : 0;
        default:
            return 0;
    }
}

/// What the tasks are doing, event by event.
class Activity {
public:
    explicit Activity(const View& view) : view_(view), tasks_(view.tasks().size()) {}

    /// Every task that is there waits for something, and none is being polled or owed a poll.
    [[nodiscard]] bool all_idle() const { return busy_ == 0; }
    [[nodiscard]] std::size_t index_of(const TaskView& task) const {
        return static_cast<std::size_t>(&task - view_.tasks().data());
    }

    void follow(const Event& event) {
        const TaskView* const task = event.has(flag::stray) ? nullptr : view_.task(event.task);
        if (task == nullptr) {
            return;
        }
        State& state = tasks_[index_of(*task)];
        switch (event.kind) {
            case Kind::spawn_begin:
            case Kind::poll_begin:
                become(state, state == State::gone ? State::gone : State::busy);
                break;
            case Kind::wake_begin:
            case Kind::wake_by_ref_begin:
                become(state, state == State::idle   ? State::busy
                              : state == State::busy ? State::owed
                                                     : state);
                break;
            case Kind::poll_end:
                become(state, event.object != static_cast<std::uint16_t>(PollStatus::pending) ? State::gone
                              : state == State::busy                                          ? State::idle
                                                                                              : state);
                break;
            case Kind::future_destroyed:
                become(state, State::gone);
                break;
            default:
                break;
        }
    }

private:
    enum class State : std::uint8_t { absent, busy, owed, idle, gone };

    static bool counts(State state) { return state == State::busy || state == State::owed; }
    void become(State& state, State next) {
        busy_ += (counts(next) ? 1 : 0) - (counts(state) ? 1 : 0);
        state = next;
    }

    const View& view_;
    std::vector<State> tasks_;
    int busy_ = 0;
};

void judge_exec_25(const View& view, Judgement& judgement) {
    std::uint64_t causes = 0;
    std::vector<std::uint64_t> unasked(view.tasks().size());
    Activity activity(view);
    for (std::uint32_t i = 0; i < view.events().size() && i < view.late_begin; ++i) {
        const Event& event = view.events()[i];
        if (event.has(flag::overlapped)) {
            return;  // EXEC-4; and a future that is polled twice at once asks for further polls
        }
        causes += causes_in(event);
        judgement.exercised = judgement.exercised || (event.kind == Kind::signalled && activity.all_idle());
        const bool nobody_asked = activity.all_idle();
        activity.follow(event);
        const TaskView* const task = view.task(event.task);
        if (event.kind != Kind::poll_begin || event.has(flag::stray) || task == nullptr ||
            !of_scenario(*task) || task->polls.front().begin == i || !nobody_asked) {
            continue;
        }
        std::uint64_t& polls = unasked[activity.index_of(*task)];
        ++polls;
        if (polls > polls_for_nothing + polls_for_each_cause * causes) {
            accuse(
                judgement, "EXEC-25", "EXEC-25.a", Manner::warning, false,
                fmt::format("all tasks were pending and unwoken when task {} was polled at event {}, and "
                            "that was so in {} of its polls; until then there had been {} to poll "
                            "anything, such as a spawn or a wake",
                            event.task, i, polls, causes == 1 ? "1 cause" : fmt::format("{} causes", causes)),
                {i});
            return;
        }
    }
}

}  // namespace

constinit const Law exec_25_a{"EXEC-25", "EXEC-25.a",
                              "An executor whose tasks are all [Pending](../glossary.md#pending) and "
                              "unwoken SHOULD NOT poll them.",
                              this_file, judge_exec_25};

}  // namespace wakelaw::conformance::laws

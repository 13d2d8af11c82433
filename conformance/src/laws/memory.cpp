// SPDX-License-Identifier: MIT
/// EXEC-16: memory of finished tasks is released.
#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/growth.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/memory.cpp";

void judge_exec_16_a(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::none;
    judge_growth(view, "EXEC-16.a", judgement);
}

/// Whether the task's future held a waker of its own when it finished.
bool kept_its_waker(const View& view, const TaskView& task) {
    if (!of_scenario(task) || task.ended == absent || wakers_held(view, task, task.ended) <= 0) {
        return false;
    }
    for (const WakerOperation& one : task.operations) {
        if (one.kind == Kind::clone_begin && one.end != absent &&
            view.events()[one.end].object == trace::in_hand) {
            return true;
        }
    }
    return false;
}

void judge_exec_16_b(const View& view, Judgement& judgement) {
    if (rung_of(view) == Rung::clone_and_drop) {
        for (const TaskView& task : view.tasks()) {
            judgement.exercised = judgement.exercised || kept_its_waker(view, task);
        }
    }
    judge_growth(view, "EXEC-16.b", judgement);
}

}  // namespace

constinit const Law exec_16_a{"EXEC-16", "EXEC-16.a",
                              "When a task has finished and all its wakers are gone, the executor MUST "
                              "release everything that it allocated for the task.",
                              this_file, judge_exec_16_a};
constinit const Law exec_16_b{"EXEC-16", "EXEC-16.b",
                              "Wakers that a future of the same executor still holds when it finishes MUST "
                              "NOT keep the memory of finished tasks allocated.",
                              this_file, judge_exec_16_b};

}  // namespace wakelaw::conformance::laws

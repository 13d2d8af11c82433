// SPDX-License-Identifier: MIT
/// WAK-1, 2, 3, 4, 9: which waker operation miscounts references.
#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/growth.hpp"
#include "laws/harm.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/waker_ladder.cpp";

void judge_wak_1_a(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::wake;
    judge_growth(view, "WAK-1.a", judgement);
}

void judge_wak_1_b(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::wake;
    judge_harm(view, "WAK-1.b", judgement);
}

void judge_wak_2_a(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::wake_by_ref;
    judge_harm(view, "WAK-2.a", judgement);
}

void judge_wak_2_b(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::wake_by_ref;
    judge_growth(view, "WAK-2.b", judgement);
}

void judge_wak_3_a(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::clone_and_drop;
    judge_harm(view, "WAK-3.a", judgement);
}

void judge_wak_4_b(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::clone_and_drop;
    judge_growth(view, "WAK-4.b", judgement);
}

void judge_wak_9_a(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::move;
    judge_growth(view, "WAK-9.a", judgement);
    if (const auto lost = find_loss(view, Loss::wak_9)) {
        // Harm: where wakes are lost without any move, that explains this one.
        accuse(judgement, "WAK-9", "WAK-9.a", lost->stall.manner(), true,
               fmt::format(
                   "task {} was woken at event {} through a waker that had been moved; no poll of it began "
                   "afterwards, and {}",
                   lost->task->task, lost->wake->begin, how_it_stands(lost->stall)),
               {lost->wake->begin, last_poll_before(*lost->task, lost->stall.at)->begin, lost->stall.at});
    }
}

void judge_wak_9_b(const View& view, Judgement& judgement) {
    judgement.exercised = rung_of(view) == Rung::move;
    judge_harm(view, "WAK-9.b", judgement);
}

}  // namespace

constinit const Law wak_1_a{"WAK-1", "WAK-1.a",
                            "`wake` by value MUST release the reference that the waker holds.", this_file,
                            judge_wak_1_a};
constinit const Law wak_1_b{"WAK-1", "WAK-1.b",
                            "A waker that was consumed MUST NOT release anything when it is destroyed.",
                            this_file, judge_wak_1_b};
constinit const Law wak_2_a{"WAK-2", "WAK-2.a", "`wake_by_ref` MUST leave the waker usable.", this_file,
                            judge_wak_2_a};
constinit const Law wak_2_b{
    "WAK-2", "WAK-2.b",
    "`wake_by_ref` MUST NOT change, once its effects have settled, how many references to the task exist.",
    this_file, judge_wak_2_b};
constinit const Law wak_3_a{"WAK-3", "WAK-3.a",
                            "`clone` MUST yield a waker of the same task that stays valid after the original "
                            "was woken, dropped, moved or assigned to.",
                            this_file, judge_wak_3_a};
constinit const Law wak_4_b{"WAK-4", "WAK-4.b",
                            "The memory that the wakers of a task share MUST be released when the task has "
                            "finished and its last waker is gone.",
                            this_file, judge_wak_4_b};
constinit const Law wak_9_a{"WAK-9", "WAK-9.a",
                            "A move MUST transfer the reference to the new object, without a wake, a clone "
                            "or a release of that reference.",
                            this_file, judge_wak_9_a};
constinit const Law wak_9_b{
    "WAK-9", "WAK-9.b", "A moved-from waker MUST NOT release anything when it is destroyed or assigned to.",
    this_file, judge_wak_9_b};

}  // namespace wakelaw::conformance::laws

// SPDX-License-Identifier: MIT
/// The table of all laws, and which rule's violation explains harm to which other.
#include <array>
#include <iterator>
#include <vector>

#include "laws/catalogue.hpp"
#include "laws/law.hpp"

namespace wakelaw::conformance::laws {

namespace {

const Law executor_laws[]{
    exec_1_a,  exec_2_a,  exec_4_a,  exec_4_b,  exec_5_a,  exec_6_a,  exec_7_a,  exec_8_a,  exec_8_b,
    exec_8_c,  exec_8_d,  exec_9_a,  exec_9_b,  exec_9_c,  exec_9_d,  exec_11_a, exec_12_a, exec_12_b,
    exec_13_a, exec_13_b, exec_14_a, exec_14_b, exec_14_c, exec_14_d, exec_15_a, exec_16_a, exec_16_b,
    exec_19_a, exec_19_b, exec_19_c, exec_21_a, exec_21_b, exec_24_a, wak_1_a,   wak_1_b,   wak_2_a,
    wak_2_b,   wak_3_a,   wak_4_b,   wak_5_a,   wak_8_b,   wak_8_c,   wak_9_a,   wak_9_b,   fut_6_a,
    fut_6_c,   thr_1_a,   join_2_a,  join_2_b,  join_3_a,  join_3_b,  join_5_a,  join_5_b,  join_5_c,
    join_5_d,  join_6_a,  join_6_b,  exec_10_a, exec_10_b, exec_10_c, exec_10_d, exec_17_a, exec_17_b,
    exec_17_c, exec_18_a, exec_18_b, exec_18_c, thr_4_a,   thr_4_b,   exec_3_a,  exec_20_a, exec_20_b,
    exec_22_a, exec_22_b, exec_25_a, wak_6_a,   wak_6_b,   thr_2_a,   thr_2_b,   thr_3_a,   thr_3_b,
};

}  // namespace

std::span<const Law> laws() {
    static const std::vector<Law> table = [] {
        std::vector<Law> all(std::begin(executor_laws), std::end(executor_laws));
        all.insert(all.end(), waker_class_laws().begin(), waker_class_laws().end());
        return all;
    }();
    return table;
}

namespace {

// Each list holds whatever may lie at the bottom of the harm, not the next step only. There are no cycles.

// A future polled twice at once, polled after its end or moved: anything may follow.
constexpr std::array<std::string_view, 3> under_exec_14{"EXEC-4", "EXEC-7", "FUT-6"};
constexpr std::array<std::string_view, 1> under_exec_16{"EXEC-14"};
// The ladder: a rung stands on all rungs with fewer operations.
constexpr std::array<std::string_view, 4> under_wak_3{"EXEC-4", "EXEC-7", "FUT-6", "EXEC-14"};
constexpr std::array<std::string_view, 6> under_wak_4{"EXEC-4",  "EXEC-7",  "FUT-6",
                                                      "EXEC-14", "EXEC-16", "WAK-3"};
constexpr std::array<std::string_view, 7> under_wak_2{"EXEC-4",  "EXEC-7", "FUT-6", "EXEC-14",
                                                      "EXEC-16", "WAK-3",  "WAK-4"};
constexpr std::array<std::string_view, 8> under_wak_1{"EXEC-4",  "EXEC-7", "FUT-6", "EXEC-14",
                                                      "EXEC-16", "WAK-3",  "WAK-4", "WAK-2"};
// Moves also lose wakes, where nothing else does.
constexpr std::array<std::string_view, 15> under_wak_9{"EXEC-4", "EXEC-7", "FUT-6",   "EXEC-14", "EXEC-16",
                                                       "WAK-3",  "WAK-4",  "WAK-2",   "WAK-1",   "EXEC-1",
                                                       "EXEC-2", "EXEC-5", "EXEC-11", "EXEC-21", "EXEC-24"};
// A waker class: what miscounts in plain operations does so in special ones too.
constexpr std::array<std::string_view, 6> under_special{"WAK-1", "WAK-2", "WAK-3", "WAK-4", "VT-1", "WAK-9"};
constexpr std::array<std::string_view, 7> under_vt_3{"WAK-1", "WAK-2", "WAK-3", "WAK-4",
                                                     "VT-1",  "WAK-9", "WAK-7"};
constexpr std::array<std::string_view, 8> under_vt_4{"WAK-1", "WAK-2", "WAK-3", "WAK-4",
                                                     "VT-1",  "WAK-9", "WAK-7", "VT-3"};
constexpr std::array<std::string_view, 7> under_arc_1{"WAK-1", "WAK-2", "WAK-3", "WAK-4",
                                                      "VT-1",  "WAK-9", "WAK-11"};
constexpr std::array<std::string_view, 9> under_counted{"WAK-1", "WAK-2",  "WAK-3", "WAK-4", "VT-1",
                                                        "WAK-9", "WAK-11", "ARC-1", "ARC-3"};
constexpr std::array<std::string_view, 1> under_wak_5{"WAK-10"};
// Stale wakers: what miscounts for live tasks does so for finished ones; and an executor that serves no spawn
// at all was not broken by a stale waker.
constexpr std::array<std::string_view, 14> under_exec_8{"EXEC-4", "EXEC-7", "FUT-6",   "EXEC-14", "WAK-3",
                                                        "WAK-4",  "WAK-2",  "WAK-1",   "WAK-9",   "EXEC-1",
                                                        "EXEC-2", "EXEC-5", "EXEC-11", "EXEC-21"};
constexpr std::array<std::string_view, 10> under_exec_9{"EXEC-4", "EXEC-7", "FUT-6", "EXEC-14", "WAK-3",
                                                        "WAK-4",  "WAK-2",  "WAK-1", "WAK-9",   "EXEC-8"};
// Threads: what goes wrong on one thread is not a question of threads.
constexpr std::array<std::string_view, 12> under_wak_8{"EXEC-4", "EXEC-7", "FUT-6",  "EXEC-14",
                                                       "WAK-3",  "WAK-4",  "WAK-2",  "WAK-1",
                                                       "WAK-9",  "EXEC-8", "EXEC-9", "THR-2"};
// A release that nothing orders: a count that is wrong altogether releases too early, too.
constexpr std::array<std::string_view, 13> under_thr_3{"EXEC-4", "EXEC-7", "FUT-6", "EXEC-14", "WAK-3",
                                                       "WAK-4",  "WAK-2",  "WAK-1", "WAK-9",   "EXEC-8",
                                                       "EXEC-9", "THR-2",  "WAK-8"};
// A wake that is lost without an inner driver, too.
constexpr std::array<std::string_view, 5> under_exec_22{"EXEC-1", "EXEC-2", "EXEC-11", "EXEC-21", "EXEC-24"};
// What runs on a caller's stack is a matter of taste, as long as nothing is broken by it.
constexpr std::array<std::string_view, 15> under_callers_stack{
    "EXEC-4", "EXEC-7", "EXEC-8", "EXEC-9", "EXEC-12", "EXEC-14", "EXEC-15", "EXEC-16",
    "WAK-1",  "WAK-2",  "WAK-3",  "WAK-4",  "WAK-8",   "WAK-9",   "FUT-6"};
// Exceptions: everything that also happens without one.
constexpr std::array<std::string_view, 17> under_exec_19{
    "EXEC-4", "EXEC-7", "FUT-6",  "EXEC-14", "WAK-3",   "WAK-4",   "WAK-2",   "WAK-1",  "WAK-9",
    "EXEC-1", "EXEC-2", "EXEC-5", "EXEC-8",  "EXEC-11", "EXEC-12", "EXEC-21", "EXEC-24"};

// An end in the middle of things: what also goes wrong before or after it.
constexpr std::array<std::string_view, 12> under_exec_10{"EXEC-4", "EXEC-7", "FUT-6", "EXEC-14",
                                                         "WAK-3",  "WAK-4",  "WAK-2", "WAK-1",
                                                         "WAK-9",  "EXEC-8", "WAK-8", "EXEC-9"};
// Destructors: what also goes wrong without them.
constexpr std::array<std::string_view, 20> under_exec_18{
    "EXEC-4", "EXEC-7", "FUT-6",  "EXEC-14", "WAK-3",  "WAK-4",   "WAK-2",   "WAK-1",   "WAK-9",   "WAK-8",
    "EXEC-1", "EXEC-2", "EXEC-5", "EXEC-8",  "EXEC-9", "EXEC-10", "EXEC-11", "EXEC-12", "EXEC-16", "EXEC-21"};

}  // namespace

std::span<const std::string_view> rests_on(std::string_view rule) {
    if (rule == "WAK-7" || rule == "WAK-10" || rule == "WAK-12") {
        return under_special;
    }
    if (rule == "VT-3") {
        return under_vt_3;
    }
    if (rule == "VT-4") {
        return under_vt_4;
    }
    if (rule == "ARC-1" || rule == "ARC-3") {
        return under_arc_1;
    }
    if (rule == "ARC-2" || rule == "ARC-5" || rule == "ARC-7" || rule == "VT-2") {
        return under_counted;
    }
    if (rule == "WAK-5") {
        return under_wak_5;
    }
    if (rule == "EXEC-8") {
        return under_exec_8;
    }
    if (rule == "EXEC-6" || rule == "EXEC-13") {
        return under_callers_stack;
    }
    if (rule == "EXEC-10") {
        return under_exec_10;
    }
    if (rule == "EXEC-18") {
        return under_exec_18;
    }
    if (rule == "EXEC-9") {
        return under_exec_9;
    }
    if (rule == "EXEC-14") {
        return under_exec_14;
    }
    if (rule == "EXEC-16") {
        return under_exec_16;
    }
    if (rule == "EXEC-19") {
        return under_exec_19;
    }
    if (rule == "WAK-1") {
        return under_wak_1;
    }
    if (rule == "WAK-2") {
        return under_wak_2;
    }
    if (rule == "WAK-3") {
        return under_wak_3;
    }
    if (rule == "WAK-4") {
        return under_wak_4;
    }
    if (rule == "THR-3") {
        return under_thr_3;
    }
    if (rule == "EXEC-22") {
        return under_exec_22;
    }
    if (rule == "WAK-8" || rule == "JOIN-3") {
        return under_wak_8;
    }
    if (rule == "WAK-9") {
        return under_wak_9;
    }
    return {};
}

}  // namespace wakelaw::conformance::laws

// SPDX-License-Identifier: MIT
#include "supervisor/doctor.hpp"

#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "scenario/text.hpp"
#include "supervisor/sighting.hpp"

namespace wakelaw::conformance {

namespace {

using trace::Event;
using trace::Kind;

/// How often a check is repeated whose outcome may depend on the schedule.
constexpr int repeats = 5;
constexpr int cycles = 16;
constexpr int thread_looks = 200;
constexpr int look_every_ms = 5;

// What the tasks of a check do. Two tasks at most: what takes three is no check of an adapter.
constexpr const char* ready_at_once = "task 0\n  ready\n";
constexpr const char* yields = "task 0\n  yield\n  ready\n";
constexpr const char* yields_by_value = "task 0\n  yield_by_value\n  ready\n";
constexpr const char* suspended = "task 0\n  await 0\n  ready\n";
constexpr const char* woken_by_a_thread = "task 0\n  await 0\n  ready\nactor 0\n  await_idle 0\n  signal 0\n";
/// After some microseconds, in which the executor may come to the end of the poll.
constexpr const char* woken_by_a_slow_thread =
    "task 0\n  await 0\n  ready\nactor 0\n  await_idle 0\n  pause 250; pause 250\n  signal 0\n";
constexpr const char* two_tasks = "task 0\n  ready\ntask 1\n  ready\n";
constexpr const char* spawns_in_a_poll = "task 0\n  spawn 1; ready\ntask 1 spawned\n  ready\n";
constexpr const char* spawned_by_a_thread =
    "task 0\n  await 0\n  ready\ntask 1 spawned\n  ready\nactor 0\n  spawn 1\n  signal 0\n";
constexpr const char* throws = "task 0\n  throw\n";
constexpr const char* nests = "task 0\n  nest; ready\n";
constexpr const char* cancelled_by_a_thread =
    "task 0\n  await 0\n  ready\nactor 0\n  await_idle 0\n  cancel 0\n";
constexpr const char* cancelled_by_a_task =
    "task 0\n  await 0\n  ready\ntask 1\n  yield\n  cancel 0; ready\n";
constexpr const char* cancelled_while_polled =
    "task 0\n  phase 1; linger 1; linger 1; await 0\n  ready\nactor 0\n  await_phase 1\n  cancel 0\n";
constexpr const char* cancelled_while_queued =
    "task 0\n  clone 0; await_wake 0\n  ready\ntask 1\n  yield\n  wake_by_ref 0; cancel 0; ready\n";
constexpr const char* joins = "task 0\n  yield\n  ready\ntask 1\n  join 0\n  ready\n";
constexpr const char* abandons = "task 0\n  abandon\n  ready\n";
constexpr const char* last_waker_dropped_by_a_thread =
    "task 0\n  clone 0; await_wake 0\n  ready\nactor 0\n  await_idle 0\n  drop 0\n";
constexpr const char* last_waker_dropped_by_a_task =
    "task 0\n  clone 0; await_wake 0\n  ready\ntask 1\n  yield\n  drop 0; ready\n";
constexpr const char* wakes_itself_beside_another = "task 0\n  yield\n  ready\ntask 1\n  ready\n";
constexpr const char* used_after_its_end =
    "task 0\n  clone 0; clone 1; ready\nlate\n  wake 0; clone_slot 1 2; drop 1; wake 2\n";

scenario::Scenario parsed(std::string_view text) {
    std::string whole = "wakelaw-scenario 1\n";
    whole += text;
    return scenario::parse_text(whole).value();
}

class Doctor {
public:
    explicit Doctor(const SubjectEntry& subject) : subject_(subject), facts_(subject.facts) {
        result_.subject = subject.name;
    }

    Examination run() {
        try {
            if (table()) {
                worker_.emplace(subject_.worker, subject_.index, facts_);
                examine_all();
            }
        } catch (const WorkerTrouble& trouble) {
            fault("the worker", trouble.what);
        } catch (const std::exception& error) {
            fault("the worker", error.what());
        }
        if (worker_ && !result_.sound()) {
            result_.output = output_ + worker_->take_output();
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] bool has(Capability capability) const { return facts_.capabilities.has(capability); }
    [[nodiscard]] bool has(Contract contract) const { return facts_.contract.has(contract); }
    [[nodiscard]] bool is(Driving driving) const { return facts_.driving == driving; }
    [[nodiscard]] std::string_view drive_name() const {
        return is(Driving::stepping) ? "run_until_stalled" : "run";
    }

    void sound(std::string name) { result_.checks.push_back({std::move(name), true, ""}); }
    void fault(std::string name, std::string what) {
        result_.checks.push_back({std::move(name), false, std::move(what)});
    }
    /// A fault if there is something to say. \return whether there is not.
    bool check(std::string name, const std::optional<std::string>& what) {
        if (what) {
            fault(std::move(name), *what);
        } else {
            sound(std::move(name));
        }
        return !what;
    }

    Sighting see(std::string_view text) { return Sighting(worker_->run(parsed(text))); }

    /// The last line that the worker printed about a function of the table.
    std::string said(std::string_view function) {
        output_ = worker_->take_output();
        const std::string begin = std::string(function) + ": ";
        const std::size_t at = output_.rfind(begin);
        if (at == std::string::npos) {
            return "";
        }
        const std::size_t from = at + begin.size();
        return output_.substr(from, output_.find('\n', from) - from);
    }

    bool table() {
        for (const std::string& line : subject_.faults) {
            fault("the table", line);
        }
        for (const Capability capability : subject_.unprovided) {
            if (subject_.faults.empty()) {
                fault("the table",
                      fmt::format("declares {} and has no operation for it; add the member function to "
                                  "the adapter, or do not declare it",
                                  to_string(capability)));
            }
        }
        return result_.sound() && check("the table", std::nullopt);
    }

    void examine_all() {
        // A vocabulary has no style and no threads; what it declares and does not have, the table shows.
        if (is(Driving::none) || !life() || !wakes()) {
            return;
        }
        style();
        tasks();
        endings();
        contract();
        threads_end();
    }

    // Life: make, spawn, poll, drive, destroy ----------------------------------------------------------

    bool life() {
        const Sighting seen = see(ready_at_once);
        return check("make returns an executor", made(seen)) && check("spawn takes a future", taken(seen)) &&
               check("a future that is ready at once is polled", polled(seen)) &&
               check("a poll is lent a waker", lent(seen)) && check("a drive returns", driven(seen)) &&
               check("destroy returns", destroyed(seen));
    }

    std::optional<std::string> made(const Sighting& seen) {
        if (!seen.has(Kind::make_end)) {
            return fmt::format("make {}; mend make", seen.how_it_ended());
        }
        if (seen.flagged(Kind::make_end, trace::flag::threw)) {
            return fmt::format("make fails: {}; make has to return an executor", said("make"));
        }
        return std::nullopt;
    }

    std::optional<std::string> taken(const Sighting& seen) {
        if (!seen.has(Kind::spawn_end)) {
            return fmt::format("spawn {}; mend spawn", seen.how_it_ended());
        }
        if (seen.has(Kind::unsupported)) {
            return "spawn throws Unsupported, and every adapter needs it; implement spawn";
        }
        if (seen.flagged(Kind::spawn_end, trace::flag::threw)) {
            return fmt::format("spawn fails: {}; spawn has to take the future over", said("spawn"));
        }
        return std::nullopt;
    }

    std::optional<std::string> polled(const Sighting& seen) {
        if (seen.polls(0) != 0) {
            return std::nullopt;
        }
        if (seen_destroyed(seen)) {
            return "the future that was spawned is destroyed without a poll; spawn has to keep it, queue it, "
                   "and see "
                   "that it is polled";
        }
        switch (facts_.driving) {
            case Driving::threads:
                return "the future that was spawned is never polled, and every thread is blocked; spawn has "
                       "to hand it "
                       "to a running thread of the executor, or, if the executor must be driven, declare the "
                       "driving "
                       "style stepping or blocking";
            case Driving::stepping:
            case Driving::blocking:
            case Driving::none:
                break;
        }
        if (!seen.has(Kind::drive_end)) {
            return fmt::format(
                "{} {}, and the future that was spawned has not been polled; {} has to poll it", drive_name(),
                seen.how_it_ended(), drive_name());
        }
        return fmt::format(
            "the future that was spawned is never polled, although {} was called; spawn has to queue it, and "
            "{} "
            "has to poll what is queued; or, if the executor runs by itself, declare the driving style "
            "threads",
            drive_name(), drive_name());
    }

    static std::optional<std::string> lent(const Sighting& seen) {
        if (seen.has(Kind::bad_waker)) {
            return "a poll was lent a waker without a table of functions, or with one in which wake, drop, "
                   "or a declared "
                   "clone or wake_by_ref is null; fill the table, or do not declare clone or wake-by-ref";
        }
        return std::nullopt;
    }

    std::optional<std::string> driven(const Sighting& seen) {
        if (is(Driving::threads) || seen.ended_in(Kind::drive_begin) == nullptr) {
            return seen.died() && !seen.has(Kind::destroy_begin)
                       ? std::optional(fmt::format("the process {}; mend the adapter", seen.how_it_ended()))
                       : std::nullopt;
        }
        if (is(Driving::blocking) && seen.hung()) {
            return std::nullopt;  // EXEC-21 says so, and says it better
        }
        return fmt::format("{} {}, although the only task is done; it has to return", drive_name(),
                           seen.how_it_ended());
    }

    static std::optional<std::string> destroyed(const Sighting& seen) {
        if (seen.has(Kind::destroy_begin) && !seen.has(Kind::destroy_end)) {
            return fmt::format("destroy {}; destroy has to end the executor and its threads, and return",
                               seen.how_it_ended());
        }
        return std::nullopt;
    }

    // Wakes: does any lead to a poll? -------------------------------------------------------------------

    bool wakes() {
        std::vector<std::pair<std::string_view, const char*>> ways;
        if (has(Capability::wake_by_ref)) {
            ways.emplace_back("wake_by_ref inside the task's own poll", yields);
        }
        if (has(Capability::clone)) {
            ways.emplace_back("wake of a clone inside the task's own poll", yields_by_value);
        }
        if (has(Capability::clone) && has(Capability::wake_from_foreign_thread)) {
            ways.emplace_back("wake of a clone from another thread", woken_by_a_thread);
        }
        // From another thread it may come before the executor knows that the poll is over. Who loses that one
        // only breaks EXEC-2, so it is tried again, and later.
        constexpr int tries = 20;
        std::string tried;
        for (const auto& [name, text] : ways) {
            const bool by_a_thread = text == woken_by_a_thread;
            for (int i = 0; i < (by_a_thread ? tries : 1); ++i) {
                if (see(by_a_thread && i % 2 != 0 ? woken_by_a_slow_thread : text).polls(0) >= 2) {
                    sound("a wake leads to a poll");
                    return true;
                }
            }
            tried += (tried.empty() ? "" : ", ") + std::string(name);
        }
        if (tried.empty()) {
            return true;  // nothing is declared that could wake
        }
        fault("a wake leads to a poll",
              fmt::format(
                  "no wake leads to another poll of the task (tried: {}); the wake of the waker that spawn's "
                  "future is lent has to put its task back into the executor's queue, and get the executor "
                  "going if it sleeps",
                  tried));
        return false;
    }

    // The driving style ---------------------------------------------------------------------------------

    void style() {
        switch (facts_.driving) {
            case Driving::threads:
                sound("the driving style is threads");
                return;
            case Driving::stepping:
                check("the driving style is stepping", stepping());
                return;
            case Driving::blocking:
                check("the driving style is blocking", blocking());
                return;
            case Driving::none:
                return;
        }
    }

    std::optional<std::string> stepping() {
        const bool foreign = has(Capability::clone) && has(Capability::wake_from_foreign_thread);
        if (see(foreign ? woken_by_a_thread : ready_at_once).polls_by_itself()) {
            return "declares the driving style stepping, and a thread of its own polls while nobody drives; "
                   "declare "
                   "threads";
        }
        if (!has(Capability::clone)) {
            return std::nullopt;
        }
        const Sighting seen = see(suspended);
        if (seen.hung() && seen.ended_in(Kind::drive_begin) != nullptr) {
            return "declares the driving style stepping, and run_until_stalled does not return while a task "
                   "is "
                   "suspended; return when no task can go on, or declare blocking";
        }
        return std::nullopt;
    }

    std::optional<std::string> blocking() {
        if (!has(Capability::clone) || !has(Capability::wake_from_foreign_thread)) {
            return std::nullopt;
        }
        // A thread that is quick wakes the task before run has a chance to return.
        for (int i = 0; i < repeats; ++i) {
            if (see(woken_by_a_thread).drive_returned_before_end(0)) {
                return "declares the driving style blocking, and run returns while a task is suspended; wait "
                       "until all tasks "
                       "are done, or declare stepping";
            }
        }
        return std::nullopt;
    }

    // What is declared of tasks -------------------------------------------------------------------------

    void tasks() {
        declared(Capability::several_tasks, [&] {
            // One that has room for two, and loses one of them now and then, breaks a rule.
            std::optional<std::string> what = all_polled(see(two_tasks));
            return what && has(Capability::wake_by_ref) ? all_polled(see(wakes_itself_beside_another)) : what;
        });
        declared(Capability::spawn_from_poll, [&] { return spawned(see(spawns_in_a_poll)); });
        declared(Capability::spawn_from_foreign_thread, [&]() -> std::optional<std::string> {
            if (!has(Capability::wake_from_foreign_thread) || !has(Capability::clone) ||
                !has(Capability::several_tasks)) {
                return std::nullopt;  // no other thread is used at all
            }
            return spawned(see(spawned_by_a_thread));
        });
        declared(Capability::exceptions, [&] { return policy(see(throws)); });
        declared(Capability::nested_drivers, [&] { return nested(see(nests)); });
        declared(Capability::cancel, [&] { return cancelled(); });
        declared(Capability::join, [&] { return joined(); });
        declared(Capability::thread_bound_tasks, [&]() -> std::optional<std::string> {
            const bool foreign = has(Capability::clone) && has(Capability::wake_from_foreign_thread);
            if (std::optional<std::string> fault =
                    one_thread(see(has(Capability::clone) ? suspended : abandons))) {
                return fault;
            }
            return one_thread(see(foreign ? woken_by_a_thread : ready_at_once));
        });
    }

    void declared(Capability capability, const std::function<std::optional<std::string>()>& look) {
        if (has(capability)) {
            check(fmt::format("{} is there", to_string(capability)), look());
        }
    }

    static std::optional<std::string> all_polled(const Sighting& seen) {
        for (const std::uint16_t task : {std::uint16_t{0}, std::uint16_t{1}}) {
            if (seen.polls(task) == 0) {
                return fmt::format(
                    "declares several-tasks, and task {} of two is never polled; keep a queue, or do not "
                    "declare it",
                    task);
            }
        }
        return std::nullopt;
    }

    std::optional<std::string> spawned(const Sighting& seen) {
        const Event* const end = seen.last(Kind::spawn_end, 1);
        if (end == nullptr) {
            return seen.last(Kind::spawn_begin, 1) == nullptr
                       ? std::nullopt  // not reached: a rule tells why
                       : std::optional(
                             fmt::format("spawn {} where {} is declared; mend it, or do not declare it",
                                         seen.how_it_ended(), spawn_capability(seen)));
        }
        if (seen.has(Kind::unsupported)) {
            return fmt::format(
                "spawn throws Unsupported where {} is declared; implement it, or do not declare it",
                spawn_capability(seen));
        }
        if (end->has(trace::flag::threw)) {
            return fmt::format("spawn fails where {} is declared: {}; mend it, or do not declare it",
                               spawn_capability(seen), said("spawn"));
        }
        return std::nullopt;
    }
    static std::string_view spawn_capability(const Sighting& seen) {
        return seen.spawned_in_a_poll(1) ? "spawn-from-poll" : "spawn-from-foreign-thread";
    }

    std::optional<std::string> policy(const Sighting& seen) const {
        if (is(Driving::threads) || !seen.has(Kind::drive_end)) {
            return std::nullopt;
        }
        const bool threw = seen.flagged(Kind::drive_end, trace::flag::threw);
        if (threw && facts_.exception_policy == ExceptionPolicy::isolated) {
            return fmt::format(
                "declares that exceptions are isolated, and one of a task leaves {}; declare the policy "
                "reaches_driver",
                drive_name());
        }
        if (!threw && facts_.exception_policy == ExceptionPolicy::reaches_driver) {
            return fmt::format(
                "declares that exceptions reach the driver, and none leaves {}; declare the policy isolated",
                drive_name());
        }
        return std::nullopt;
    }

    std::optional<std::string> nested(const Sighting& seen) const {
        if (is(Driving::threads)) {
            return "declares nested-drivers and the driving style threads, in which there is no driver; do "
                   "not declare it";
        }
        const Event* const done = seen.last(Kind::nested, 0);
        if (done == nullptr) {
            return fmt::format(
                "a second executor driven inside a poll {}; mend it, or do not declare nested-drivers",
                seen.how_it_ended());
        }
        if (done->object != static_cast<std::uint16_t>(trace::Nested::worked)) {
            return "a second executor driven inside a poll does not poll its task; mend it, or do not "
                   "declare "
                   "nested-drivers";
        }
        return std::nullopt;
    }

    std::optional<std::string> cancelled() {
        const char* const way = has(Capability::several_tasks) && has(Capability::wake_by_ref)
                                    ? cancelled_by_a_task
                                    : cancelled_by_a_thread;
        if (!has(Capability::clone)) {
            return std::nullopt;
        }
        return each_time([&] { return after_cancel(see(way), false); });
    }

    /// What depends on the schedule is for the rules to judge: a fault of the adapter shows each time.
    static std::optional<std::string> each_time(const std::function<std::optional<std::string>()>& look) {
        std::optional<std::string> what = look();
        for (int i = 1; i < repeats && what; ++i) {
            what = look();
        }
        return what;
    }

    /// \param at_once whether the future has to be destroyed when cancel returns.
    static std::optional<std::string> after_cancel(const Sighting& seen, bool at_once) {
        const std::uint32_t begin = seen.index_of(Kind::cancel_begin, 0);
        const std::uint32_t end = seen.index_of(Kind::cancel_end, 0);
        if (begin == trace::absent) {
            // Who cancels: a task in its second poll, or a thread, once the task has been polled.
            const bool came_to_it = seen.spawned_ok(1) ? seen.polls(1) >= 2 : seen.polls(0) != 0;
            return came_to_it && seen.spawned_ok(0)
                       ? std::optional<std::string>(
                             "declares cancel, and spawn gives no handle of the task; return one")
                       : std::nullopt;
        }
        if (end == trace::absent) {
            return fmt::format("cancel {}; mend it, or do not declare cancel", seen.how_it_ended());
        }
        if (seen.events()[end].has(trace::flag::threw)) {
            return "cancel fails; mend it, or do not declare cancel";
        }
        if (seen.polled_after(0, end)) {
            return "a poll of a task begins after cancel of it has returned; cancel has to keep it from "
                   "being polled";
        }
        const std::uint32_t gone = seen.index_of(Kind::future_destroyed, 0);
        if (gone == trace::absent ||
            (seen.has(Kind::destroy_begin) && gone > seen.index_of(Kind::destroy_begin))) {
            return "the future of a cancelled task is not destroyed; cancel has to see to it, or do not "
                   "declare cancel";
        }
        if (at_once && gone > end) {
            return "has the contract cancel-blocks, and the future of the task is destroyed after cancel has "
                   "returned; "
                   "wait for the poll that is under way, or leave the contract out";
        }
        return std::nullopt;
    }

    std::optional<std::string> joined() {
        if (!has(Capability::several_tasks) || !has(Capability::wake_by_ref)) {
            return std::nullopt;
        }
        return each_time([&] { return after_join(see(joins)); });
    }

    static std::optional<std::string> after_join(const Sighting& seen) {
        if (seen.polls(0) < 2 || seen.polls(1) == 0) {
            return std::nullopt;  // not reached: a rule tells why
        }
        const Event* const answer = seen.last(Kind::joined, 1);
        if (answer == nullptr) {
            return seen.spawned_ok(1)
                       ? std::optional<std::string>(
                             "declares join, and spawn gives no handle of the task; return one")
                       : std::nullopt;
        }
        if (answer->value == WAKELAW_JOIN_PENDING) {
            return "a task that joins another is not woken when that one is done, and the last answer of "
                   "join was "
                   "pending; join has to keep a clone of the waker and wake it at the task's end";
        }
        if (answer->value != WAKELAW_JOIN_FINISHED) {
            return fmt::format("join of a task that returned Ready answers {}, not finished; mend join",
                               answer->value);
        }
        return std::nullopt;
    }

    static std::optional<std::string> one_thread(const Sighting& seen) {
        return seen.on_one_thread(0)
                   ? std::nullopt
                   : std::optional<std::string>(
                         "declares thread-bound-tasks, and one task is polled or destroyed on two "
                         "threads; do not declare it");
    }

    // What is declared of the end -----------------------------------------------------------------------

    void endings() {
        declared(Capability::drop_at_shutdown, [&]() -> std::optional<std::string> {
            const Sighting seen = see(has(Capability::clone) ? suspended : abandons);
            if (!seen.has(Kind::destroy_begin)) {
                return std::nullopt;
            }
            if (!seen.has(Kind::destroy_end)) {
                return fmt::format(
                    "destroy {} with a suspended task in it; drop the future, or do not declare "
                    "drop-at-shutdown",
                    seen.how_it_ended());
            }
            const std::uint32_t gone = seen.index_of(Kind::future_destroyed, 0);
            return gone < seen.index_of(Kind::destroy_end)
                       ? std::nullopt
                       : std::optional<std::string>(
                             "destroy returns, and the future of a suspended task is not "
                             "destroyed; drop it, or do not declare drop-at-shutdown");
        });
    }

    // Where the contract differs from Rust's ------------------------------------------------------------

    void contract() {
        const auto holds = [&](Contract one, const std::function<std::optional<std::string>()>& look) {
            if (has(one)) {
                check(fmt::format("the contract {} is kept", to_string(one)), look());
            }
        };
        holds(Contract::one_suspension, [] { return std::optional<std::string>(); });
        holds(Contract::abandoned_destroyed, [&]() -> std::optional<std::string> {
            return seen_destroyed(see(abandons))
                       ? std::nullopt
                       : broken(Contract::abandoned_destroyed,
                                "a task that returned Pending with no waker kept is not destroyed");
        });
        holds(Contract::abandoned_aborts, [&]() -> std::optional<std::string> {
            return see(abandons).killed_by(SIGABRT) ? std::nullopt
                                                    : broken(Contract::abandoned_aborts,
                                                             "a task that returned Pending with no waker "
                                                             "kept does not end the process by abort");
        });
        holds(Contract::last_drop_destroys, [&] { return last_drop(); });
        holds(Contract::first_poll_in_spawn, [&]() -> std::optional<std::string> {
            const Sighting seen = see(ready_at_once);
            return seen.index_of(Kind::poll_begin, 0) < seen.index_of(Kind::spawn_end, 0)
                       ? std::nullopt
                       : broken(Contract::first_poll_in_spawn, "spawn returns before the first poll");
        });
        holds(Contract::self_wake_at_once, [&] { return at_once(); });
        holds(Contract::caller_owns_storage, [&] { return storage_of_the_caller(); });
        holds(Contract::cancel_blocks, [&] { return blocking_cancel(); });
        holds(Contract::wakers_emptied, [&]() -> std::optional<std::string> {
            if (!has(Capability::clone) || !has(Capability::wakers_outlive_task)) {
                return broken(Contract::wakers_emptied,
                              "nobody may use a waker after its task, unless clone and wakers-outlive-task "
                              "are declared");
            }
            const Sighting seen = see(used_after_its_end);
            return seen.polls(0) == 1 && seen.has(Kind::case_end)
                       ? std::nullopt
                       : broken(Contract::wakers_emptied,
                                "a waker that was used after its task had ended did something");
        });
    }

    static std::optional<std::string> broken(Contract one, std::string_view what) {
        return fmt::format("has the contract {}, and {}; keep it, or leave the contract out", to_string(one),
                           what);
    }

    static bool seen_destroyed(const Sighting& seen) {
        const std::uint32_t gone = seen.index_of(Kind::future_destroyed, 0);
        return gone != trace::absent && gone < seen.index_of(Kind::destroy_begin);
    }

    std::optional<std::string> last_drop() {
        if (!has(Capability::clone) || !has(Capability::wakers_outlive_task)) {
            return std::nullopt;
        }
        const bool by_task = has(Capability::several_tasks) && has(Capability::wake_by_ref);
        if (!by_task && !has(Capability::wake_from_foreign_thread)) {
            return std::nullopt;
        }
        const Sighting seen = see(by_task ? last_waker_dropped_by_a_task : last_waker_dropped_by_a_thread);
        if (by_task && seen.polls(1) < 2) {
            return std::nullopt;  // not reached: a rule tells why
        }
        return seen_destroyed(seen)
                   ? std::nullopt
                   : broken(Contract::last_drop_destroys,
                            "a suspended task whose last waker was dropped is not destroyed");
    }

    /// The suite releases the storage of a task that is over while the executor lives on.
    std::optional<std::string> storage_of_the_caller() {
        const Sighting seen = see(has(Capability::clone) ? suspended : abandons);
        if (seen.index_of(Kind::future_destroyed, 0) > seen.index_of(Kind::destroy_begin)) {
            return broken(Contract::caller_owns_storage,
                          "cancel of a suspended task returns, and its future is not destroyed");
        }
        const auto touched = [](const Sighting& run) {
            return run.has(Kind::memory_fault) || run.died() || run.has_stray();
        };
        if (touched(see(ready_at_once))) {
            return broken(
                Contract::caller_owns_storage,
                "the storage of a task is used after the task has ended and its storage was released");
        }
        if (!has(Capability::clone) || !has(Capability::several_tasks) || !has(Capability::wake_by_ref)) {
            return std::nullopt;
        }
        return touched(see(cancelled_while_queued)) ? broken(Contract::caller_owns_storage,
                                                             "the storage of a task is used after cancel has "
                                                             "returned and its storage was released")
                                                    : std::nullopt;
    }

    std::optional<std::string> at_once() {
        if (!has(Capability::several_tasks) || !has(Capability::wake_by_ref) || facts_.polling_threads > 1) {
            return std::nullopt;
        }
        const Sighting seen = see(wakes_itself_beside_another);
        return seen.polls(0) < 2 || seen.polled_twice_in_a_row(0)
                   ? std::nullopt
                   : broken(Contract::self_wake_at_once,
                            "another task is polled between a task's wake of itself and its next poll");
    }

    std::optional<std::string> blocking_cancel() {
        if (!has(Capability::clone) || !has(Capability::wake_from_foreign_thread)) {
            return std::nullopt;
        }
        for (int i = 0; i < repeats; ++i) {
            if (auto what = after_cancel(see(cancelled_while_polled), true)) {
                return what;
            }
        }
        return std::nullopt;
    }

    // Threads that destroy leaves behind ----------------------------------------------------------------

    /// An executor may start threads for the whole process, once; one that leaves some behind each time runs
    /// out of them. Threads that are about to end are given time to.
    void threads_end() {
        const auto cycle = [&] { return see(ready_at_once).has(Kind::case_end); };
        if (!cycle()) {
            return;
        }
        const std::size_t before = worker_->thread_count();
        const pid_t process = worker_->process();
        for (int i = 0; i < cycles; ++i) {
            if (!cycle() || worker_->process() != process) {
                return;  // what ended it is told elsewhere
            }
        }
        std::size_t after = worker_->thread_count();
        for (int waited = 0; after >= before + cycles && waited < thread_looks; ++waited) {
            std::this_thread::sleep_for(std::chrono::milliseconds(look_every_ms));
            after = worker_->thread_count();
        }
        check("destroy ends its threads",
              after < before + cycles
                  ? std::nullopt
                  : std::optional(
                        fmt::format("destroy leaves threads behind: {} more after {} executors; join them in "
                                    "destroy",
                                    after - before, cycles)));
    }

    const SubjectEntry& subject_;
    trace::Facts facts_;
    std::optional<WorkerProcess> worker_;
    Examination result_;
    std::string output_;
};

}  // namespace

bool Examination::sound() const { return first_fault().empty(); }

std::string Examination::first_fault() const {
    for (const DoctorCheck& one : checks) {
        if (!one.sound) {
            return one.what;
        }
    }
    return "";
}

Examination examine(const SubjectEntry& subject) { return Doctor(subject).run(); }

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
#include "exploration/batch.hpp"

#include <algorithm>

#include "controller_access.hpp"
#include "exploration/difference.hpp"
#include "memory/heap.hpp"
#include "report/symbols.hpp"
#include "runtime/foreign_threads.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/system_call.hpp"

namespace wakelaw::explore::exploration {

namespace {

void note_end(void* data, Kind kind, std::string_view message) {
    static_cast<Outcome*>(data)->set_finding(kind, message);
}

Hooks hooks_for(Outcome& outcome) {
    Hooks hooks;
    hooks.data = &outcome;
    hooks.ended = note_end;
    return hooks;
}

class BatchRun {
public:
    BatchRun(const std::function<void()>& body, const Batch& batch, Outcome& outcome)
        : body_(body),
          batch_(batch),
          outcome_(outcome),
          controller_(batch.options, outcome.record, hooks_for(outcome)) {
        ControllerAccess::log_events(controller_, &outcome.log);
        ControllerAccess::keep_marks(controller_);
        outcome.log.detailed = batch.detailed_log;
        outcome.finished = false;
    }

    void run() {
        const std::vector<pid_t> foreign = runtime::foreign_threads();
        run_schedules();
        if (!outcome_.has_finding && runtime::foreign_threads().size() > foreign.size()) {
            outcome_.set_finding(
                Kind::uncontrolled,
                "a thread runs in the process that was started past the runtime, which controls those "
                "that controlled threads start with pthread_create");
        }
        outcome_.finished = true;
    }

private:
    void run_schedules() {
        const bool ended = batch_.warm_up && !warm_up();
        if (ended) {
            return;
        }
        if (batch_.replays) {
            replay();
        } else {
            explore();
        }
    }

    void explore() {
        if (!batch_.position.empty()) {
            controller_.resume(batch_.position);
        }
        for (std::uint64_t i = 0; i < batch_.schedules && !controller_.exhausted() && in_time(); ++i) {
            if (!run_one()) {
                return;
            }
            if (batch_.check_determinism && i == 0 && !same_again()) {
                return;
            }
        }
        outcome_.exhausted = controller_.exhausted();
        outcome_.position_lost = !outcome_.set_position(controller_.position());
    }

    void replay() {
        controller_.replay(batch_.choices);
        run_one();
    }

    [[nodiscard]] bool in_time() const { return batch_.until == 0 || runtime::real_seconds() < batch_.until; }

    /// False: there is a finding.
    bool warm_up() {
        outcome_.warm = false;
        outcome_.persistent_threads = false;
        controller_.run_default(body_);
        outcome_.warm = true;
        return !outcome_.has_finding;
    }

    /// False: there is a finding.
    bool run_one() {
        outcome_.persistent_threads = runtime::has_persistent_threads();
        const ScheduleReport report = controller_.run(body_);
        outcome_.strategy = controller_.strategy();
        outcome_.steps.fetch_add(report.steps, std::memory_order_relaxed);
        if (outcome_.has_finding) {
            return false;
        }
        hash_ = report.hash;
        if (batch_.options.detect_leaks && !runtime::has_persistent_threads() && leaks_again()) {
            return false;
        }
        outcome_.schedules.fetch_add(1, std::memory_order_relaxed);
        return true;
    }

    /// Runs the choices of the last schedule once more, with a record of its own.
    ScheduleReport run_again() {
        const std::vector<std::uint8_t> choices = choices_of(outcome_.record);
        Controller again(batch_.options, outcome_.record, hooks_for(outcome_));
        ControllerAccess::log_events(again, &outcome_.log);
        ControllerAccess::keep_marks(again);
        again.replay(choices);
        return again.run(body_);
    }

    bool same_again() {
        if (!outcome_.warm || outcome_.persistent_threads || runtime::has_persistent_threads()) {
            return true;
        }
        const std::uint64_t hash = hash_;
        const std::vector<runtime::Event> before = events_of(outcome_.log);
        const ScheduleReport again = run_again();
        if (outcome_.has_finding && outcome_.kind != Kind::nondeterministic) {
            return false;
        }
        if (outcome_.has_finding || again.hash != hash) {
            outcome_.set_finding(Kind::nondeterministic,
                                 describe_difference(before, events_of(outcome_.log)));
            return false;
        }
        return true;
    }

    /// What is kept for ever is allocated once; what leaks, each time.
    bool leaks_again() {
        const memory::Leak leak = memory::leaked();
        if (leak.blocks == 0) {
            return false;
        }
        run_again();
        if (outcome_.has_finding || memory::leaked().blocks < leak.blocks) {
            return outcome_.has_finding;
        }
        outcome_.set_finding(
            Kind::leak, std::to_string(leak.blocks) + " blocks of together " + std::to_string(leak.bytes) +
                            " bytes are not freed; the first is from " + report::code(leak.where));
        return true;
    }

    const std::function<void()>& body_;
    const Batch& batch_;
    Outcome& outcome_;
    Controller controller_;
    std::uint64_t hash_ = 0;
};

}  // namespace

std::vector<std::uint8_t> choices_of(const ChoiceRecord& record) {
    const std::uint32_t count =
        std::min(record.count.load(std::memory_order_relaxed), ChoiceRecord::capacity);
    std::vector<std::uint8_t> choices(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        choices[i] = record.choices[i].load(std::memory_order_relaxed);
    }
    return choices;
}

void run_in_this_process(const std::function<void()>& body, const Batch& batch, Outcome& outcome) {
    BatchRun(body, batch, outcome).run();
}

}  // namespace wakelaw::explore::exploration

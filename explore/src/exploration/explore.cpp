// SPDX-License-Identifier: MIT
#include <wakelaw/explore.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>

#include "controller_access.hpp"
#include "exploration/batch.hpp"
#include "exploration/difference.hpp"
#include "options.hpp"
#include "report/known_races.hpp"
#include "report/symbols.hpp"
#include "report/table.hpp"
#include "report/token.hpp"
#include "runtime/system_call.hpp"
#include "runtime/thread.hpp"

namespace wakelaw::explore {

namespace {

using exploration::Batch;
using exploration::Outcome;
using exploration::SharedOutcome;

/// One exploration at a time.
class Turn {
public:
    Turn() {
        if (runtime::is_inside() || taken_.exchange(true)) {
            throw std::logic_error("explore() is not reentrant: it runs already in this process");
        }
    }
    ~Turn() { taken_ = false; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    static inline std::atomic<bool> taken_{false};
};

class Exploration {
public:
    Exploration(const std::function<void()>& body, const Options& options)
        : body_(body), options_(options), begin_(runtime::real_seconds()) {}

    Result run() {
        if (options_.replay.empty()) {
            explore();
        } else {
            replay(token_to_replay());
        }
        result_.schedules = outcome_->schedules.load() + (outcome_->has_finding ? 1 : 0);
        result_.steps = outcome_->steps.load();
        result_.strategy = outcome_->strategy;
        result_.exhausted = outcome_->exhausted && !outcome_->has_finding;
        if (outcome_->has_finding) {
            result_.finding = finding();
        }
        result_.seconds = runtime::real_seconds() - begin_;
        return std::move(result_);
    }

private:
    [[nodiscard]] bool isolated() const { return options_.schedules_per_process > 0; }

    void run_batch(const Batch& batch, Outcome& outcome) {
        if (isolated()) {
            exploration::run_in_own_process(body_, batch, outcome);
        } else {
            exploration::run_in_this_process(body_, batch, outcome);
        }
    }

    void explore() {
        Batch batch;
        batch.options = options_;
        batch.until = options_.seconds == 0 ? 0 : begin_ + options_.seconds;
        batch.check_determinism = true;
        batch.warm_up = options_.schedules_per_process != 1;
        while (wants_more(batch)) {
            const std::uint64_t left = options_.schedules - outcome_->schedules.load();
            batch.schedules =
                isolated() ? std::min<std::uint64_t>(left, options_.schedules_per_process) : left;
            run_batch(batch, *outcome_);
            batch.position = outcome_->position_text();
            batch.check_determinism = false;
        }
    }

    [[nodiscard]] bool wants_more(const Batch& batch) const {
        return !outcome_->has_finding && !outcome_->exhausted && !outcome_->position_lost &&
               outcome_->schedules.load() < options_.schedules &&
               (batch.until == 0 || runtime::real_seconds() < batch.until);
    }

    [[nodiscard]] report::Token token_to_replay() const {
        report::Token token = report::decode_token(options_.replay);
        if (token.program != report::program_digest()) {
            throw std::invalid_argument(
                "token '" + options_.replay +
                "': it is of another build of the program; build that again, or explore anew");
        }
        return token;
    }

    [[nodiscard]] Batch batch_for(const report::Token& token) const {
        Batch batch;
        batch.options = options_;
        batch.options.weak_memory = token.weak_memory;
        batch.options.plain_accesses = token.plain_accesses;
        batch.options.eager_timeouts = token.eager_timeouts;
        batch.options.spurious = token.spurious;
        batch.replays = true;
        batch.warm_up = token.warm;
        batch.choices = token.choices;
        batch.detailed_log = true;
        return batch;
    }

    void replay(const report::Token& token) {
        run_batch(batch_for(token), *outcome_);
        replayed_ = true;
    }

    [[nodiscard]] report::Token token_of_outcome() const {
        return {report::program_digest(),
                options_.weak_memory,
                options_.plain_accesses,
                options_.eager_timeouts,
                options_.spurious,
                outcome_->warm,
                exploration::choices_of(outcome_->record)};
    }

    [[nodiscard]] Finding finding() {
        Finding finding;
        finding.kind = outcome_->kind;
        finding.message = outcome_->text();
        finding.schedule = result_.schedules;
        const bool whole = outcome_->record.count.load() <= ChoiceRecord::capacity;
        const report::Token token = replayed_ ? token_to_replay() : token_of_outcome();
        finding.token = whole ? report::encode_token(token) : "";
        if (whole && isolated() && !replayed_ && is_worth_a_second_run(finding.kind)) {
            confirm(finding, token);
        } else {
            finding.table = report::table(outcome_->log);
        }
        finding.message = report::with_source_lines(finding.message);
        return finding;
    }

    [[nodiscard]] static bool is_worth_a_second_run(Kind kind) {
        return kind != Kind::nondeterministic && kind != Kind::uncontrolled;
    }

    /// Runs the schedule again, with all that the table needs; what does not show again is no finding of that
    /// kind.
    void confirm(Finding& finding, const report::Token& token) {
        const SharedOutcome again;
        exploration::run_in_own_process(body_, batch_for(token), *again);
        const auto before = exploration::events_of(outcome_->log);
        const auto now = exploration::events_of(again->log);
        finding.table = report::table(again->log);
        if (again->has_finding && again->kind == finding.kind && exploration::same_events(before, now)) {
            return;
        }
        finding.message += "; but " + exploration::describe_difference(before, now);
        // Threads that outlived earlier schedules may stand elsewhere: that is no fault of the body.
        if (!outcome_->persistent_threads) {
            finding.kind = Kind::nondeterministic;
        }
    }

    const std::function<void()>& body_;
    const Options& options_;
    double begin_;
    SharedOutcome outcome_;
    bool replayed_ = false;
    Result result_;
};

}  // namespace

Result explore(const std::function<void()>& body, const Options& options) {
    const Turn turn;
    check_options(options);
    report::share_known_races();
    // What is found out here need not be found out in each process.
    (void)ControllerAccess::reason_not_to_run();
    (void)report::program_digest();
    return Exploration(body, options).run();
}

}  // namespace wakelaw::explore

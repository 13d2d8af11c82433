// SPDX-License-Identifier: MIT
#include <wakelaw/explore/controller.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>

#include "controller_access.hpp"
#include "interpose/instrumentation.hpp"
#include "interpose/interposed.hpp"
#include "options.hpp"
#include "runtime/carrier.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/verdict.hpp"

namespace wakelaw::explore {

using runtime::schedule;

struct Controller::Implementation {
    Options options;
    ChoiceRecord* record = nullptr;
    Hooks hooks;
    runtime::EventLog* log = nullptr;
    bool keeps_marks = false;
    runtime::CarrierInterface* carrier = nullptr;
    std::unique_ptr<strategies::Order> order;
};

namespace {

void* run_body(void* argument) {
    const auto& body = *static_cast<const std::function<void()>*>(argument);
    std::string what;
    try {
        body();
        return nullptr;
    } catch (const std::exception& exception) {
        what = exception.what();
    } catch (...) {
        what = "something that is no std::exception";
    }
    const runtime::Suspend suspend;
    runtime::end_schedule(Kind::assertion, "the body throws: " + what);
}

void report_to(const Hooks& hooks, Kind kind, std::string_view message) {
    if (hooks.ended != nullptr) {
        hooks.ended(hooks.data, kind, message);
    }
}

}  // namespace

const char* ControllerAccess::reason_not_to_run() {
    if (!interpose::functions_are_interposed()) {
        return "the program does not reach the runtime's functions: link it dynamically against libc, and "
               "export its "
               "symbols (-rdynamic)";
    }
    if (!interpose::program_is_instrumented()) {
        return "no part of the program is instrumented: compile it with -fsanitize=thread and link without "
               "(wakelaw_instrument in CMake)";
    }
    return nullptr;
}

Controller::Controller(const Options& options, ChoiceRecord& record, const Hooks& hooks) {
    check_options(options);
    auto implementation = std::make_unique<Implementation>();
    implementation->options = options;
    implementation->record = &record;
    implementation->hooks = hooks;
    implementation->carrier = &runtime::carrier_for(options.carrier);
    implementation->order = strategies::make_order(options);
    implementation_ = implementation.release();
}

Controller::~Controller() { delete implementation_; }

ScheduleReport Controller::run(const std::function<void()>& body) {
    if (runtime::is_inside()) {
        throw std::logic_error("Controller::run is called by a controlled thread");
    }
    schedule.options = implementation_->options;
    schedule.hooks = implementation_->hooks;
    schedule.carrier = implementation_->carrier;
    schedule.order = implementation_->order.get();
    schedule.log = implementation_->log;
    schedule.keeps_marks = implementation_->keeps_marks;
    schedule.choices.begin(*implementation_->record);
    if (const char* reason = ControllerAccess::reason_not_to_run()) {
        report_to(schedule.hooks, Kind::uncontrolled, reason);
        return {};
    }
    runtime::run_schedule(run_body, const_cast<std::function<void()>*>(&body));
    return {schedule.step,           schedule.switches, schedule.preemptions,
            schedule.timeouts_fired, schedule.hash,     schedule.order->redundant()};
}

ScheduleReport Controller::run_default(const std::function<void()>& body) {
    const std::unique_ptr<strategies::Order> defaults = strategies::make_replay({});
    std::unique_ptr<strategies::Order>& order = implementation_->order;
    strategies::Order* const strategy = order.release();
    order.reset(defaults.get());
    const ScheduleReport report = run(body);
    (void)order.release();
    order.reset(strategy);
    return report;
}

bool Controller::exhausted() const { return implementation_->order->exhausted(); }

void Controller::restart(std::uint64_t seed) { implementation_->order->restart(seed); }

void Controller::replay(std::vector<std::uint8_t> choices) {
    implementation_->order = strategies::make_replay(std::move(choices));
}

std::string Controller::position() const { return implementation_->order->position(); }

void Controller::resume(const std::string& position) { implementation_->order->resume(position); }

void Controller::resume_after(const ChoiceRecord& record) {
    std::vector<std::uint8_t> choices;
    std::vector<std::uint8_t> alternatives;
    const std::uint32_t count =
        std::min(record.count.load(std::memory_order_relaxed), ChoiceRecord::capacity);
    for (std::uint32_t i = 0; i < count; ++i) {
        choices.push_back(record.choices[i].load(std::memory_order_relaxed));
        alternatives.push_back(record.alternatives[i].load(std::memory_order_relaxed));
    }
    implementation_->order->resume_after(choices, alternatives);
}

Strategy Controller::strategy() const { return implementation_->order->strategy(); }

void ControllerAccess::log_events(Controller& controller, runtime::EventLog* log) {
    controller.implementation_->log = log;
}

void ControllerAccess::keep_marks(Controller& controller) { controller.implementation_->keeps_marks = true; }

bool controlled() noexcept { return runtime::is_controlled(); }

void begin_search() noexcept {
    if (runtime::is_controlled()) {
        const runtime::Suspend suspend;
        schedule.order->approach_marked_part(*runtime::self);
        runtime::scheduling_point(runtime::Operation::yield, nullptr, false, nullptr);
        schedule.order->begin_marked_part();
    }
}

void end_search() noexcept {
    if (runtime::is_controlled()) {
        schedule.order->end_marked_part();
    }
}

void fail(std::string_view what) {
    if (!runtime::is_inside()) {
        std::fprintf(stderr, "wakelaw explore: %.*s\n", static_cast<int>(what.size()), what.data());
        std::abort();
    }
    const runtime::Suspend suspend;
    runtime::end_schedule(Kind::assertion, what);
}

Uncontrolled::Uncontrolled() noexcept { ++runtime::suspensions; }
Uncontrolled::~Uncontrolled() { --runtime::suspensions; }

}  // namespace wakelaw::explore

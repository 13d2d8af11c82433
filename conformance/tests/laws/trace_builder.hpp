// SPDX-License-Identifier: MIT
/// \file
/// Traces by hand: one line for what happened, and what the laws make of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <wakelaw/conformance/subject.hpp>

#include "laws/law.hpp"
#include "trace/view.hpp"

namespace wakelaw::conformance::laws::testing {

using trace::Killed;
using trace::Kind;
using trace::MemoryFault;
using trace::RaceOn;
using trace::Stall;
namespace flag = trace::flag;

inline constexpr std::uint8_t on_main = 0;
inline constexpr std::uint8_t on_actor = 1;
inline constexpr std::uint8_t on_actor_2 = 2;
inline constexpr std::uint8_t on_worker = 4;
inline constexpr std::uint8_t on_worker_2 = 5;
inline constexpr std::uint16_t marker = trace::marker_task;
inline constexpr std::uint16_t borrowed = trace::borrowed;
inline constexpr std::uint16_t in_hand = trace::in_hand;
inline constexpr PollStatus pending = PollStatus::pending;
inline constexpr PollStatus ready = PollStatus::ready;
inline constexpr PollStatus threw = PollStatus::threw;

class TraceBuilder {
public:
    explicit TraceBuilder(Driving driving = Driving::threads) {
        trace_.facts.driving = driving;
        // Only the rules about the end of an owning executor ask for the one; most traces here have several
        // threads.
        trace_.facts.capabilities = Capabilities::from_bits((1U << capability_count) - 1)
                                        .without(Capability::drop_at_shutdown)
                                        .without(Capability::thread_bound_tasks);
        polls_on_ = driving == Driving::threads ? on_worker : on_main;
    }
    TraceBuilder& without(Capability capability) {
        trace_.facts.capabilities = trace_.facts.capabilities.without(capability);
        return *this;
    }
    TraceBuilder& with(Capability capability) {
        trace_.facts.capabilities = trace_.facts.capabilities.with(capability);
        return *this;
    }
    TraceBuilder& with_thread_sanitizer() {
        trace_.facts.thread_sanitizer = true;
        return *this;
    }

    TraceBuilder& event(Kind kind, std::uint8_t thread = on_main, std::uint16_t task = trace::nothing,
                        std::uint16_t object = trace::nothing, std::uint16_t flags = 0,
                        std::uint64_t value = 0) {
        trace_.events.push_back({kind, thread, task, object, flags, value});
        return *this;
    }

    TraceBuilder& spawn(std::uint16_t task, std::uint8_t thread = on_main) {
        return event(Kind::spawn_begin, thread, task).event(Kind::spawn_end, thread, task);
    }
    TraceBuilder& poll_begin(std::uint16_t task, std::uint64_t address = 0) {
        return poll_begin_on(polls_on_, task, address);
    }
    TraceBuilder& poll_begin_on(std::uint8_t thread, std::uint16_t task, std::uint64_t address = 0,
                                std::uint16_t flags = 0) {
        return event(Kind::poll_begin, thread, task, trace::nothing, flags, address);
    }
    TraceBuilder& poll_end(std::uint16_t task, PollStatus status = pending) {
        return poll_end_on(polls_on_, task, status);
    }
    TraceBuilder& poll_end_on(std::uint8_t thread, std::uint16_t task, PollStatus status = pending) {
        return event(Kind::poll_end, thread, task, static_cast<std::uint16_t>(status));
    }
    TraceBuilder& poll(std::uint16_t task, PollStatus status = pending, std::uint64_t address = 0) {
        return poll_begin(task, address).poll_end(task, status);
    }
    /// The last poll: the executor destroys the future at once.
    TraceBuilder& finish(std::uint16_t task, PollStatus status = ready) {
        return poll(task, status).destroy(task);
    }
    TraceBuilder& destroy(std::uint16_t task, std::uint16_t flags = 0) {
        return destroy_on(polls_on_, task, flags);
    }
    TraceBuilder& destroy_on(std::uint8_t thread, std::uint16_t task, std::uint16_t flags = 0,
                             std::uint64_t address = 0) {
        return event(Kind::future_destroyed, thread, task, trace::nothing, flags, address);
    }

    TraceBuilder& wake(std::uint16_t task, std::uint16_t slot = 0, std::uint8_t thread = on_actor,
                       std::uint16_t flags = 0) {
        return event(Kind::wake_begin, thread, task, slot, flags)
            .event(Kind::wake_end, thread, task, slot, flags);
    }
    TraceBuilder& wake_by_ref(std::uint16_t task, std::uint16_t slot = 0, std::uint8_t thread = on_actor,
                              std::uint16_t flags = 0) {
        return event(Kind::wake_by_ref_begin, thread, task, slot)
            .event(Kind::wake_by_ref_end, thread, task, slot, flags);
    }
    /// In a poll, by reference, on the waker lent to it.
    TraceBuilder& wake_self(std::uint16_t task) { return wake_by_ref(task, borrowed, polls_on_); }
    /// In a poll, into a slot.
    TraceBuilder& clone(std::uint16_t task, std::uint16_t slot = 0) {
        return clone_from(task, borrowed, slot, polls_on_);
    }
    TraceBuilder& clone_from(std::uint16_t task, std::uint16_t from, std::uint16_t to, std::uint8_t thread) {
        return event(Kind::clone_begin, thread, task, from).event(Kind::clone_end, thread, task, to);
    }
    TraceBuilder& drop(std::uint16_t task, std::uint16_t slot = 0, std::uint8_t thread = on_main) {
        return event(Kind::drop_begin, thread, task, slot).event(Kind::drop_end, thread, task, slot);
    }
    TraceBuilder& move(std::uint16_t task, std::uint16_t from, std::uint16_t to,
                       std::uint8_t thread = on_actor) {
        return event(Kind::move_begin, thread, task, from).event(Kind::move_end, thread, task, to);
    }
    TraceBuilder& compared(std::uint16_t left, std::uint16_t right, bool equal,
                           std::uint8_t thread = on_actor) {
        return event(Kind::compared, thread, left, right, 0, equal ? 1 : 0);
    }

    TraceBuilder& drive_begin() { return event(Kind::drive_begin); }
    TraceBuilder& drive_end(std::uint16_t flags = 0) {
        return event(Kind::drive_end, on_main, trace::nothing, trace::nothing, flags);
    }
    TraceBuilder& finished() { return event(Kind::finished); }
    TraceBuilder& memory(std::uint16_t round, std::uint64_t blocks) {
        return event(Kind::memory, on_main, trace::nothing, round, 0, blocks);
    }
    TraceBuilder& fault(MemoryFault what, std::uint8_t thread = on_main) {
        return event(Kind::memory_fault, thread, trace::nothing, static_cast<std::uint16_t>(what), 0, 0x1000);
    }
    TraceBuilder& race(RaceOn what) {
        return event(Kind::data_race, on_worker, trace::nothing, static_cast<std::uint16_t>(what), 0, 0x1000);
    }
    TraceBuilder& stalled(Stall how = Stall::threads_blocked) {
        return event(Kind::stalled, on_main, trace::nothing, static_cast<std::uint16_t>(how));
    }
    TraceBuilder& nudged() { return event(Kind::nudged); }
    /// A marker task spawned by main and served.
    TraceBuilder& marker_served() { return spawn(marker).poll(marker, ready).destroy(marker); }
    TraceBuilder& late_begin() { return event(Kind::late_begin); }
    TraceBuilder& late_end() { return event(Kind::late_end); }
    TraceBuilder& destroy_begin() { return event(Kind::destroy_begin); }
    TraceBuilder& destroy_end() { return event(Kind::destroy_end); }
    TraceBuilder& destroyed() { return destroy_begin().destroy_end(); }
    TraceBuilder& case_end() { return event(Kind::case_end); }
    TraceBuilder& crashed() { return event(Kind::crashed, on_main, trace::nothing, trace::nothing, 0, 11); }
    TraceBuilder& killed(Killed why = Killed::stalled) {
        return event(Kind::killed, on_main, trace::nothing, static_cast<std::uint16_t>(why));
    }
    /// The rest of a case in which all went well.
    TraceBuilder& all_well() {
        finished().late_begin();
        if (trace_.facts.driving != Driving::stepping) {
            spawn(marker + 1);
        }
        if (trace_.facts.driving != Driving::threads) {
            drive_begin();
        }
        if (trace_.facts.driving != Driving::stepping) {
            finish(marker + 1);
        }
        if (trace_.facts.driving != Driving::threads) {
            drive_end();
        }
        return late_end().destroyed().case_end();
    }
    /// The rest of a case after the last stall.
    TraceBuilder& given_up() { return destroyed().case_end(); }

    [[nodiscard]] const trace::Trace& trace() const { return trace_; }

    [[nodiscard]] std::vector<Finding> findings() const {
        trace::View view;
        view.read(trace_);
        std::vector<Finding> all;
        for (const Law& law : laws()) {
            Judgement judgement;
            if (law.is_for(trace_.facts)) {
                law.judge(view, judgement);
            }
            for (Finding& finding : judgement.findings) {
                all.push_back(std::move(finding));
            }
        }
        return all;
    }
    /// The clauses that all laws together accuse, in order.
    [[nodiscard]] std::string blamed() const {
        std::vector<std::string> clauses;
        for (const Finding& finding : findings()) {
            clauses.emplace_back(finding.clause);
        }
        std::sort(clauses.begin(), clauses.end());
        std::string result;
        for (const std::string& clause : clauses) {
            result += (result.empty() ? "" : " ") + clause;
        }
        return result;
    }
    [[nodiscard]] bool exercised(std::string_view clause) const {
        trace::View view;
        view.read(trace_);
        for (const Law& law : laws()) {
            if (law.clause == clause) {
                Judgement judgement;
                law.judge(view, judgement);
                return judgement.exercised;
            }
        }
        return false;
    }
    /// The only finding; an empty one if there is none or more than one.
    [[nodiscard]] Finding finding() const {
        std::vector<Finding> all = findings();
        return all.size() == 1 ? all.front() : Finding{};
    }

private:
    trace::Trace trace_;
    std::uint8_t polls_on_ = on_worker;
};

}  // namespace wakelaw::conformance::laws::testing

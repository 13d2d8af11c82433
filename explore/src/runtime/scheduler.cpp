// SPDX-License-Identifier: MIT
#include "runtime/scheduler.hpp"

#include <execinfo.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>

#include "memory/shadow.hpp"
#include "report/symbols.hpp"
#include "runtime/descriptor_wait.hpp"
#include "runtime/donor.hpp"
#include "runtime/thread_exit.hpp"
#include "runtime/verdict.hpp"
#include "runtime/virtual_time.hpp"

namespace wakelaw::explore::runtime {

thread_local constinit Thread* self = nullptr;
thread_local constinit int suspensions = 0;
Schedule schedule;

namespace {

using strategies::Candidates;

std::uint64_t bit(unsigned id) { return std::uint64_t{1} << id; }
std::uint64_t bit(const Thread& thread) { return bit(thread.id); }

template <class Function>
void for_each_thread(std::uint64_t mask, Function function) {
    for (; mask != 0; mask &= mask - 1) {
        function(schedule.threads[static_cast<unsigned>(std::countr_zero(mask))]);
    }
}

void mix(std::uint64_t value) { schedule.hash = (schedule.hash ^ value) * 0x100000001b3U; }

void count_step() {
    if (++schedule.step > schedule.options.most_steps) {
        end_schedule(Kind::livelock, "no end within " + std::to_string(schedule.options.most_steps) +
                                         " steps: " + describe_threads());
    }
}

// ---- who is next
// -----------------------------------------------------------------------------------------------

/// No thread can run. True when one may be able to now; false when the schedule is over.
bool resolve_standstill() {
    if (wake_ready_waiters()) {
        return true;
    }
    if (schedule.body_finished) {
        return fire_timeouts_after_the_body();
    }
    if (fire_next_timeout()) {
        return true;
    }
    const Hooks& hooks = schedule.hooks;
    if (hooks.stalled != nullptr) {
        const std::uint64_t before = schedule.runnable;
        if (hooks.stalled(hooks.data) && (schedule.runnable != before || wake_ready_waiters())) {
            return true;
        }
    }
    end_schedule(Kind::deadlock, "no thread can run: " + describe_threads());
}

/// The candidates in their canonical order, on which every choice rests.
struct CandidateList {
    std::array<Thread*, most_threads + 1> threads;
    unsigned count = 0;
    bool current_first = false;

    void add(Thread& thread) { threads[count++] = &thread; }
};

void list_candidates(CandidateList& list, const Thread* current, std::uint64_t mask) {
    const unsigned id = current == nullptr ? 0 : current->id;
    if (current != nullptr && (mask & bit(id)) != 0) {
        const std::uint64_t others = mask & ~bit(id);
        if (!current->yielded || others == 0) {
            list.add(schedule.threads[id]);
            list.current_first = !current->yielded;
        }
        mask = others;
    }
    const std::uint64_t upwards = mask & ~(bit(id) - 1);
    for_each_thread(upwards, [&](Thread& thread) { list.add(thread); });
    for_each_thread(mask & ~upwards, [&](Thread& thread) { list.add(thread); });
}

Thread& pick(const CandidateList& list, Thread* current) {
    const Candidates candidates{
        {list.threads.data(), list.count}, list.current_first, current, schedule.step};
    const unsigned choice = schedule.order->pick(candidates);
    if (list.count > 1) {
        schedule.choices.add(choice, schedule.order->alternatives(list.count));
        if (list.current_first && choice > 0) {
            ++schedule.preemptions;
        }
    }
    return *list.threads[choice];
}

/// Null: the schedule is over.
Thread* next_thread(Thread* current) {
    while (schedule.runnable == 0) {
        if (!resolve_standstill()) {
            return nullptr;
        }
    }
    std::uint64_t mask = schedule.runnable;
    if (schedule.options.eager_timeouts && !schedule.body_finished) {
        if (const Thread* sleeper = earliest_timed_waiter()) {
            mask |= bit(*sleeper);
        }
    }
    const bool is_one_bit = (mask & (mask - 1)) == 0;
    if (is_one_bit && !schedule.footprints) {
        return &schedule.threads[static_cast<unsigned>(std::countr_zero(mask))];
    }
    CandidateList list;
    list_candidates(list, current, mask);
    Thread& chosen = list.count == 1 && !schedule.footprints ? *list.threads[0] : pick(list, current);
    if (chosen.state == ThreadState::blocked) {
        fire_timeout(chosen);
    }
    return &chosen;
}

Context& context_of(Thread* thread) { return thread == nullptr ? schedule.caller : thread->context; }

/// Lets the next thread run, which may be the calling one.
void reschedule() {
    Thread& me = *self;
    Thread* next = next_thread(&me);
    me.yielded = false;
    if (next != &me) {
        ++schedule.switches;
        schedule.carrier->pass_control(me.context, context_of(next));
    }
    mix(me.id);
}

void stop_until_woken(const Blocked& blocked) {
    Thread& me = *self;
    me.state = ThreadState::blocked;
    me.blocked = blocked;
    schedule.runnable &= ~bit(me);
    count_step();
    reschedule();
}

// ---- begin and end
// ---------------------------------------------------------------------------------------------

std::uint64_t persistent_threads() {
    std::uint64_t persistent = 0;
    for_each_thread(schedule.used, [&](const Thread& thread) {
        persistent |=
            thread.state == ThreadState::blocked || thread.state == ThreadState::runnable ? bit(thread) : 0;
    });
    return persistent;
}

void reset_for_a_new_schedule(Thread& thread) {
    thread.operations = 0;
    thread.yielded = false;
    thread.spin = SpinDetector{};
    thread.clock.clear();
    thread.unacquired.clear();
    thread.release_fence.clear();
    thread.sc_fence.clear();
    thread.has_release_fence = false;
    thread.sc_fence_step = 0;
    thread.next_epoch();
}

void begin_schedule() {
    const std::uint64_t persistent = persistent_threads();
    schedule.used = persistent;
    VectorClock::width = static_cast<unsigned>(std::bit_width(persistent));
    for_each_thread(persistent, reset_for_a_new_schedule);
    schedule.body_finished = false;
    schedule.abandoned = false;
    schedule.step = 0;
    schedule.switches = 0;
    schedule.preemptions = 0;
    schedule.timeouts_fired = 0;
    schedule.spurious = 0;
    schedule.hash = 0xcbf29ce484222325U;
    if (schedule.log != nullptr) {
        schedule.log->count.store(0, std::memory_order_relaxed);
    }
    begin_virtual_time();
    memory::begin_schedule();
    schedule.order->begin();
    schedule.footprints = schedule.order->wants_footprints();
}

void return_donors_of_finished_threads() {
    // From last to first, so that they serve in the same order again: then addresses are the same.
    for (unsigned id = VectorClock::width; id-- > 0;) {
        Thread& thread = schedule.threads[id];
        if (thread.state == ThreadState::finished) {
            return_donor(*thread.donor);
            thread.state = ThreadState::absent;
        }
    }
}

Context& finish(Thread& thread) {
    scheduling_point(Operation::finish, &thread, true, nullptr);
    log_event(Operation::finish, &thread, nullptr);
    thread.state = ThreadState::finished;
    schedule.runnable &= ~bit(thread);
    schedule.body_finished = schedule.body_finished || thread.id == 0;
    wake_all(Operation::join, &thread);
    Thread* next = next_thread(nullptr);
    ++schedule.switches;
    self = nullptr;
    return context_of(next);
}

}  // namespace

void run_schedule(void* (*body)(void*), void* argument) {
    const Suspend suspend;
    begin_schedule();
    Thread& main = add_thread();
    main.function = body;
    main.argument = argument;
    schedule.carrier->begin_schedule(schedule.caller);
    schedule.carrier->prepare(main);
    schedule.carrier->pass_control(schedule.caller, main.context);
    schedule.carrier->end_schedule();
    schedule.order->end(schedule.step);
    memory::end_schedule();
    if (schedule.abandoned) {
        forget_threads();
    } else {
        return_donors_of_finished_threads();
    }
}

bool has_persistent_threads() { return persistent_threads() != 0; }

void forget_threads() {
    for (Thread& thread : schedule.threads) {
        thread.state = ThreadState::absent;
    }
    schedule.used = 0;
    schedule.runnable = 0;
}

Context& run_thread(Thread& thread) {
    self = &thread;
    suspensions = 0;
    thread.result = thread.function(thread.argument);
    destroy_thread_locals(thread);
    ++suspensions;
    return finish(thread);
}

Thread& add_thread() {
    const auto id = static_cast<unsigned>(std::countr_one(schedule.used));
    if (id == most_threads) {
        end_schedule(Kind::unsupported,
                     "more than " + std::to_string(most_threads) + " threads in one schedule");
    }
    Thread& thread = schedule.threads[id];
    thread.id = id;
    thread.state = ThreadState::runnable;
    thread.detached = false;
    thread.pending = Pending{};
    thread.blocked = Blocked{};
    thread.result = nullptr;
    thread.destructors = nullptr;
    thread.held.clear();
    reset_for_a_new_schedule(thread);
    schedule.used |= bit(thread);
    schedule.runnable |= bit(thread);
    VectorClock::width = static_cast<unsigned>(std::bit_width(schedule.used));
    return thread;
}

Thread* find_thread(pthread_t handle) {
    Thread* found = nullptr;
    for_each_thread(schedule.used, [&](Thread& thread) {
        if (thread.handle == handle) {
            found = &thread;
        }
    });
    return found;
}

// ---- points and blocking
// ---------------------------------------------------------------------------------------

void scheduling_point(Operation operation, const void* object, bool writes, const void* where) {
    Thread& me = *self;
    me.pending = {operation, writes, object, where};
    ++me.operations;
    count_step();
    mix((std::uint64_t{me.id} << 8U) | static_cast<std::uint64_t>(operation));
    reschedule();
}

void note_held(const void* object) {
    if (schedule.footprints) {
        self->held.add(object);
    }
}

void note_released(const void* object) {
    if (schedule.footprints) {
        self->held.remove(object);
        schedule.order->touches({object, true});
    }
}

bool block(Operation operation, const void* object, std::uint64_t deadline) {
    stop_until_woken({operation, false, object, deadline, nullptr});
    return !self->blocked.timed_out;
}

bool block_until_ready(bool (*ready)(const void*), const void* object, std::uint64_t deadline) {
    stop_until_woken({Operation::descriptor, false, object, deadline, ready});
    return !self->blocked.timed_out;
}

void make_runnable(Thread& thread) {
    thread.state = ThreadState::runnable;
    thread.blocked.deadline = Blocked::never;
    schedule.runnable |= bit(thread);
}

unsigned wake(Operation operation, const void* object, unsigned count) {
    unsigned woken = 0;
    while (woken < count) {
        std::array<Thread*, most_threads> waiters;
        unsigned waiting = 0;
        for_each_thread(schedule.used & ~schedule.runnable, [&](Thread& thread) {
            if (thread.state == ThreadState::blocked && thread.blocked.operation == operation &&
                thread.blocked.object == object) {
                waiters[waiting++] = &thread;
            }
        });
        if (waiting == 0) {
            break;
        }
        const bool all = count - woken >= waiting;
        make_runnable(*waiters[all || waiting == 1 ? 0 : decide(strategies::Decision::waiter, waiting)]);
        ++woken;
    }
    return woken;
}

unsigned wake_all(Operation operation, const void* object) { return wake(operation, object, most_threads); }

void yield_to_others() {
    self->yielded = true;
    schedule.order->yielded(*self);
}

void note_read(const void* object, std::uint64_t value) {
    constexpr unsigned most_same = 8;
    constexpr unsigned most_reads = 64;
    SpinDetector& spin = self->spin;
    spin.same = spin.object == object && spin.value == value ? spin.same + 1 : 0;
    spin.object = object;
    spin.value = value;
    ++spin.reads;
    if (spin.same >= most_same || spin.reads >= most_reads) {
        spin = SpinDetector{};
        yield_to_others();
    }
}

unsigned decide(strategies::Decision decision, unsigned count) {
    // Outside of control, as in a hook, there is nothing to choose.
    if (count <= 1 || suspensions > 1) {
        return 0;
    }
    const unsigned choice = schedule.order->decide(decision, count);
    schedule.choices.add(choice, schedule.order->alternatives(count));
    return choice;
}

bool decide_spurious() {
    if (schedule.spurious >= schedule.options.spurious || decide(strategies::Decision::spurious, 2) == 0) {
        return false;
    }
    ++schedule.spurious;
    return true;
}

// ---- what is told about it
// -------------------------------------------------------------------------------------

namespace {

/// The callers of the code at `where`, which is itself called by the runtime's caller.
void find_callers(const void* where, Callers& callers) {
    std::array<void*, 2 * Callers().size()> frames{};
    const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
    const auto end = frames.begin() + count;
    auto frame = std::find(frames.begin(), end, where);
    for (auto& caller : callers) {
        caller = frame != end && ++frame != end ? *frame : nullptr;
    }
}

void log_entry(const Event& entry) {
    EventLog& log = *schedule.log;
    const std::uint32_t index = log.count.load(std::memory_order_relaxed);
    log.events[index % EventLog::capacity] = entry;
    if (log.detailed) {
        find_callers(entry.where, log.callers[index % EventLog::capacity]);
    }
    log.count.store(index + 1, std::memory_order_relaxed);
}

}  // namespace

void log_event(Operation operation, const void* object, const void* where) {
    if (schedule.log != nullptr) {
        log_entry({schedule.step, static_cast<std::uint8_t>(self->id), operation, false, object, 0, where});
    }
}

void log_value(Operation operation, const void* object, std::uint64_t value, const void* where) {
    if (schedule.log != nullptr) {
        log_entry(
            {schedule.step, static_cast<std::uint8_t>(self->id), operation, true, object, value, where});
    }
}

std::string describe_threads() {
    std::string text;
    for_each_thread(schedule.used, [&](const Thread& thread) {
        if (thread.state == ThreadState::finished || thread.state == ThreadState::absent) {
            return;
        }
        const bool blocked = thread.state == ThreadState::blocked;
        text += text.empty() ? "T" : ", T";
        text += std::to_string(thread.id);
        text += blocked ? " blocked in " : " runnable at ";
        text += to_string(blocked ? thread.blocked.operation : thread.pending.operation);
    });
    return text;
}

namespace {

std::string for_hooks(std::string_view message) {
    return schedule.keeps_marks ? std::string(message) : report::with_symbols(message);
}

}  // namespace

void end_schedule(Kind kind, std::string_view message) {
    if (!is_inside()) {
        std::fprintf(stderr, "wakelaw explore: %.*s\n", static_cast<int>(message.size()), message.data());
        std::abort();
    }
    ++suspensions;
    const Hooks& hooks = schedule.hooks;
    if (hooks.ended != nullptr) {
        hooks.ended(hooks.data, kind, for_hooks(message));
    }
    schedule.abandoned = true;
    schedule.carrier->pass_control(self->context, schedule.caller);
    __builtin_trap();
}

void report_sighting(Kind kind, std::uintptr_t address, std::string_view message, bool at_release) {
    const Hooks& hooks = schedule.hooks;
    if (hooks.seen == nullptr) {
        end_schedule(kind, message);
    }
    hooks.seen(hooks.data, Sighting{kind, address, for_hooks(message), at_release});
}

}  // namespace wakelaw::explore::runtime

// SPDX-License-Identifier: MIT
// The running schedule: who runs, who waits, and the points at which that changes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <wakelaw/explore/controller.hpp>

#include "runtime/carrier.hpp"
#include "runtime/choices.hpp"
#include "runtime/event_log.hpp"
#include "runtime/thread.hpp"
#include "strategies/strategy.hpp"

namespace wakelaw::explore::runtime {

/// All there is to know about the running schedule. One at a time runs in a process, and in it one thread.
struct Schedule {
    Options options;
    Hooks hooks;
    CarrierInterface* carrier = nullptr;
    strategies::Order* order = nullptr;
    EventLog* log = nullptr;  ///< null: not recorded
    bool keeps_marks = false;  ///< in messages; else they become symbols
    ChoiceWriter choices;
    bool footprints = false;  ///< the order wants to know what steps touch

    std::array<Thread, most_threads> threads;
    std::uint64_t used = 0;  ///< a bit for each thread of the schedule, finished ones too
    std::uint64_t runnable = 0;  ///< a bit for each
    Context caller;  ///< of Controller::run
    bool body_finished = false;
    bool abandoned = false;  ///< ended with threads inside

    std::uint32_t step = 0;
    std::uint32_t switches = 0;
    std::uint32_t preemptions = 0;
    std::uint64_t timeouts_fired = 0;
    unsigned spurious = 0;  ///< failures and wake-ups so far
    std::uint64_t hash = 0;
};
extern Schedule schedule;

/// Runs `body` as thread 0 of a schedule. \pre the options, hooks, carrier, order and log are set.
void run_schedule(void* (*body)(void*), void* argument);
/// Whether threads that an earlier schedule left behind are in the next one.
[[nodiscard]] bool has_persistent_threads();
/// In a child of fork, the threads of earlier schedules are gone.
void forget_threads();

/// Before an operation: others may run first. \pre the runtime is suspended for the caller.
void scheduling_point(Operation operation, const void* object, bool writes, const void* where);
/// The calling thread holds the object until it releases it. To release is no scheduling point; who reasons
/// about what steps touch must know of both.
void note_held(const void* object);
void note_released(const void* object);

/// Stops the calling thread until it is woken. False: the deadline passed first.
bool block(Operation operation, const void* object, std::uint64_t deadline = Blocked::never);
/// Stops the calling thread until `ready(object)`, which asks the kernel. False: the deadline passed first.
bool block_until_ready(bool (*ready)(const void*), const void* object, std::uint64_t deadline);
/// Which of them, is a choice. Returns how many were woken.
unsigned wake(Operation operation, const void* object, unsigned count);
unsigned wake_all(Operation operation, const void* object);
void make_runnable(Thread& thread);

/// The calling thread waits for others, in a loop.
void yield_to_others();
/// It has read a value; the same again and again is a loop that waits.
void note_read(const void* object, std::uint64_t value);
/// It has changed something.
inline void note_effect() { self->spin = SpinDetector{}; }

/// A decision that is not about threads.
unsigned decide(strategies::Decision decision, unsigned count);
/// Whether what may fail or wake without a cause does so now.
[[nodiscard]] bool decide_spurious();

/// A new thread, which is runnable and has no code yet.
[[nodiscard]] Thread& add_thread();
[[nodiscard]] Thread* find_thread(pthread_t handle);

void log_event(Operation operation, const void* object, const void* where);
void log_value(Operation operation, const void* object, std::uint64_t value, const void* where);

/// What each thread does, in one line.
[[nodiscard]] std::string describe_threads();

}  // namespace wakelaw::explore::runtime

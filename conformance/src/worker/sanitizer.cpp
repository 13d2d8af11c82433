// SPDX-License-Identifier: MIT
/// \file
/// In a ThreadSanitizer build: what the sanitizer reports becomes an event of the trace.
#include <cstddef>
#include <cstdint>
#include <utility>

#include "worker/case.hpp"
#include "worker/flavour.hpp"
#include "worker/probe.hpp"
#include "worker/recorder.hpp"

#if defined(__SANITIZE_THREAD__)
#define WAKELAW_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WAKELAW_THREAD_SANITIZER 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
#define WAKELAW_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WAKELAW_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef WAKELAW_ADDRESS_SANITIZER

/// No look for leaks where a subject calls exit(), and no symbols where it crashes: both are done by another
/// process, while all threads here are blocked, which the supervisor would take for a stall. What is reported
/// is a crash, not a call of exit(); what is a signal stays one.
extern "C" const char* __asan_default_options() {
    return "abort_on_error=1:detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:"
           "symbolize=0";
}

/// The same of UndefinedBehaviorSanitizer, which often comes with it.
extern "C" const char* __ubsan_default_options() { return "abort_on_error=1:symbolize=0"; }

#endif

#ifdef WAKELAW_THREAD_SANITIZER

namespace wakelaw::conformance {

namespace {

struct Block {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    [[nodiscard]] bool holds(std::uintptr_t address) const { return address >= begin && address < end; }
};
/// What this thread is freeing, or has freed last.
constinit thread_local Block releasing;
/// Where the last race of this thread on the subject's memory was; 0: it is told already.
constinit thread_local std::uintptr_t raced_at = 0;

void record_race(trace::RaceOn where, std::uintptr_t address) {
    record(trace::Kind::data_race, trace::nothing, static_cast<std::uint16_t>(where), 0, address);
}

}  // namespace

}  // namespace wakelaw::conformance

extern "C" {

int __tsan_get_report_data(void* report, const char** description, int* count, int* stack_count,
                           int* mop_count, int* loc_count, int* mutex_count, int* thread_count,
                           int* unique_tid_count, void** sleep_trace, unsigned long trace_size);
std::size_t __sanitizer_get_allocated_size(const volatile void* block);
int __tsan_get_report_mop(void* report, unsigned long index, int* tid, void** address, int* size, int* write,
                          int* atomic, void** trace, unsigned long trace_size);

/// Each report counts, also one that looks like an earlier one: a failure is confirmed by repeating it.
/// No symbols: the trace says what happened; a replay under a debugger says where.
const char* __tsan_default_options() {
    return "halt_on_error=0:exitcode=0:suppress_equal_stacks=0:suppress_equal_addresses=0:symbolize=0:"
           "report_thread_leaks=0:report_signal_unsafe=0:report_destroy_locked=0:report_mutex_bugs=0:"
           "die_after_fork=0";
}

void __tsan_on_report(void* report) {
    using namespace wakelaw::conformance;
    const char* description = nullptr;
    int count = 0;
    int stacks = 0;
    int accesses = 0;
    int locations = 0;
    int mutexes = 0;
    int threads = 0;
    int tids = 0;
    void* sleep_trace[1] = {};
    __tsan_get_report_data(report, &description, &count, &stacks, &accesses, &locations, &mutexes, &threads,
                           &tids, sleep_trace, 1);
    if (accesses == 0) {
        return;
    }
    int tid = 0;
    int size = 0;
    int write = 0;
    int atomic = 0;
    void* address = nullptr;
    void* trace_of_access[1] = {};
    __tsan_get_report_mop(report, 0, &tid, &address, &size, &write, &atomic, trace_of_access, 1);
    const auto number = reinterpret_cast<std::uintptr_t>(address);
    const trace::RaceOn memory = race_on(number);
    const trace::RaceOn where =
        memory == trace::RaceOn::subject && releasing.holds(number) ? trace::RaceOn::release : memory;
    record_race(where, number);
    raced_at = where == trace::RaceOn::subject ? number : 0;
}

/// Called before the block is freed. A destructor reads what it destroys, so a race with a release shows
/// there as a rule, and the release itself follows on the same thread.
void __sanitizer_free_hook(const volatile void* block) {
    using namespace wakelaw::conformance;
    const auto begin = reinterpret_cast<std::uintptr_t>(block);
    releasing = {begin, begin + __sanitizer_get_allocated_size(block)};
    if (releasing.holds(raced_at)) {
        record_race(trace::RaceOn::release, std::exchange(raced_at, 0));
    }
}

/// What is allocated anew is no longer being released.
void __sanitizer_malloc_hook(const volatile void* block, std::size_t) {
    using namespace wakelaw::conformance;
    if (releasing.holds(reinterpret_cast<std::uintptr_t>(block))) {
        releasing = {};
    }
}

}  // extern "C"

#endif

namespace wakelaw::conformance {

std::string_view flavour_name() {
#ifdef WAKELAW_THREAD_SANITIZER
    return "tsan";
#else
    return counts_memory() ? "plain" : "uncounted";
#endif
}

}  // namespace wakelaw::conformance

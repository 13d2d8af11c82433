// SPDX-License-Identifier: MIT
/// \file
/// Writes events into the current lane. Callable from any thread, from inside the allocator and from a
/// ThreadSanitizer report: it allocates nothing, blocks never and synchronises nothing.
#pragma once

#include <cstdint>

#include "trace/event.hpp"
#include "worker/shared_memory.hpp"

namespace wakelaw::conformance {

class Recorder {
public:
    /// Starts a case: events go to `lane` from now on; threads are numbered anew.
    /// Called by main while no thread of the suite is running.
    void start_case(Lane& lane, std::uint64_t case_number);
    void stop();

    void record(trace::Kind kind, std::uint16_t task = trace::nothing, std::uint16_t object = trace::nothing,
                std::uint16_t flags = 0, std::uint64_t value = 0);

    /// The calling thread is `number` in the case that starts next; in a controlled worker, in the running
    /// case.
    static void this_thread_is(std::uint8_t number);

    [[nodiscard]] std::uint64_t case_number() const { return case_number_.load(std::memory_order_relaxed); }

private:
    [[nodiscard]] std::uint8_t thread_number();

    std::atomic<Lane*> lane_{nullptr};
    std::atomic<std::uint64_t> case_number_{0};
    std::atomic<std::uint8_t> threads_{0};
};

/// The worker's only recorder.
Recorder& recorder();

inline void record(trace::Kind kind, std::uint16_t task = trace::nothing,
                   std::uint16_t object = trace::nothing, std::uint16_t flags = 0, std::uint64_t value = 0) {
    recorder().record(kind, task, object, flags, value);
}

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
// A controlled thread, and which one the calling thread is.
#pragma once

#include <pthread.h>

#include <array>
#include <cstdint>
#include <span>

#include "runtime/operation.hpp"
#include "runtime/vector_clock.hpp"

namespace wakelaw::explore::runtime {

struct Donor;

/// What a carrier needs to stop a thread and to let it go on.
struct Context {
    void* stack_pointer = nullptr;  ///< user-level: of the stopped thread
    std::uint64_t thread_pointer = 0;  ///< user-level: the FS base
    std::uint32_t* permit = nullptr;  ///< threads: may go on
};

enum class ThreadState : std::uint8_t { absent, runnable, blocked, finished };

/// What the thread does when it is chosen next.
struct Pending {
    Operation operation = Operation::start;
    bool writes = false;  ///< may change `object`
    const void* object = nullptr;
    const void* where = nullptr;  ///< code address
};

/// What a blocked thread waits for.
struct Blocked {
    static constexpr std::uint64_t never = UINT64_MAX;

    Operation operation = Operation::start;
    bool timed_out = false;
    const void* object = nullptr;
    std::uint64_t deadline = never;  ///< in virtual nanoseconds
    bool (*ready)(const void* object) = nullptr;  ///< asks the kernel; null: another thread wakes it
};

/// Recognises loops that wait for a value: reads that see nothing new, and no effect of its own between them.
struct SpinDetector {
    const void* object = nullptr;
    std::uint64_t value = 0;
    unsigned same = 0;  ///< reads of `object` with that value, in a row
    unsigned reads = 0;  ///< since the thread's last effect
};

/// The locks that a thread holds, and the like: what it may release without a scheduling point.
class HeldObjects {
public:
    void add(const void* object) {
        if (count_ < objects_.size()) {
            objects_[count_] = object;
        }
        ++count_;
    }
    void remove(const void* object) {
        for (unsigned i = count_; i-- > 0 && !overflown();) {
            if (objects_[i] == object) {
                objects_[i] = objects_[--count_];
                return;
            }
        }
    }
    void clear() { count_ = 0; }
    /// There were more than fit; then nothing is known until clear().
    [[nodiscard]] bool overflown() const { return count_ > objects_.size(); }
    [[nodiscard]] std::span<const void* const> objects() const { return {objects_.data(), count_}; }

private:
    std::array<const void*, 16> objects_{};
    unsigned count_ = 0;
};

struct ThreadLocalDestructor {
    void (*function)(void*);
    void* object;
    ThreadLocalDestructor* next;
};

struct Thread {
    unsigned id = 0;
    ThreadState state = ThreadState::absent;
    bool detached = false;
    bool yielded = false;  ///< others are to run first
    Pending pending;
    Blocked blocked;
    std::uint32_t operations = 0;  ///< scheduling points of this thread in this schedule
    SpinDetector spin;
    HeldObjects held;

    VectorClock clock;  ///< what happens before the thread's next event
    VectorClock unacquired;  ///< what relaxed loads have read, for the next acquire fence
    VectorClock release_fence;  ///< the clock at the last release fence
    bool has_release_fence = false;
    VectorClock sc_fence;  ///< weak memory: what sequentially consistent fences made visible
    std::uint32_t sc_fence_step = 0;  ///< of its last one; 0: none

    void* (*function)(void*) = nullptr;
    void* argument = nullptr;
    void* result = nullptr;
    ThreadLocalDestructor* destructors = nullptr;

    pthread_t handle{};
    Donor* donor = nullptr;
    Context context;

    [[nodiscard]] std::uint32_t epoch() const { return clock.epochs[id]; }
    void next_epoch() { ++clock.epochs[id]; }
};

/// The controlled thread that the calling thread is; null outside.
extern thread_local constinit Thread* self [[gnu::tls_model("initial-exec")]];
/// Above 0: the runtime itself runs, or a caller has asked not to be controlled.
extern thread_local constinit int suspensions [[gnu::tls_model("initial-exec")]];

/// Whether what the calling thread does now is to be controlled.
inline bool is_controlled() { return suspensions == 0 && self != nullptr; }
/// Whether the calling thread belongs to the schedule, although perhaps not controlled at the moment.
inline bool is_inside() { return self != nullptr; }

/// While one lives, the runtime works for the calling thread: what it calls is not controlled.
class Suspend {
public:
    Suspend() { ++suspensions; }
    ~Suspend() { --suspensions; }
    Suspend(const Suspend&) = delete;
    Suspend& operator=(const Suspend&) = delete;
};

}  // namespace wakelaw::explore::runtime

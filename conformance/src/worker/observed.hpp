// SPDX-License-Identifier: MIT
/// \file
/// The few accesses of the suite that a race detector has to see. In a controlled worker this is the only
/// source of the suite that is instrumented: the rest must neither add scheduling points nor lend its own
/// ordering to the subject.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

namespace wakelaw::conformance {

/// Plain accesses, on which a race is a finding: payloads of the plug recipe (THR-1), a probe's memory
/// (EXEC-14).
void write_plainly(std::uint64_t& place, std::uint64_t value);
[[nodiscard]] std::uint64_t read_plainly(const std::uint64_t& place);
void write_plainly(std::uint32_t& place, std::uint32_t value);
[[nodiscard]] std::uint32_t read_plainly(const std::uint32_t& place);

/// Orders those who pass it: what one did before happens before what the next does after.
class OrderPoint {
public:
    void pass();

private:
    std::atomic<std::uint32_t> passed_{0};
};

/// One thread at a time has the handle of a task: no executor has to bear a poll of it during another call.
/// Recursive, for an executor may poll inside a call of cancel.
class HandleAccess {
public:
    void begin();
    void end();

private:
    std::recursive_mutex mutex_;
};

/// Who has access to a slot: nobody, one who puts in or takes out, or any number of users. Users and the one
/// who takes out synchronise with the one who put in, as any program does that hands a waker to another
/// thread.
class SlotAccess {
public:
    /// From empty: the caller may put something in, and then calls `end_put`. False: it is not empty.
    bool begin_put();
    void end_put();
    /// From full and unused: the caller may take it out, and then calls `end_take`. False: empty, or in use.
    bool begin_take();
    void end_take();
    /// From full: the caller may use it together with others, and then calls `end_use`. False: it is empty.
    bool begin_use();
    void end_use();

private:
    static constexpr std::uint32_t empty = 0;
    static constexpr std::uint32_t busy = 1;
    static constexpr std::uint32_t full = 2;  // plus the number of users

    [[nodiscard]] std::uint32_t latest();
    /// False: it is in another state than `from`.
    bool change(std::uint32_t from, std::uint32_t to);

    std::atomic<std::uint32_t> state_{empty};
};

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
//
// Cancelled and ShutDown: why a JoinHandle yields no value and no exception of the task itself.
#pragma once

#include <exception>

namespace wakelaw {

/// The task ended without a result: it was aborted, its Runnable was dropped unrun, or its executor was
/// destroyed. Thrown by JoinHandle::poll. Its future has been destroyed before (rule JOIN-2).
class Cancelled : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "wakelaw: the task was cancelled"; }
};

/// The executor had been shut down before spawn was called; the future was destroyed without a poll (rule
/// EXEC-23).
class ShutDown : public Cancelled {
public:
    [[nodiscard]] const char* what() const noexcept override {
        return "wakelaw: spawn on an executor that is shut down";
    }
};

}  // namespace wakelaw

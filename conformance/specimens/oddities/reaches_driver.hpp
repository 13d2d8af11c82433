// SPDX-License-Identifier: MIT
// Conforms: the policy for exceptions is free (NG-9). An exception leaves the driving call, and the next call
// goes on.
#pragma once

#include <exception>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ReachesDriver : Core {
    static constexpr auto name = "oddity-reaches-driver";
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready();
        } catch (...) {
            thrown = std::current_exception();
            return true;
        }
    }
    void drive() override {
        while (Reference task = next()) {
            run(std::move(task));
            if (const std::exception_ptr one = std::exchange(thrown, nullptr)) {
                std::rethrow_exception(one);
            }
        }
    }
    std::exception_ptr thrown;
};

}  // namespace wakelaw::specimens

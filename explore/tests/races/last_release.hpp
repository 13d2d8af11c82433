// SPDX-License-Identifier: MIT
//
// A reference count whose release is an atomic step, but relaxed in the broken version: the last use by one
// thread does not happen before the destruction by the other. A data race, whatever the interleaving.
#pragma once

#include <atomic>
#include <thread>

#include "verdict.hpp"

namespace wakelaw::explore::races {

template <Version version>
class SharedNumber {
public:
    SharedNumber() = default;
    SharedNumber(const SharedNumber&) = delete;
    SharedNumber& operator=(const SharedNumber&) = delete;

    void release() {
        constexpr auto order =
            version == Version::broken ? std::memory_order_relaxed : std::memory_order_acq_rel;
        if (references_.fetch_sub(1, order) == 1) {
            delete this;
        }
    }

    int number = 0;

private:
    ~SharedNumber() = default;

    std::atomic<int> references_{2};
};

template <Version version>
void last_release() {
    auto* shared = new SharedNumber<version>;
    std::thread writer([=] {
        shared->number = 1;
        shared->release();
    });
    std::thread bystander([=] { shared->release(); });
    writer.join();
    bystander.join();
}

}  // namespace wakelaw::explore::races

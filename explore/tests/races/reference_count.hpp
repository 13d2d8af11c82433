// SPDX-License-Identifier: MIT
//
// A reference count. The broken version gives up a reference by a load and a store: of two at the same time
// one is lost, so the object is never freed, or freed while it is in use.
#pragma once

#include <atomic>
#include <thread>

#include "verdict.hpp"

namespace wakelaw::explore::races {

template <Version version>
class Counted {
public:
    explicit Counted(int references) : references_(references) {
        living.fetch_add(1, std::memory_order_relaxed);
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

    void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
    void release() {
        if (references_before_release() == 1) {
            delete this;
        }
    }

    static inline std::atomic<int> living{0};

private:
    ~Counted() { living.fetch_sub(1, std::memory_order_relaxed); }

    int references_before_release() {
        if constexpr (version == Version::broken) {
            const int before = references_.load(std::memory_order_relaxed);
            references_.store(before - 1, std::memory_order_relaxed);
            return before;
        } else {
            return references_.fetch_sub(1, std::memory_order_acq_rel);
        }
    }

    std::atomic<int> references_;
};

template <Version version>
void reference_count() {
    using Object = Counted<version>;
    Object::living = 0;
    auto* object = new Object(2);
    std::thread first([=] { object->release(); });
    std::thread second([=] {
        object->retain();
        object->release();
        object->release();
    });
    first.join();
    second.join();
    require(Object::living == 0, "an object was freed twice or never");
}

}  // namespace wakelaw::explore::races

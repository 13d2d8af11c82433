// SPDX-License-Identifier: MIT
// Conforms: a class may count handles of its own and clone its one instance never (WAK-3.a). Wakers share the
// instance by std::shared_ptr; the last one drops it.
#pragma once

#include <memory>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class SharedHandle {
public:
    static SharedHandle from_raw(RawWaker raw) { return SharedHandle(raw); }
    [[nodiscard]] SharedHandle clone() const { return SharedHandle(instance_); }
    void wake() && {
        const std::shared_ptr<const SoundWaker> taken = std::move(instance_);
        taken->wake_by_ref();
    }
    void wake_by_ref() const { instance_->wake_by_ref(); }
    [[nodiscard]] bool will_wake(const SharedHandle& other) const { return instance_ == other.instance_; }

private:
    explicit SharedHandle(RawWaker raw) : instance_(std::make_shared<const SoundWaker>(raw)) {}
    explicit SharedHandle(std::shared_ptr<const SoundWaker> instance) : instance_(std::move(instance)) {}
    std::shared_ptr<const SoundWaker> instance_;
};
struct SharedHandles {
    static constexpr auto name = "oddity-shared-handles";
    using waker = SharedHandle;
};

}  // namespace wakelaw::specimens

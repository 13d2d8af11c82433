// SPDX-License-Identifier: MIT
#include <sched.h>

#include "runtime/carrier.hpp"
#include "runtime/donor.hpp"
#include "runtime/system_call.hpp"

namespace wakelaw::explore::runtime {

namespace {

/// One thread of the system for each controlled one; whoever has the permit runs.
class ThreadCarrier final : public CarrierInterface {
public:
    void prepare(Thread& thread) override { take_donor(thread); }

    void pass_control(Context& from, Context& to) override {
        give_permit(*to.permit);
        take_permit(*from.permit);
    }

    // On one processor a thread that gives the permit need not wait for another to wake up.
    void begin_schedule(Context& caller) override {
        caller.permit = &caller_permit_;
        restore_ = system_call(SYS_sched_getaffinity, 0, sizeof before_, as_argument(&before_)) > 0;
        if (restore_ && processor_ < 0) {
            processor_ = sched_getcpu();
        }
        if (restore_ && processor_ >= 0) {
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(static_cast<unsigned>(processor_), &one);
            system_call(SYS_sched_setaffinity, 0, sizeof one, as_argument(&one));
        }
    }
    void end_schedule() override {
        if (restore_) {
            system_call(SYS_sched_setaffinity, 0, sizeof before_, as_argument(&before_));
        }
    }

private:
    std::uint32_t caller_permit_ = 0;
    cpu_set_t before_{};
    bool restore_ = false;
    int processor_ = -1;
};

}  // namespace

CarrierInterface& thread_carrier() {
    static ThreadCarrier carrier;
    return carrier;
}

}  // namespace wakelaw::explore::runtime

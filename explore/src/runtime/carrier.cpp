// SPDX-License-Identifier: MIT
#include "runtime/carrier.hpp"

#include <stdexcept>

namespace wakelaw::explore::runtime {

Carrier resolved(Carrier carrier) {
    if (carrier != Carrier::automatic) {
        return carrier;
    }
    return user_level_carrier_works() ? Carrier::user_level : Carrier::threads;
}

CarrierInterface& carrier_for(Carrier carrier) {
    if (resolved(carrier) == Carrier::threads) {
        return thread_carrier();
    }
    if (!user_level_carrier_works()) {
        throw std::invalid_argument(
            "option carrier: user_level needs Linux 5.9 or later on x86-64 with FSGSBASE; use threads");
    }
    return user_level_carrier();
}

}  // namespace wakelaw::explore::runtime

// SPDX-License-Identifier: MIT
#include <wakelaw/explore.hpp>

namespace wakelaw::explore {

std::string_view to_string(Kind kind) {
    switch (kind) {
        case Kind::deadlock:
            return "deadlock";
        case Kind::livelock:
            return "livelock";
        case Kind::data_race:
            return "data race";
        case Kind::use_after_free:
            return "use after free";
        case Kind::double_free:
            return "double free";
        case Kind::assertion:
            return "assertion";
        case Kind::crash:
            return "crash";
        case Kind::leak:
            return "leak";
        case Kind::uncontrolled:
            return "uncontrolled";
        case Kind::nondeterministic:
            return "nondeterministic";
        case Kind::unsupported:
            return "unsupported";
    }
    return "unknown";
}

std::string_view to_string(Strategy strategy) {
    switch (strategy) {
        case Strategy::portfolio:
            return "portfolio";
        case Strategy::random:
            return "random";
        case Strategy::pct:
            return "pct";
        case Strategy::pos:
            return "pos";
        case Strategy::exhaustive:
            return "exhaustive";
        case Strategy::sleep_sets:
            return "sleep sets";
    }
    return "unknown";
}

}  // namespace wakelaw::explore

// SPDX-License-Identifier: MIT
#include <array>

#include <wakelaw/conformance/subject.hpp>

namespace wakelaw::conformance {

namespace {
constexpr std::array<std::string_view, capability_count> names{"clone",
                                                               "wake-by-ref",
                                                               "will-wake",
                                                               "several-tasks",
                                                               "wake-from-foreign-thread",
                                                               "spawn-from-poll",
                                                               "spawn-from-foreign-thread",
                                                               "exceptions",
                                                               "wakers-outlive-task",
                                                               "wakers-outlive-executor",
                                                               "drop-at-shutdown",
                                                               "thread-bound-tasks",
                                                               "nested-drivers",
                                                               "waker-move",
                                                               "cancel",
                                                               "join",
                                                               "clone-from",
                                                               "noop-waker",
                                                               "raw-words",
                                                               "poll-type",
                                                               "context-type",
                                                               "counted-wakers",
                                                               "borrowed-wakers"};
}  // namespace

std::string_view to_string(Capability capability) { return names[static_cast<std::size_t>(capability)]; }

std::optional<Capability> capability_from_string(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            return static_cast<Capability>(i);
        }
    }
    return std::nullopt;
}

std::string_view to_string(Driving driving) {
    switch (driving) {
        case Driving::threads:
            return "threads";
        case Driving::stepping:
            return "stepping";
        case Driving::blocking:
            return "blocking";
        case Driving::none:
            return "none";
    }
    return "unknown";
}

}  // namespace wakelaw::conformance

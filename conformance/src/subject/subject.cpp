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
                                                               "borrowed-wakers",
                                                               "spawn-at-shutdown"};

constexpr std::array<std::string_view, contract_count> contract_names{
    "one-suspension",      "abandoned-destroyed", "abandoned-aborts",
    "last-drop-destroys",  "first-poll-in-spawn", "self-wake-at-once",
    "caller-owns-storage", "cancel-blocks",       "wakers-emptied"};

constexpr std::array<std::string_view, profile_count> profile_names{
    "core", "threads", "owning", "local", "stepping", "join", "abort", "exceptions"};
}  // namespace

std::string_view to_string(Contract contract) { return contract_names[static_cast<std::size_t>(contract)]; }

std::string_view to_string(Profile profile) { return profile_names[static_cast<std::size_t>(profile)]; }

Capabilities required_by(Profile profile) {
    switch (profile) {
        case Profile::core:
            return {Capability::clone, Capability::wake_by_ref, Capability::several_tasks};
        case Profile::threads:
            return {Capability::wake_from_foreign_thread, Capability::spawn_from_foreign_thread};
        case Profile::owning:
            return {Capability::drop_at_shutdown};
        case Profile::local:
            return {Capability::thread_bound_tasks};
        case Profile::stepping:
            return {};  // a driving style, not a capability
        case Profile::join:
            return {Capability::join};
        case Profile::abort:
            return {Capability::cancel};
        case Profile::exceptions:
            return {Capability::exceptions};
    }
    return {};
}

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

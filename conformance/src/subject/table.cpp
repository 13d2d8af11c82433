// SPDX-License-Identifier: MIT
#include "subject/table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include <wakelaw/conformance/subject.hpp>

namespace wakelaw::conformance {

namespace {

/// What version 1 of the ABI began with.
constexpr std::size_t size_of_version_1 =
    offsetof(wakelaw_subject, last_error) + sizeof(wakelaw_subject::last_error);

/// What version 1 of the ABI began with, again.
constexpr std::size_t size_of_vocabulary =
    offsetof(wakelaw_vocabulary, check_counted) + sizeof(wakelaw_vocabulary::check_counted);

class Inspection {
public:
    explicit Inspection(const wakelaw_subject& table) : table_(table) {}

    std::vector<std::string> run() {
        name();
        functions();
        enumerations();
        capabilities();
        contract();
        profiles();
        return faults_;
    }

private:
    void fault(std::string line) { faults_.push_back(std::move(line)); }

    [[nodiscard]] bool declares(Capability capability) const {
        return Capabilities::from_bits(table_.capabilities).has(capability);
    }
    [[nodiscard]] bool has(Contract contract) const {
        return Contracts::from_bits(table_.contract).has(contract);
    }

    void name() {
        const std::string_view text = table_.name == nullptr ? "" : table_.name;
        const auto bad = [](char one) { return static_cast<unsigned char>(one) < ' ' || one == '/'; };
        if (text.empty() || std::any_of(text.begin(), text.end(), bad)) {
            fault("has no usable name; set name to text without slashes and control characters");
        }
    }

    void functions() {
        const auto required = [&](bool there, std::string_view function) {
            if (!there) {
                fault("has no function " + std::string(function) +
                      ", which is required; set it in the table");
            }
        };
        if (table_.driving == WAKELAW_DRIVING_NONE) {
            vocabulary();
            return;
        }
        required(table_.make != nullptr, "make");
        required(table_.destroy != nullptr, "destroy");
        required(table_.spawn != nullptr, "spawn");
        const bool driven = table_.driving != WAKELAW_DRIVING_THREADS;
        if (driven && table_.drive == nullptr) {
            fault("is driven in the style " + std::string(to_string(static_cast<Driving>(table_.driving))) +
                  " and has no function drive; set it in the table, or declare the style threads");
        }
        if (!driven && table_.drive != nullptr) {
            fault(
                "declares the style threads and has a function drive; leave it null, or declare stepping or "
                "blocking");
        }
    }

    void vocabulary() {
        if (table_.vocabulary == nullptr) {
            fault("is no executor and has no vocabulary; set vocabulary (in C++: use WAKELAW_VOCABULARY)");
            return;
        }
        const wakelaw_vocabulary& its = *table_.vocabulary;
        if (its.struct_size < size_of_vocabulary) {
            fault("has a vocabulary of " + std::to_string(its.struct_size) + " bytes, and version 1 has " +
                  std::to_string(size_of_vocabulary) + "; set struct_size = sizeof(wakelaw_vocabulary)");
            return;
        }
        if (its.size == 0 || its.alignment == 0 || (its.alignment & (its.alignment - 1)) != 0) {
            fault(
                "has a vocabulary whose variables have no usable size and alignment; set both to those of "
                "the class");
        }
        const auto required = [&](bool there, std::string_view function) {
            if (!there) {
                fault("has a vocabulary without " + std::string(function) +
                      ", which is required; set it in the vocabulary");
            }
        };
        required(its.make != nullptr, "make");
        required(its.destroy != nullptr, "destroy");
        required(its.move_to != nullptr, "move_to");
        required(its.wake != nullptr, "wake");
        const auto needs = [&](Capability capability, bool there, std::string_view function) {
            if (declares(capability) && !there) {
                fault("declares " + std::string(to_string(capability)) + " and has no operation for it: " +
                      std::string(function) + " is missing in the vocabulary; add it, or do not declare " +
                      std::string(to_string(capability)));
            }
        };
        needs(Capability::clone, its.clone_to != nullptr, "clone_to");
        needs(Capability::clone_from, its.clone_from != nullptr, "clone_from");
        needs(Capability::wake_by_ref, its.wake_by_ref != nullptr, "wake_by_ref");
        needs(Capability::will_wake, its.will_wake != nullptr, "will_wake");
        needs(Capability::noop_waker, its.make_noop != nullptr, "make_noop");
        needs(Capability::raw_words, its.words != nullptr, "words");
        needs(Capability::poll_type, its.check_poll != nullptr, "check_poll");
        needs(Capability::context_type, its.check_context != nullptr, "check_context");
        needs(Capability::counted_wakers, its.check_counted != nullptr, "check_counted");
    }

    void enumerations() {
        if (table_.driving > WAKELAW_DRIVING_NONE) {
            fault("has the driving style " + std::to_string(table_.driving) +
                  "; use a WAKELAW_DRIVING_ constant");
        }
        if (table_.exception_policy > WAKELAW_EXCEPTION_REACHES_DRIVER) {
            fault("has the exception policy " + std::to_string(table_.exception_policy) +
                  "; use a WAKELAW_EXCEPTION_ constant");
        }
        known(table_.capabilities, capability_count, "capabilities");
        known(table_.emulated, capability_count, "emulated");
        known(table_.contract, contract_count, "contract");
        known(table_.profiles, profile_count, "profiles");
    }
    void known(std::uint64_t bits, int count, std::string_view field) {
        if ((bits >> count) != 0) {
            fault("has bits in " + std::string(field) +
                  " that this wakelaw does not know; use the constants of its "
                  "wakelaw.h");
        }
    }

    void capabilities() {
        const auto needs = [&](Capability capability, bool there, std::string_view function) {
            if (declares(capability) && !there) {
                fault("declares " + std::string(to_string(capability)) +
                      " and has no operation for it: " + std::string(function) +
                      " is missing; add it, or do not declare " + std::string(to_string(capability)));
            }
        };
        needs(Capability::cancel, table_.cancel != nullptr, "cancel");
        needs(Capability::join, table_.join != nullptr, "join");
        const bool handles = declares(Capability::cancel) || declares(Capability::join);
        if (handles && table_.release_handle == nullptr) {
            fault(
                "declares cancel or join and has no operation to end a handle: release_handle is missing; "
                "add it "
                "(in C++: let spawn return a handle)");
        }
        const bool boxed = (table_.flags & WAKELAW_FLAG_BOXED_WAKERS) != 0;
        needs(Capability::waker_move, table_.move_waker != nullptr || !boxed, "move_waker");
        if ((table_.emulated & ~table_.capabilities) != 0) {
            fault("has bits in emulated that are not in capabilities; declare these capabilities too");
        }
    }

    void contract() {
        const auto excludes = [&](Contract one, Capability other) {
            if (has(one) && declares(other)) {
                fault("has the contract " + std::string(to_string(one)) + " and declares " +
                      std::string(to_string(other)) + ", which contradict each other; leave one of them out");
            }
        };
        for (const Contract one : {Contract::caller_owns_storage, Contract::cancel_blocks}) {
            if (has(one) && !declares(Capability::cancel)) {
                fault("has the contract " + std::string(to_string(one)) +
                      " and does not declare cancel, which it needs; declare it");
            }
        }
        excludes(Contract::one_suspension, Capability::wakers_outlive_task);
        excludes(Contract::one_suspension, Capability::will_wake);
        excludes(Contract::caller_owns_storage, Capability::drop_at_shutdown);
        if (has(Contract::abandoned_destroyed) && has(Contract::abandoned_aborts)) {
            fault(
                "has the contracts abandoned-destroyed and abandoned-aborts, which contradict each other; "
                "leave one "
                "of them out");
        }
    }

    void profiles() {
        for (int i = 0; i < profile_count; ++i) {
            const auto profile = static_cast<Profile>(i);
            if (!Profiles::from_bits(table_.profiles).has(profile)) {
                continue;
            }
            if (profile == Profile::stepping && table_.driving == WAKELAW_DRIVING_THREADS) {
                fault("claims the profile stepping and is driven in the style threads; do not claim it");
            }
            const Capabilities required = required_by(profile);
            for (int bit = 0; bit < capability_count; ++bit) {
                const auto capability = static_cast<Capability>(bit);
                if (required.has(capability) && !declares(capability)) {
                    fault("claims the profile " + std::string(to_string(profile)) + " and does not declare " +
                          std::string(to_string(capability)) +
                          "; a profile is claimed whole: declare it, or do not "
                          "claim the profile");
                }
            }
        }
    }

    const wakelaw_subject& table_;
    std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> faults_of(const wakelaw_subject& table) {
    if (table.abi_version != WAKELAW_ABI_VERSION) {
        return {"has version " + std::to_string(table.abi_version) + " of the ABI, not " +
                std::to_string(WAKELAW_ABI_VERSION) +
                "; compile it with the wakelaw.h of this wakelaw, and set abi_version = WAKELAW_ABI_VERSION"};
    }
    if (table.struct_size < size_of_version_1) {
        return {"has a table of " + std::to_string(table.struct_size) + " bytes, and version 1 has " +
                std::to_string(size_of_version_1) + "; set struct_size = sizeof(wakelaw_subject)"};
    }
    const wakelaw_subject full = in_full(table);
    return Inspection(full).run();
}

bool is_readable(const wakelaw_subject& table) {
    return table.abi_version == WAKELAW_ABI_VERSION && table.struct_size >= size_of_version_1;
}

std::string in_one_line(const char* text) {
    std::string result = text == nullptr ? "" : text;
    std::replace_if(
        result.begin(), result.end(), [](char one) { return static_cast<unsigned char>(one) < ' '; }, ' ');
    return result;
}

wakelaw_subject in_full(const wakelaw_subject& table) {
    wakelaw_subject result{};
    std::memcpy(&result, &table, std::min<std::size_t>(table.struct_size, sizeof result));
    return result;
}

wakelaw_vocabulary in_full(const wakelaw_vocabulary& table) {
    wakelaw_vocabulary result{};
    std::memcpy(&result, &table, std::min<std::size_t>(table.struct_size, sizeof result));
    return result;
}

}  // namespace wakelaw::conformance

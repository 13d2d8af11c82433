// SPDX-License-Identifier: MIT
/// \file
/// Tells traces of one scenario apart, but for the addresses in them, which differ where nothing else does.
/// Equal fingerprints: the laws say the same of both.
#pragma once

#include <cstdint>
#include <vector>

#include "trace/event.hpp"
#include "worker/shared_memory.hpp"

namespace wakelaw::conformance {

/// Numbers addresses in the order in which they appear. A trace has few.
class AddressNumbers {
public:
    std::uint64_t operator()(std::uint64_t address) {
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            if (seen_[i] == address) {
                return i;
            }
        }
        seen_.push_back(address);
        return seen_.size() - 1;
    }

private:
    std::vector<std::uint64_t> seen_;
};

/// Addresses, and the payloads, which are the case's number.
[[nodiscard]] inline bool value_differs_from_run_to_run(trace::Kind kind) {
    return kind == trace::Kind::poll_begin || kind == trace::Kind::future_destroyed ||
           kind == trace::Kind::memory_fault || kind == trace::Kind::data_race ||
           kind == trace::Kind::payload_read;
}

class Fingerprint {
public:
    void add(const trace::Event& event) {
        mix(pack_head(event));
        mix(value_differs_from_run_to_run(event.kind) ? numbers_(event.value) : event.value);
    }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
    void mix(std::uint64_t word) {
        hash_ = (hash_ ^ word) * 0x9E37'79B9'7F4A'7C15U;
        hash_ ^= hash_ >> 29;
    }
    AddressNumbers numbers_;
    std::uint64_t hash_ = 0xCBF2'9CE4'8422'2325U;
};

[[nodiscard]] inline std::uint64_t fingerprint(const Lane& lane, std::uint64_t begin, std::uint64_t end) {
    Fingerprint result;
    for (std::uint64_t i = begin; i < end; ++i) {
        result.add(unpack(lane.events[i].head.load(std::memory_order_relaxed),
                          lane.events[i].value.load(std::memory_order_relaxed)));
    }
    return result.value();
}

}  // namespace wakelaw::conformance

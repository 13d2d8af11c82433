// SPDX-License-Identifier: MIT
/// \file
/// A trace as a table: time goes down, each thread is a column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "trace/view.hpp"

namespace wakelaw::conformance::report {

struct TraceTableOptions {
    std::size_t width = 100;  ///< a cell that does not fit is continued below
    std::size_t rows = 60;  ///< more than that are cut in the middle; marked rows and their neighbours stay
};

/// One row an event, but adjacent begin and end of one operation share a row. `marked` are event numbers;
/// their rows begin with `>`.
[[nodiscard]] std::string trace_table(const trace::Trace& trace, std::span<const std::uint32_t> marked,
                                      const TraceTableOptions& options = {});

/// "main", "actor 0", "executor 0".
[[nodiscard]] std::string thread_name(std::uint8_t thread);

}  // namespace wakelaw::conformance::report

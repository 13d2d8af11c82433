// SPDX-License-Identifier: MIT
/// \file
/// Traces as JSON lines, one event a line: what `wakelaw check-trace` reads and `--trace` writes. The format
/// is described in conformance/TRACES.md. A trace begins with a header and ends with a footer, which counts
/// its events, so that one that was cut off is not taken for a whole one. A file may hold several.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "trace/view.hpp"

namespace wakelaw::conformance::report {

inline constexpr std::string_view trace_format = "wakelaw-trace-1";
/// Laws compare events with each other: longer traces have to be cut.
inline constexpr std::size_t most_trace_events = 200'000;
inline constexpr std::size_t longest_trace_line = 4096;
inline constexpr std::size_t most_traces = 1000;

struct NamedTrace {
    std::string subject;
    trace::Trace trace;
};

struct TraceFileError {
    std::size_t line = 0;  ///< counted from 1
    std::string message;  ///< one line: what is wrong, and how to mend it
};

/// Reads all traces of a file. Never throws but for lack of memory; any bytes may be given, and no more is
/// kept than a trace may hold.
[[nodiscard]] tl::expected<std::vector<NamedTrace>, TraceFileError> read_traces(std::istream& in);

/// The trace in the same format.
[[nodiscard]] std::string to_trace_lines(const NamedTrace& trace);

}  // namespace wakelaw::conformance::report

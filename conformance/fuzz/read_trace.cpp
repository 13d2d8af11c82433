// SPDX-License-Identifier: MIT
// Any bytes are a file of traces or an error with a line; what is a trace can be judged by all laws, printed
// and written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "laws/judge.hpp"
#include "report/trace_file.hpp"
#include "report/trace_table.hpp"

using namespace wakelaw::conformance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
    const auto read = report::read_traces(in);
    if (!read) {
        if (read.error().line == 0 || read.error().message.find('\n') != std::string::npos) {
            std::abort();
        }
        return 0;
    }
    for (const report::NamedTrace& one : *read) {
        for (const laws::Finding& finding : laws::judge_trace(one.trace).findings) {
            (void)report::trace_table(one.trace, finding.events);
        }
        std::istringstream again(report::to_trace_lines(one));
        const auto same = report::read_traces(again);
        if (!same || same->size() != 1 || same->front().trace.events != one.trace.events) {
            std::abort();
        }
    }
    return 0;
}

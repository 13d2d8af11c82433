// SPDX-License-Identifier: MIT
/// \file
/// How far a run has come. Whoever runs it brings the time: nothing here reads a clock.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace wakelaw::conformance::report {

/// On a terminal, one line that is written anew; elsewhere a line at the start and the end of each subject
/// and one each ten seconds in between. For one thread.
class Progress {
public:
    Progress(std::ostream& out, bool terminal, std::size_t width = 79)
        : out_(out), terminal_(terminal), width_(width) {}

    /// `budget` in seconds; 0: there is none.
    void begin(std::string_view subject, double budget);
    /// `runs`: cases and controlled schedules.
    void update(std::uint64_t runs, double elapsed, std::uint64_t findings);
    /// The terminal's line is wiped: the report follows.
    void end();

private:
    [[nodiscard]] std::string line() const;
    void rewrite(const std::string& text);

    std::ostream& out_;
    bool terminal_;
    std::size_t width_;
    std::string subject_;
    double budget_ = 0;
    std::uint64_t runs_ = 0;
    double elapsed_ = 0;
    std::uint64_t findings_ = 0;
    double last_written_ = 0;
};

}  // namespace wakelaw::conformance::report

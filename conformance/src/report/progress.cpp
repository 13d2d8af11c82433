// SPDX-License-Identifier: MIT
#include "report/progress.hpp"

#include <fmt/format.h>

#include <ostream>

#include "report/words.hpp"

namespace wakelaw::conformance::report {

namespace {
constexpr double terminal_interval = 0.1;
constexpr double plain_interval = 10;
}  // namespace

void Progress::begin(std::string_view subject, double budget) {
    subject_ = subject;
    budget_ = budget;
    runs_ = 0;
    elapsed_ = 0;
    findings_ = 0;
    last_written_ = 0;
    if (terminal_) {
        rewrite(line());
    } else {
        out_ << subject_ << ": started"
             << (budget_ > 0 ? fmt::format(", budget {} s", one_decimal(budget_)) : std::string())
             << std::endl;
    }
}

void Progress::update(std::uint64_t runs, double elapsed, std::uint64_t findings) {
    runs_ = runs;
    elapsed_ = elapsed;
    findings_ = findings;
    if (elapsed - last_written_ < (terminal_ ? terminal_interval : plain_interval)) {
        return;
    }
    last_written_ = elapsed;
    if (terminal_) {
        rewrite(line());
    } else {
        out_ << line() << std::endl;
    }
}

void Progress::end() {
    if (terminal_) {
        rewrite("");
    } else {
        out_ << subject_ << ": ended: " << line().substr(subject_.size() + 2) << std::endl;
    }
}

std::string Progress::line() const {
    return fmt::format("{}: {} runs, {}{} s, {} {}", subject_, with_commas(runs_), one_decimal(elapsed_),
                       budget_ > 0 ? fmt::format("/{}", one_decimal(budget_)) : "", with_commas(findings_),
                       findings_ == 1 ? "finding" : "findings");
}

void Progress::rewrite(const std::string& text) {
    // "erase to the end of the line" comes last, so that a shorter line leaves nothing of a longer one.
    out_ << '\r' << text.substr(0, width_) << "\x1b[K" << std::flush;
}

}  // namespace wakelaw::conformance::report

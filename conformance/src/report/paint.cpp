// SPDX-License-Identifier: MIT
#include "report/paint.hpp"

#include <fmt/color.h>

namespace wakelaw::conformance::report {

namespace {

fmt::text_style style_of(Paint with) {
    switch (with) {
        case Paint::none:
            return {};
        case Paint::bold:
            return fmt::emphasis::bold;
        case Paint::green:
            return fmt::fg(fmt::terminal_color::green);
        case Paint::red:
            return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::red);
        case Paint::yellow:
            return fmt::fg(fmt::terminal_color::yellow);
        case Paint::faint:
            return fmt::emphasis::faint;
    }
    return {};
}

}  // namespace

std::string paint(std::string_view text, Paint with, bool colour) {
    return colour && with != Paint::none ? fmt::format(style_of(with), "{}", text) : std::string(text);
}

Paint paint_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return Paint::green;
        case Verdict::fail:
        case Verdict::crash:
        case Verdict::hang:
        case Verdict::bad_adapter:
        case Verdict::suite_error:
            return Paint::red;
        case Verdict::warning:
        case Verdict::inconclusive:
        case Verdict::waived:
            return Paint::yellow;
        case Verdict::not_applicable:
        case Verdict::not_testable:
            return Paint::faint;
    }
    return Paint::none;
}

}  // namespace wakelaw::conformance::report

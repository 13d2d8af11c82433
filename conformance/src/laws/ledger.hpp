// SPDX-License-Identifier: MIT
/// \file
/// The model of a waker class: it books each instance of an instrumented waker from where it is made to where
/// it is released, and says where a program's trace first parts from it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laws/law.hpp"
#include "trace/view.hpp"

namespace wakelaw::conformance::laws {

/// What the trace of one program says about the waker class and about what belongs to it.
struct Reading {
    /// Where the class did first what the model does not. Behind it the model knows no more.
    std::optional<Finding> deviation;
    /// Answers of fixed checks that are wrong; none depends on another.
    std::vector<Finding> answers;
    /// The clauses that were put to the test.
    std::vector<std::string_view> exercised;
};

/// Whether the trace is that of a program for a vocabulary.
[[nodiscard]] bool is_program(const trace::View& view);
/// Precondition: is_program(view).
[[nodiscard]] Reading read_program(const trace::View& view);

}  // namespace wakelaw::conformance::laws

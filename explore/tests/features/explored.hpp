// SPDX-License-Identifier: MIT
//
// A feature test runs a small program of one library or system feature under some hundred schedules. The
// program checks its own result with `require`; the explorer must find nothing, and in the broken twin what
// is broken.
#pragma once

#include <functional>

#include <wakelaw/explore.hpp>

namespace wakelaw::explore::features {

/// 200 schedules at random, then those with at most one preemption, 400 of them at most: no finding.
void expect_clean(const std::function<void()>& body, Options options = {});

/// The same schedules contain one with a finding of this kind.
void expect_finding(Kind kind, const std::function<void()>& body, Options options = {});

}  // namespace wakelaw::explore::features

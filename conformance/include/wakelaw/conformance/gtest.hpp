// SPDX-License-Identifier: MIT
/// \file
/// The laws as GoogleTest tests, for a test binary of the author's own: suite = subject, test = rule.
///
///     int main(int argc, char** argv) {
///         testing::InitGoogleTest(&argc, argv);
///         wakelaw::conformance::register_tests("path/of/the/worker");
///         return RUN_ALL_TESTS();
///     }
///
/// The worker is the executable that `wakelaw_add_subject` builds; in CMake: $<TARGET_FILE:my-executor>. The
/// test binary is a supervisor and never runs the subject's code, so a subject that crashes costs its own
/// tests only.
#pragma once

#include <cstdint>
#include <string>

namespace wakelaw::conformance {

struct TestOptions {
    double seconds = 10;  ///< for each subject
    std::uint64_t cases = 20'000;
    std::uint64_t seed = 1;
    std::string rules = "*";  ///< ids or globs, separated by commas
};

/// Registers a test for each rule and each subject of the worker. Call it from main, before RUN_ALL_TESTS.
///
/// A subject is judged once, by its first test that runs. A test fails on FAIL, CRASH, HANG, INCONCLUSIVE,
/// BAD_ADAPTER and SUITE_ERROR with the failure page as its message, and is skipped on NOT_APPLICABLE and
/// NOT_TESTABLE with the reason. The level of the rule and the verdict are properties of the test.
/// \return the number of tests registered. \throws std::runtime_error if `worker` is no worker of wakelaw, or
/// no rule is selected: a binary without tests would pass.
int register_tests(const std::string& worker, const TestOptions& options = {});

}  // namespace wakelaw::conformance

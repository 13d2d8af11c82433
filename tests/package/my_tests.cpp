// SPDX-License-Identifier: MIT
// The laws in a test binary of the user's own: argv[1] is the worker.
#include <gtest/gtest.h>
#include <wakelaw/conformance/gtest.hpp>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc != 2) {
        return 64;
    }
    wakelaw::conformance::register_tests(argv[1], {.seconds = 60, .cases = 500});
    return RUN_ALL_TESTS();
}

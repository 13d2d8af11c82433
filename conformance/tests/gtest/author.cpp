// SPDX-License-Identifier: MIT
// What an author of an executor writes: a test binary of one's own. register_test.cpp runs it as
// `author WORKER CASES RULES [GOOGLETEST OPTIONS]`.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <wakelaw/conformance/gtest.hpp>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc != 4) {
        return 64;
    }
    wakelaw::conformance::TestOptions options;
    options.seconds = 3600;
    options.cases = std::strtoull(argv[2], nullptr, 10);
    options.rules = argv[3];
    try {
        std::printf("registered %d\n", wakelaw::conformance::register_tests(argv[1], options));
    } catch (const std::exception& error) {
        std::printf("refused: %s\n", error.what());
        return 3;
    }
    return RUN_ALL_TESTS();
}

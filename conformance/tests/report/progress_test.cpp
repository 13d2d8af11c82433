// SPDX-License-Identifier: MIT
#include "report/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace wakelaw::conformance::report {
namespace {

TEST(Progress, OnATerminalRewritesOneLineAndWipesItInTheEnd) {
    std::ostringstream out;
    Progress progress(out, true);
    progress.begin("pool", 30);
    progress.update(1234, 0.5, 1);
    progress.update(1240, 0.55, 1);
    progress.end();
    EXPECT_EQ(out.str(),
              "\rpool: 0 runs, 0.0/30.0 s, 0 findings\x1b[K"
              "\rpool: 1,234 runs, 0.5/30.0 s, 1 finding\x1b[K"
              "\r\x1b[K");
}

TEST(Progress, ElsewhereWritesALineEachTenSecondsAtMost) {
    std::ostringstream out;
    Progress progress(out, false);
    progress.begin("pool", 30);
    for (int tenths = 1; tenths <= 215; ++tenths) {
        progress.update(static_cast<std::uint64_t>(tenths), tenths / 10.0, 0);
    }
    progress.end();
    EXPECT_EQ(out.str(),
              "pool: started, budget 30.0 s\n"
              "pool: 100 runs, 10.0/30.0 s, 0 findings\n"
              "pool: 200 runs, 20.0/30.0 s, 0 findings\n"
              "pool: ended: 215 runs, 21.5/30.0 s, 0 findings\n");
}

TEST(Progress, BeginsAnewWithEachSubject) {
    std::ostringstream out;
    Progress progress(out, false);
    progress.begin("a", 0);
    progress.update(7, 1, 2);
    progress.end();
    progress.begin("b", 0);
    progress.end();
    EXPECT_EQ(out.str(),
              "a: started\na: ended: 7 runs, 1.0 s, 2 findings\n"
              "b: started\nb: ended: 0 runs, 0.0 s, 0 findings\n");
}

TEST(Progress, KeepsToTheWidthOfTheTerminal) {
    std::ostringstream out;
    Progress progress(out, true, 10);
    progress.begin("a-long-name", 0);
    EXPECT_EQ(out.str(), "\ra-long-nam\x1b[K");
}

}  // namespace
}  // namespace wakelaw::conformance::report

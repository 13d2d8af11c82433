// SPDX-License-Identifier: MIT
// A program without instrumentation is refused, not half controlled.
#include <memory>

#include <gtest/gtest.h>
#include <wakelaw/explore/controller.hpp>

namespace {

using namespace wakelaw::explore;

TEST(Uninstrumented, ExploreSaysSoAndRunsNothing) {
    const Result result = explore([] { std::abort(); });
    ASSERT_TRUE(result.finding.has_value());
    EXPECT_EQ(result.finding->kind, Kind::uncontrolled);
    EXPECT_NE(result.finding->message.find("-fsanitize=thread"), std::string::npos)
        << result.finding->message;
}

TEST(Uninstrumented, TheControllerSaysSoToItsHook) {
    Hooks hooks;
    int told = 0;
    hooks.data = &told;
    hooks.ended = [](void* data, Kind kind, std::string_view) {
        *static_cast<int*>(data) += kind == Kind::uncontrolled ? 1 : 100;
    };
    const auto record = std::make_unique<ChoiceRecord>();
    Controller controller(Options{}, *record, hooks);
    controller.run([] { std::abort(); });
    EXPECT_EQ(told, 1);
}

}  // namespace

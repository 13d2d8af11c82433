// SPDX-License-Identifier: MIT
#include "report/trace_table.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "report/event_text.hpp"
#include "rulebook/text.hpp"
#include "sample_run.hpp"

namespace wakelaw::conformance::report {
namespace {

using trace::Event;
using trace::Kind;

trace::Trace long_trace(std::size_t polls) {
    trace::Trace trace;
    for (std::size_t i = 0; i < polls; ++i) {
        trace.events.push_back({.kind = Kind::poll_begin, .thread = 4, .task = 0});
        trace.events.push_back({.kind = Kind::poll_end, .thread = 4, .task = 0, .object = 0});
    }
    return trace;
}

TEST(TraceTable, HasOnlyTheThreadsThatOccurAndMergesAdjacentPairs) {
    trace::Trace trace;
    trace.events = {{.kind = Kind::drive_begin, .thread = 0},
                    {.kind = Kind::poll_begin, .thread = 0, .task = 2},
                    {.kind = Kind::poll_end, .thread = 0, .task = 2, .object = 1},
                    {.kind = Kind::wake_begin, .thread = 2, .task = 2, .object = 5},
                    {.kind = Kind::drive_end, .thread = 0, .flags = trace::flag::threw}};
    const std::vector<std::uint32_t> marked{2};
    EXPECT_EQ(trace_table(trace, marked), R"(  event | main                    | actor 1
--------+-------------------------+-----------------------------
      0 | drive begins            |
>   1-2 | poll 1 of task 2: Ready |
      3 |                         | wake (task 2, slot 5) begins
      4 | drive returns, threw    |
)");
}

TEST(TraceTable, ShowsOnceWhatComesAgainAndAgain) {
    trace::Trace trace;
    trace.events.push_back({.kind = Kind::poll_begin, .thread = 0, .task = 0});
    for (int i = 0; i < 100; ++i) {
        trace.events.push_back({.kind = Kind::wake_begin, .thread = 0, .task = 0, .object = 5});
        trace.events.push_back({.kind = Kind::wake_end, .thread = 0, .task = 0, .object = 5});
        trace.events.push_back({.kind = Kind::drive_begin, .thread = 0});
    }
    trace.events.push_back({.kind = Kind::poll_end, .thread = 0, .task = 0, .object = 1});
    const std::vector<std::uint32_t> marked{298};
    EXPECT_EQ(trace_table(trace, marked), R"(  event | main
--------+------------------------
      0 | poll 1 of task 0 begins
    1-2 | wake (task 0, slot 5)
      3 | drive begins
... the 2 rows above, 98 times more ...
> 298-299 | wake (task 0, slot 5)
    300 | drive begins
    301 | poll 1 of task 0: Ready
)");
}

TEST(TraceTable, CutsALongTraceInTheMiddleAndSaysSo) {
    const std::string table = trace_table(long_trace(1000), {}, {.width = 100, .rows = 10});
    EXPECT_EQ(rulebook::lines_of(table).size(), 2U + 10U + 1U);
    EXPECT_NE(table.find("... 990 rows left out ...\n"), std::string::npos);
    EXPECT_NE(table.find("poll 1000 of task 0: Pending"), std::string::npos);
}

TEST(TraceTable, NeverCutsAMarkedRow) {
    const std::vector<std::uint32_t> marked{1000};
    const std::string table = trace_table(long_trace(1000), marked, {.width = 100, .rows = 10});
    EXPECT_NE(table.find("> 1000-1001 | poll 501 of task 0: Pending\n"), std::string::npos) << table;
    EXPECT_EQ(rulebook::lines_of(table).size(), 2U + 10U + 5U + 2U);
}

TEST(TraceTable, ContinuesACellThatDoesNotFit) {
    const std::string table = trace_table(sample_failure().trace, {}, {.width = 60});
    for (const std::string_view line : rulebook::lines_of(table)) {
        EXPECT_LE(line.size(), 60U) << line;
    }
}

TEST(TraceTable, OfNoEventsIsAHeading) { EXPECT_EQ(trace_table({}, {}), "  event\n-------\n"); }

TEST(TraceTable, SaysWhenEventsAreMissing) {
    trace::Trace trace;
    trace.truncated = true;
    EXPECT_NE(trace_table(trace, {}).find("no room"), std::string::npos);
}

TEST(EventText, HasWordsForEveryKind) {
    for (int i = 0; i < trace::kind_count; ++i) {
        const Event event{.kind = static_cast<Kind>(i), .thread = 0, .task = 1, .object = 1};
        const std::string text = event_text(event, 1);
        if (event.kind == Kind::program_begin || event.kind == Kind::program_end) {
            continue;  // the words of a scenario
        }
        EXPECT_FALSE(text.empty());
        EXPECT_EQ(text.find('_') != text.npos,
                  text.starts_with("wake_by_ref") || text.starts_with("will_wake"))
            << text;
    }
}

TEST(EventText, NumbersNestedPollsOfOneTask) {
    const std::vector<Event> events{{.kind = Kind::poll_begin, .thread = 4, .task = 0},
                                    {.kind = Kind::poll_begin, .thread = 4, .task = 0},
                                    {.kind = Kind::poll_end, .thread = 4, .task = 0},
                                    {.kind = Kind::poll_end, .thread = 4, .task = 0}};
    EXPECT_EQ(poll_numbers(events), (std::vector<std::uint32_t>{1, 2, 2, 1}));
}

}  // namespace
}  // namespace wakelaw::conformance::report

// SPDX-License-Identifier: MIT
//
// The same in C++: a class, and the header that fills the table from it. The executor here is the
// reference's; put your own in its place.
//
//     c++ -std=c++20 -shared -fPIC -o libmy_executor.so my_executor.cpp
//     wakelaw run ./libmy_executor.so
#include <utility>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

using namespace wakelaw::conformance;

struct MyExecutor {
    static constexpr auto name = "example-cpp";
    static constexpr auto version = "1.0";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::drop_at_shutdown);
    void spawn(Future future) { executor.spawn(std::move(future)).detach(); }
    void run_until_stalled() { executor.run_until_stalled(); }
    wakelaw::LocalExecutor executor;
};
WAKELAW_SUBJECTS(MyExecutor)

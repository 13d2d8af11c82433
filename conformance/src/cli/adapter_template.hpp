// SPDX-License-Identifier: MIT
/// \file
/// What `wakelaw new-adapter` writes. @name@ is the name as given, @Name@ in CamelCase, @subject@ with
/// hyphens.
#pragma once

namespace wakelaw::conformance::cli::adapter_template {

inline constexpr const char* adapter =
    R"text(// @subject@, held to the rules of wakelaw. The lines marked EDIT are yours.

#include <wakelaw/conformance/gate.hpp>

#include "stand_in.hpp"  // EDIT: your executor's headers

using namespace wakelaw::conformance;

struct @Name@ {
    static constexpr auto name = "@subject@";
    // EDIT: threads: it runs by itself; stepping: add run_until_stalled(); blocking: add run().
    static constexpr auto driving = Driving::threads;
    static constexpr unsigned polling_threads = 1;  // EDIT: how many threads of it poll

    // An executor that runs callables gets its wakers from the gate. One that has wakers of its own declares
    // what it can do, and spawns by itself: see wakelaw/conformance/adapter.hpp.
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    void spawn(Future future) { gate->spawn(std::move(future)); }

    ~@Name@() {
        gate->close();
        executor.stop();  // EDIT: end your executor; when the destructor returns, nothing of it runs
    }

    stand_in::Executor executor;  // EDIT: your executor
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) {
        executor.post(std::move(runnable));  // EDIT: let it run the callable runnable() later
    });
};
WAKELAW_SUBJECTS(@Name@)
)text";

inline constexpr const char* stand_in =
    R"text(// EDIT: take this file out. It stands for your executor: one thread that runs callables in order.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <wakelaw/runnable.hpp>

namespace stand_in {

class Executor {
public:
    void post(wakelaw::Runnable runnable) {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(runnable));
        changed_.notify_one();
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
            changed_.notify_one();
        }
        thread_.join();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
            if (stopped_) {
                return;
            }
            wakelaw::Runnable next = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            next();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<wakelaw::Runnable> queue_;
    bool stopped_ = false;
    std::thread thread_{[this] { run(); }};
};

}  // namespace stand_in
)text";

inline constexpr const char* cmake = R"text(cmake_minimum_required(VERSION 3.25)
project(@name@_conformance LANGUAGES CXX)

find_package(wakelaw REQUIRED COMPONENTS conformance)
# EDIT: find_package of your executor; its target goes behind LINK.

wakelaw_add_subject(@name@ SOURCES @name@.cpp LINK wakelaw::wakelaw)

enable_testing()
add_test(NAME @name@.doctor COMMAND wakelaw::wakelaw_cli doctor $<TARGET_FILE:@name@>)
add_test(NAME @name@.rules COMMAND wakelaw::wakelaw_cli run $<TARGET_FILE:@name@>
  --junit ${CMAKE_CURRENT_BINARY_DIR}/wakelaw.xml)
)text";

inline constexpr const char* script = R"text(#!/bin/sh
# Builds the adapter and holds the executor to the rules. wakelaw is found where CMake finds packages; name another
# place in CMAKE_PREFIX_PATH. Exits as ctest does; build/wakelaw.xml has the verdicts as JUnit XML.
set -eu
cd "$(dirname "$0")"
cmake -S . -B build -DCMAKE_BUILD_TYPE=Release
cmake --build build
ctest --test-dir build --output-on-failure --no-tests=error
)text";

inline constexpr const char* workflow = R"text(name: conformance

on: [push, pull_request]

jobs:
  conformance:
    runs-on: ubuntu-latest
    container: debian:12
    timeout-minutes: 30
    steps:
      - name: Install what wakelaw needs
        run: apt-get update && apt-get install --yes --no-install-recommends ca-certificates git
      - uses: actions/checkout@v4
        with:
          path: mine
      - uses: actions/checkout@v4
        with:
          repository: ${{ vars.WAKELAW_REPOSITORY }} # EDIT: set this variable to where you take wakelaw from
          path: wakelaw
      - name: Install wakelaw
        working-directory: wakelaw
        run: |
          ./dev setup
          cmake -S . -B build -DWAKELAW_BUILD_TESTS=OFF -DWAKELAW_BUILD_SUBJECTS=OFF -DWAKELAW_BUILD_BENCH=OFF
          cmake --build build
          cmake --install build --prefix "$HOME/wakelaw"
      - name: Hold the executor to the rules
        run: CMAKE_PREFIX_PATH="$HOME/wakelaw" mine/ci # EDIT: where this folder is in your repository
      - name: Keep the verdicts
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: wakelaw
          path: mine/build/wakelaw.xml
)text";

}  // namespace wakelaw::conformance::cli::adapter_template

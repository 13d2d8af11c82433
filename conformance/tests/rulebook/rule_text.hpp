// SPDX-License-Identifier: MIT
/// \file
/// A well-formed rule file for tests to spoil.
#pragma once

#include <string>
#include <string_view>

namespace wakelaw::conformance::rulebook {

inline constexpr std::string_view good_rule = R"md(+++
id = "EXEC-1"
title = "Every wake is followed by a poll"
level = "MUST"
basis = "normative"
obligor = "executor"
profile = "core"
needs = ["wake-from-foreign-thread"]
driving = ["threads"]
since = "1.0"
evidence = "sampled"
sources = ["std::task::Waker::wake"]
laws = ["conformance/src/laws/exec_1.cpp"]
specimens = []
+++
# EXEC-1: Every wake is followed by a poll

**EXEC-1.a** Every call of `wake` on a [waker](../glossary.md#waker) MUST be followed
by a poll.

**EXEC-1.b** Wakes MAY be coalesced.

## Intent
A future has nothing but its waker.

## How it is observed
In one [trace](../glossary.md#trace).

Numbers are *never* compared.

## Smallest violating trace
```text
worker           | actor
poll 1: Pending  |
                 | wake
```

## If this fails, look at
- The mark "already queued", and the long story of how it was cleared too early or too late by some executor.
- Empty operations: cdk-rs #357.

## In Rust
As in std.
)md";

/// The good rule with one text replaced.
inline std::string spoiled(std::string_view from, std::string_view to) {
    std::string text(good_rule);
    const std::size_t at = text.find(from);
    return at == std::string::npos ? "no such text in the good rule" : text.replace(at, from.size(), to);
}

}  // namespace wakelaw::conformance::rulebook

// SPDX-License-Identifier: MIT
/// \file
/// The table of a sound subject, for plug-ins that spoil one thing in it.
#pragma once

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

struct SoundPlugin {
    static constexpr auto name = "plugin";
    static constexpr auto driving = wakelaw::conformance::Driving::stepping;
    static constexpr auto capabilities = wakelaw::conformance::reference_vocabulary;
    void spawn(wakelaw::conformance::Future future) { executor.spawn(std::move(future)).detach(); }
    void run_until_stalled() { executor.run_until_stalled(); }
    wakelaw::LocalExecutor executor;
};

/// A copy of its table, with the name given.
inline wakelaw_subject sound_table(const char* name) {
    wakelaw_subject table = wakelaw::conformance::detail::Table<SoundPlugin>::fill();
    table.name = name;
    return table;
}

/// What wakelaw_subjects returns for one table.
inline const wakelaw_subject* const* only(const wakelaw_subject& table) {
    static const wakelaw_subject* tables[2];
    tables[0] = &table;
    return tables;
}

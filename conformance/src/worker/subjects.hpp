// SPDX-License-Identifier: MIT
/// \file
/// The subjects of this worker: those of the table that is linked into it, or of a shared object that it
/// loads.
#pragma once

#include <string>
#include <vector>

#include <wakelaw.h>

namespace wakelaw::conformance {

struct LoadedSubject {
    wakelaw_subject table;  ///< in this suite's size; where it has faults, nothing of it may be called
    std::string name;  ///< the table's, where that can be used
    std::vector<std::string> faults;
};

struct LoadedSubjects {
    std::vector<LoadedSubject> subjects;
    std::string problem;  ///< one line that says why there are none; else empty
};

/// Reads what `wakelaw_subjects` returned; it is not null.
[[nodiscard]] LoadedSubjects read_tables(const wakelaw_subject* const* tables);

/// Defined by linked.cpp for a worker that contains its subjects, and by plugin.cpp for one that loads them.
/// The first call loads; main thread only.
[[nodiscard]] const LoadedSubjects& loaded_subjects();

/// The shared object to load, from the command line; empty for a worker that contains its subjects.
std::string& plugin_path();

}  // namespace wakelaw::conformance

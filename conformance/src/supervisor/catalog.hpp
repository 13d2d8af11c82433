// SPDX-License-Identifier: MIT
/// \file
/// Which subjects there are: workers in a folder, each asked what it contains.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "supervisor/worker_process.hpp"

namespace wakelaw::conformance {

struct Catalog {
    std::vector<SubjectEntry> subjects;  ///< sorted by name
    std::vector<std::string> problems;  ///< one line a file that is no worker or cannot be asked
};

/// The subjects of one worker of any flavour; or one line that says why it has none.
/// \param answer_limit_ms how long it may take to answer.
[[nodiscard]] tl::expected<std::vector<SubjectEntry>, std::string> describe_worker(
    const std::string& path, int answer_limit_ms = 30'000);

/// A file that stands for a subject that cannot be run: it gets a verdict, under the name of the file.
[[nodiscard]] SubjectEntry broken_file(const std::string& path, std::string fault);

/// The subjects of the workers `paths`: executables, or folders of executables. NAME.tsan is the
/// ThreadSanitizer flavour of NAME, NAME.controlled the controlled one.
[[nodiscard]] Catalog read_catalog(const std::vector<std::string>& paths);

}  // namespace wakelaw::conformance

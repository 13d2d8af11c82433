// SPDX-License-Identifier: MIT
/// \file
/// Which seeds each subject has had, over several runs of `wakelaw selftest --state`. A run goes on where the
/// one before has ended, as long as the build is the same.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace wakelaw::conformance {

/// Not thread-safe: its user locks.
class SeedState {
public:
    /// \param build identifies the tool and the workers
    /// \param names of all subjects, each of which is to have the seeds from 0 to `goal - 1`
    SeedState(std::uint64_t build, const std::vector<std::string>& names, std::uint64_t goal);

    /// Takes over what the text of a state file says, unless it is of another build.
    /// \return whether it was of this one; an error, without the file's name, if it is no state file.
    [[nodiscard]] tl::expected<bool, std::string> resume(const std::string& text);

    struct Session {
        std::string name;
        std::uint64_t seed = 0;
    };
    /// The next session: of the subject that has had the fewest. Nothing where all have had theirs.
    [[nodiscard]] std::optional<Session> begin();
    /// The session is over. One that found a fault is not counted: the next run begins with it.
    void end(const Session& session, bool fault);

    /// How many seeds a subject has had, from 0 on, each without a fault.
    [[nodiscard]] std::uint64_t had(const std::string& name) const;
    [[nodiscard]] std::string text() const;

private:
    struct Subject {
        std::uint64_t begun = 0;  ///< the next seed
        std::set<std::uint64_t> open;  ///< under way, or with a fault
    };
    std::uint64_t build_;
    std::uint64_t goal_;
    std::map<std::string, Subject> subjects_;
};

}  // namespace wakelaw::conformance

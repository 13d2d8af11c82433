// SPDX-License-Identifier: MIT
// The subjects of a worker that contains them.
#include "worker/subjects.hpp"

namespace wakelaw::conformance {

const LoadedSubjects& loaded_subjects() {
    static const LoadedSubjects all = read_tables(wakelaw_subjects());
    return all;
}

}  // namespace wakelaw::conformance

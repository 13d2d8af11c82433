// SPDX-License-Identifier: MIT
// The specimens whose defect only ThreadSanitizer sees in every run.
#include "JOIN-3/slot_read_before_owned.hpp"
#include "THR-1/early_out_on_load.hpp"
#include "THR-4/counts_relaxed.hpp"
#include "WAK-8/plain_count.hpp"
#include "WAK-8/plain_counter.hpp"
#include "base/executors.hpp"

using namespace wakelaw::specimens;
WAKELAW_SUBJECTS(Threaded<EarlyOutOnLoad>, Threaded<PlainCount>, Threaded<PlainCounter>,
                 ThreadedHandles<SlotReadBeforeOwned>, CountsRelaxed)

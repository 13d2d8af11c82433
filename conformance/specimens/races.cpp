// SPDX-License-Identifier: MIT
// The specimens whose defect only ThreadSanitizer sees in every run.
#include "EXEC-14/swept_without_order.hpp"
#include "JOIN-2/published_without_order.hpp"
#include "JOIN-3/slot_read_before_owned.hpp"
#include "THR-1/early_out_on_load.hpp"
#include "THR-1/unparked_relaxed.hpp"
#include "THR-2/published_before_it_is_written.hpp"
#include "THR-2/relaxed_hand_over.hpp"
#include "THR-3/relaxed_release.hpp"
#include "THR-3/unordered_drop.hpp"
#include "THR-4/counts_relaxed.hpp"
#include "WAK-8/plain_count.hpp"
#include "WAK-8/plain_counter.hpp"
#include "base/executors.hpp"

using namespace wakelaw::specimens;
WAKELAW_SUBJECTS(Threaded<EarlyOutOnLoad>, Threaded<PlainCount>, Threaded<PlainCounter>,
                 ThreadedHandles<SlotReadBeforeOwned>, CountsRelaxed, Threaded<RelaxedHandOver>,
                 Threaded<PublishedBeforeItIsWritten>, Threaded<RelaxedRelease>, Threaded<UnorderedDrop>,
                 Threaded<SweptWithoutOrder>, ThreadedHandles<PublishedWithoutOrder>,
                 Threaded<UnparkedRelaxed>)

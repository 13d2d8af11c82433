// SPDX-License-Identifier: MIT
// All broken vocabularies, and conforming ones that are odd: one worker, so that they are built once.
#include "ARC-1/drop_releases_twice.hpp"
#include "ARC-1/retains_what_it_owns.hpp"
#include "ARC-2/borrowed_retains.hpp"
#include "ARC-3/wakes_twice.hpp"
#include "ARC-3/wakes_twice_by_reference.hpp"
#include "ARC-4/table_for_borrowed.hpp"
#include "ARC-5/adopts_for_the_call.hpp"
#include "ARC-5/releases_after_the_call.hpp"
#include "ARC-7/counts_around_the_call.hpp"
#include "ARC-7/node_for_each_waker.hpp"
#include "CTX-1/context_owns.hpp"
#include "CTX-2/copyable_context.hpp"
#include "POLL-1/copies_its_value.hpp"
#include "POLL-1/decays_references.hpp"
#include "POLL-1/pair_of_bool_and_value.hpp"
#include "POLL-2/maps_pending.hpp"
#include "POLL-2/maps_twice.hpp"
#include "VT-1/passes_itself.hpp"
#include "VT-2/by_ref_entry_retains.hpp"
#include "VT-2/clone_entry_retains_twice.hpp"
#include "VT-2/wake_entry_keeps.hpp"
#include "VT-3/keeps_its_words.hpp"
#include "VT-4/null_is_nobody.hpp"
#include "WAK-1/consumed_still_owns.hpp"
#include "WAK-1/wakes_and_forgets.hpp"
#include "WAK-10/noop_that_throws.hpp"
#include "WAK-10/thread_local_noop.hpp"
#include "WAK-11/boxed_words.hpp"
#include "WAK-11/clones_what_it_is_made_of.hpp"
#include "WAK-12/emptied_after_the_call.hpp"
#include "WAK-12/original_lost_with_its_clone.hpp"
#include "WAK-12/releases_when_it_throws.hpp"
#include "WAK-2/by_ref_takes_ownership.hpp"
#include "WAK-3/clone_and_drop.hpp"
#include "WAK-3/copied_words.hpp"
#include "WAK-4/forgets_to_drop.hpp"
#include "WAK-5/compares_tables.hpp"
#include "WAK-6/never_recognises.hpp"
#include "WAK-7/inverted_clone_from.hpp"
#include "WAK-9/assignment_forgets.hpp"
#include "WAK-9/forbids_self_move.hpp"
#include "WAK-9/move_copies_words.hpp"
#include "base/waker_class.hpp"
#include "oddities/copied_wakers.hpp"
#include "oddities/shared_handles.hpp"

namespace wakelaw::specimens {

struct BaseVocabulary : PlainVocabulary<> {
    static constexpr auto name = "base-vocabulary";
};

}  // namespace wakelaw::specimens

using namespace wakelaw::specimens;
WAKELAW_VOCABULARY(BaseVocabulary, CopiedWakers, SharedHandles, RetainsWhatItOwns, BorrowedRetains,
                   WakesTwice, AdoptsForTheCall, ContextOwns, CopyableContext, PairOfBoolAndValue,
                   MapsPending, PassesItself, WakeEntryKeeps, KeepsItsWords, NullIsNobody, ConsumedStillOwns,
                   ThreadLocalNoop, BoxedWords, EmptiedAfterTheCall, ByRefTakesOwnership, CloneAndDrop,
                   CopiedWords, ForgetsToDrop, ComparesTables, InvertedCloneFrom, AssignmentForgets,
                   MoveCopiesWords, TableForBorrowed, CountsAroundTheCall, NodeForEachWaker, NeverRecognises,
                   CopiesItsValue, DecaysReferences, MapsTwice, WakesAndForgets, ForbidsSelfMove,
                   NoopThatThrows, ClonesWhatItIsMadeOf, ReleasesWhenItThrows, OriginalLostWithItsClone,
                   CloneEntryRetainsTwice, ByRefEntryRetains, DropReleasesTwice, WakesTwiceByReference,
                   ReleasesAfterTheCall)

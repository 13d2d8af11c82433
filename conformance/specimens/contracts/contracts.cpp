// SPDX-License-Identifier: MIT
// Executors whose contract differs from Rust's and says so, each kept: none of them may be accused of
// anything, and the doctor holds each to what it declares.
#include "base/executors.hpp"
#include "contracts/abandoned.hpp"
#include "contracts/caller_owns_storage.hpp"
#include "contracts/cancel_blocks.hpp"
#include "contracts/driven_to_the_end.hpp"
#include "contracts/handles.hpp"
#include "contracts/last_drop.hpp"
#include "contracts/one_suspension.hpp"
#include "contracts/order.hpp"
#include "contracts/wake_only.hpp"
#include "contracts/wakers_emptied.hpp"

namespace wakelaw::specimens {

/// A Core's executor with the Core's contract.
template <class Executor, class C>
struct Contracted : Executor {
    static constexpr auto contract = C::contract;
};
template <class C>
using SteppingContract = Contracted<Stepping<C>, C>;
template <class C>
using ThreadedContract = Contracted<Threaded<C>, C>;

}  // namespace wakelaw::specimens

using namespace wakelaw::specimens;
WAKELAW_SUBJECTS(Threaded<WakeOnly>, ThreadedContract<WakersEmptied>, ThreadedContract<OneSuspension>,
                 SteppingContract<AbandonedDestroyed>, ThreadedContract<AbandonedAborts>,
                 ThreadedContract<LastDrop>, SteppingContract<FirstPollInSpawn>,
                 SteppingContract<SelfWakeAtOnce>, DrivenToTheEnd, CallerOwnsStorage,
                 Contracted<CancelBlocks, CancelBlocksCore>, Handles)

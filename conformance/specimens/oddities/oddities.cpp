// SPDX-License-Identifier: MIT
// Executors that do unusual things which the rules allow: none of them may be accused of anything.
#include "base/executors.hpp"
#include "oddities/accepts_to_the_end.hpp"
#include "oddities/batches.hpp"
#include "oddities/cancels_at_leisure.hpp"
#include "oddities/cancels_in_place.hpp"
#include "oddities/first_poll_late.hpp"
#include "oddities/inline_allocation.hpp"
#include "oddities/late_destruction.hpp"
#include "oddities/lets_go.hpp"
#include "oddities/lifo.hpp"
#include "oddities/migrates.hpp"
#include "oddities/never_sleeps.hpp"
#include "oddities/no_coalescing.hpp"
#include "oddities/node_per_clone.hpp"
#include "oddities/one_worker_each.hpp"
#include "oddities/polls_in_wake.hpp"
#include "oddities/priorities.hpp"
#include "oddities/promotes.hpp"
#include "oddities/random_order.hpp"
#include "oddities/reaches_driver.hpp"
#include "oddities/reversed_destruction.hpp"
#include "oddities/single_thread.hpp"
#include "oddities/spurious_polls.hpp"
#include "oddities/thousand.hpp"
#include "oddities/wakes_everything.hpp"
#include "oddities/wakes_joiners_early.hpp"

namespace wakelaw::specimens {

struct SteppingReachesDriver : Stepping<ReachesDriver> {
    static constexpr auto exception_policy = conformance::ExceptionPolicy::reaches_driver;
};

}  // namespace wakelaw::specimens

using namespace wakelaw::specimens;
WAKELAW_SUBJECTS(Stepping<Batches>, Stepping<InlineAllocation>, Stepping<LateDestruction>, Threaded<Lifo>,
                 Stepping<Migrates>, Threaded<NeverSleeps>, Threaded<NoCoalescing>, Threaded<NodePerClone>,
                 Threaded<PollsInWake>, Threaded<RandomOrder>, SteppingReachesDriver, Threaded<SpuriousPolls>,
                 Threaded<WakesEverything>, Threaded<FirstPollLate>, Stepping<OneWorkerEach>,
                 Threaded<Priorities>, Threaded<Promotes>, Stepping<ReversedDestruction>, SingleThread,
                 Stepping<Thousand>, SteppingHandles<CancelsAtLeisure>, SteppingHandles<CancelsInPlace>,
                 ThreadedHandles<WakesJoinersEarly>, Threaded<LetsGo>, Stepping<AcceptsToTheEnd>)

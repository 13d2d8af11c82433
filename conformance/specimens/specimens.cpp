// SPDX-License-Identifier: MIT
// All specimens that need no ThreadSanitizer: one worker, so that they are built once.
#include "EXEC-1/empty_wake_by_ref.hpp"
#include "EXEC-1/late_look.hpp"
#include "EXEC-1/mark_never_cleared.hpp"
#include "EXEC-1/stranded_queue.hpp"
#include "EXEC-1/takes_a_return_for_the_end.hpp"
#include "EXEC-10/loses_count_of_wakes.hpp"
#include "EXEC-10/notifies_after_unlock.hpp"
#include "EXEC-10/rings_after_unlock.hpp"
#include "EXEC-10/throws_while_closing.hpp"
#include "EXEC-10/waits_for_wakes.hpp"
#include "EXEC-11/check_outside_lock.hpp"
#include "EXEC-11/looks_without_a_fence.hpp"
#include "EXEC-11/notice_forgotten.hpp"
#include "EXEC-11/notice_inverted.hpp"
#include "EXEC-11/sleeps_though_notified.hpp"
#include "EXEC-12/blocking_pipe.hpp"
#include "EXEC-12/bounded_queue.hpp"
#include "EXEC-12/lock_held_while_polling.hpp"
#include "EXEC-12/reports_a_full_queue.hpp"
#include "EXEC-13/runs_whom_it_wakes.hpp"
#include "EXEC-13/sweeps_in_wake.hpp"
#include "EXEC-14/destroyed_by_cancel.hpp"
#include "EXEC-14/destroyed_twice.hpp"
#include "EXEC-15/future_in_the_block.hpp"
#include "EXEC-16/cancelled_keeps_its_place.hpp"
#include "EXEC-16/cycle.hpp"
#include "EXEC-16/kept_by_its_own_waker.hpp"
#include "EXEC-16/list_of_all_tasks.hpp"
#include "EXEC-17/accepts_after_the_drain.hpp"
#include "EXEC-17/destroys_once_more.hpp"
#include "EXEC-17/dies_with_its_wakers.hpp"
#include "EXEC-17/leaves_its_threads.hpp"
#include "EXEC-18/discards_under_lock.hpp"
#include "EXEC-18/drains_under_lock.hpp"
#include "EXEC-18/record_freed_too_early.hpp"
#include "EXEC-18/refuses_destructors.hpp"
#include "EXEC-18/table_in_change.hpp"
#include "EXEC-19/forgets_the_thrower.hpp"
#include "EXEC-19/lock_left_held.hpp"
#include "EXEC-19/thrower_requeued.hpp"
#include "EXEC-19/worker_dies.hpp"
#include "EXEC-2/cleared_after_poll.hpp"
#include "EXEC-2/ignores_running.hpp"
#include "EXEC-20/destroyed_by_the_last_drop.hpp"
#include "EXEC-20/polled_by_its_waker.hpp"
#include "EXEC-21/bound_from_length.hpp"
#include "EXEC-21/stops_at_pending.hpp"
#include "EXEC-22/lock_of_all_drivers.hpp"
#include "EXEC-22/one_token_for_all_drivers.hpp"
#include "EXEC-24/loop_variable.hpp"
#include "EXEC-25/polls_while_idle.hpp"
#include "EXEC-3/entry_for_each_wake.hpp"
#include "EXEC-4/requeued_while_running.hpp"
#include "EXEC-5/spawn_without_notice.hpp"
#include "EXEC-5/spawned_idle.hpp"
#include "EXEC-6/polls_in_spawn.hpp"
#include "EXEC-7/requeued_at_the_end.hpp"
#include "EXEC-7/throws_ready_away.hpp"
#include "EXEC-8/callback_in_the_block.hpp"
#include "EXEC-8/freed_at_the_end.hpp"
#include "EXEC-8/late_wake_polls.hpp"
#include "EXEC-8/late_wake_throws.hpp"
#include "EXEC-8/slot_without_generation.hpp"
#include "EXEC-9/closed_queue_throws.hpp"
#include "EXEC-9/late_wake_runs.hpp"
#include "EXEC-9/late_wake_waits.hpp"
#include "EXEC-9/queue_by_value.hpp"
#include "FUT-6/futures_in_a_vector.hpp"
#include "FUT-6/moved_before_each_poll.hpp"
#include "FUT-6/moved_out_to_be_destroyed.hpp"
#include "JOIN-2/notifies_before_destroying.hpp"
#include "JOIN-3/cancelled_in_silence.hpp"
#include "JOIN-3/first_waker_kept.hpp"
#include "JOIN-3/looks_then_stores.hpp"
#include "JOIN-3/thrown_in_silence.hpp"
#include "JOIN-5/cancel_of_the_running_lost.hpp"
#include "JOIN-5/flag_without_queueing.hpp"
#include "JOIN-5/looked_at_after_the_poll.hpp"
#include "JOIN-5/outcome_overwritten.hpp"
#include "JOIN-6/last_waker_kept.hpp"
#include "JOIN-6/waker_freed_with_the_cell.hpp"
#include "THR-4/lets_polls_run_on.hpp"
#include "WAK-1/forgets_finished.hpp"
#include "WAK-1/forgets_queued.hpp"
#include "WAK-1/released_twice.hpp"
#include "WAK-1/wake_keeps_reference.hpp"
#include "WAK-2/adopts_the_pointer.hpp"
#include "WAK-2/wake_by_ref_retains.hpp"
#include "WAK-3/clone_without_reference.hpp"
#include "WAK-3/temporary_owner.hpp"
#include "WAK-4/count_of_the_owner.hpp"
#include "WAK-4/empty_drop.hpp"
#include "WAK-5/compares_executors.hpp"
#include "WAK-6/node_for_each_clone.hpp"
#include "WAK-6/table_for_each_kind.hpp"
#include "WAK-6/waker_for_each_poll.hpp"
#include "WAK-8/thread_local_gone.hpp"
#include "WAK-9/moved_from_still_owns.hpp"
#include "WAK-9/overwritten_leaks.hpp"
#include "base/executors.hpp"
#include "trivial/does_nothing.hpp"
#include "trivial/never_drops.hpp"
#include "trivial/polls_inline.hpp"
#include "trivial/runs_everything_twice.hpp"

using namespace wakelaw::specimens;
WAKELAW_SUBJECTS(
    Stepping<EmptyWakeByRef>, Threaded<LateLook>, Stepping<MarkNeverCleared>, Stepping<StrandedQueue>,
    Threaded<CheckOutsideLock>, Threaded<NoticeForgotten>, Threaded<NoticeInverted>, Stepping<BlockingPipe>,
    Stepping<BoundedQueue>, Stepping<LockHeldWhilePolling>, Stepping<DestroyedTwice>,
    Stepping<FutureInTheBlock>, Stepping<Cycle>, Stepping<ListOfAllTasks>, Stepping<LockLeftHeld>,
    Stepping<ThrowerRequeued>, Threaded<WorkerDies>, Stepping<ClearedAfterPoll>, Stepping<IgnoresRunning>,
    Stepping<BoundFromLength>, Stepping<StopsAtPending>, Stepping<LoopVariable>,
    Threaded<RequeuedWhileRunning>, Threaded<SpawnWithoutNotice>, Stepping<SpawnedIdle>,
    Stepping<RequeuedAtTheEnd>, Stepping<ThrowsReadyAway>, Stepping<LateWakePolls>, Stepping<LateWakeThrows>,
    Stepping<SlotWithoutGeneration>, Stepping<ClosedQueueThrows>, Stepping<QueueByValue>,
    Stepping<FuturesInAVector>, Stepping<ReleasedTwice>, Stepping<WakeKeepsReference>,
    Stepping<AdoptsThePointer>, Stepping<WakeByRefRetains>, Stepping<CloneWithoutReference>,
    Stepping<TemporaryOwner>, Stepping<EmptyDrop>, Stepping<ComparesExecutors>, Threaded<ThreadLocalGone>,
    Stepping<MovedFromStillOwns>, Stepping<OverwrittenLeaks>, Stepping<DoesNothing>, Stepping<NeverDrops>,
    Stepping<PollsInline>, Stepping<RunsEverythingTwice>, Stepping<PollsInSpawn>, Stepping<RunsWhomItWakes>,
    SteppingHandles<DestroyedByCancel>, SteppingHandles<NotifiesBeforeDestroying>,
    SteppingHandles<FirstWakerKept>, SteppingHandles<CancelledInSilence>, SteppingHandles<ThrownInSilence>,
    ThreadedHandles<LooksThenStores>, SteppingHandles<FlagWithoutQueueing>,
    SteppingHandles<LookedAtAfterThePoll>, SteppingHandles<CancelOfTheRunningLost>,
    SteppingHandles<OutcomeOverwritten>, SteppingHandles<WakerFreedWithTheCell>,
    SteppingHandles<LastWakerKept>, Stepping<NotifiesAfterUnlock>, Threaded<ThrowsWhileClosing>,
    Stepping<WaitsForWakes>, Stepping<DiesWithItsWakers>, Stepping<AcceptsAfterTheDrain>,
    Stepping<DestroysOnceMore>, LeavesItsThreads, Stepping<DrainsUnderLock>, Stepping<DiscardsUnderLock>,
    Stepping<RecordFreedTooEarly>, Stepping<TableInChange>, Stepping<RefusesDestructors>, LetsPollsRunOn,
    Stepping<SweepsInWake>, OneTokenForAllDrivers, Stepping<LockOfAllDrivers>, Stepping<EntryForEachWake>,
    Stepping<DestroyedByTheLastDrop>, Stepping<PolledByItsWaker>, Threaded<PollsWhileIdle>,
    Stepping<TableForEachKind>, Stepping<WakerForEachPoll>, Stepping<FreedAtTheEnd>, Stepping<LateWakeWaits>,
    Stepping<LateWakeRuns>, Stepping<CallbackInTheBlock>, Stepping<LosesCountOfWakes>, RingsAfterUnlock,
    Stepping<ReportsAFullQueue>, Stepping<KeptByItsOwnWaker>, Stepping<ForgetsTheThrower>,
    Stepping<MovedBeforeEachPoll>, Stepping<MovedOutToBeDestroyed>, Threaded<LooksWithoutAFence>,
    Threaded<TakesAReturnForTheEnd>, Threaded<SleepsThoughNotified>, Stepping<CountOfTheOwner>,
    Stepping<NodeForEachClone>, Stepping<ForgetsFinished>, Stepping<ForgetsQueued>,
    SteppingHandles<CancelledKeepsItsPlace>)

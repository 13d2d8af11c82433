// SPDX-License-Identifier: MIT
//
// The life of a task: spawn, wake, poll, complete, cancel, drop; several workers and wakers.
//
// The state word has four bits, changed by one atomic step each, as in async-task and in the reference:
//   SCHEDULED  a runnable of the task exists: in the queue, in a worker's hand, or owed when the poll ends.
//              Set by spawn, wake and cancel; cleared when a worker begins to poll. Excludes a second runnable.
//   RUNNING    a worker polls. Set and cleared by that worker. Excludes a second poll.
//   COMPLETED  the future is destroyed. Never cleared. Excludes everything.
//   CLOSED     cancelled: who next holds the runnable destroys the future instead of polling.
//
// What is not in the model: memory order (each step is seen by all at once; see THR-1), and how a worker sleeps (a
// worker that finds the queue empty waits in the receive, and a push ends that; see EXEC-11).
//
// Ghost variables hold what the rules speak of and decide nothing. FAULT_... seeds one fault. GOAL_... asks whether a
// situation is reached at all, so that a proof is not about a model in which nothing happens. run.py gives both.

// What is asserted. PROPERTY picks one of them, for the faults; without it all are.
#define WAKE_IMPLIES_POLL 1  /* EXEC-1, EXEC-2 */
#define NO_POLL_AFTER_READY 2  /* EXEC-7, EXEC-8 */
#define NO_CONCURRENT_POLL 3  /* EXEC-4 */
#define ONE_DROP 4  /* EXEC-14 */
#define CANCELLED_ENDS 5  /* JOIN-5 */
#define NO_USE_AFTER_RELEASE 6  /* WAK-3, THR-3 */
#define NOTHING_LEFT 7  /* EXEC-16 */
#define EVERY_CALL_RETURNS 8  /* EXEC-12 */
#ifdef PROPERTY
#define CHECK(which, condition) assert(which != PROPERTY || (condition))
#else
#define CHECK(which, condition) assert(condition)
#endif

#define TASKS   2
#define WORKERS 2
#define WAKERS  3

typedef Task {
    bool scheduled;
    bool running;
    bool completed;
    bool closed;
    byte references;     // wakers, queue entries, and one of the executor until the task is completed

    bool owed;           // ghost: a spawn, or a wake that took effect, and no poll has begun since
    byte polls;          // ghost: polls under way
    bool ready;          // ghost: a poll has returned Ready
    byte destroyed;      // ghost: destructions of the future
    bool freed;          // ghost: the memory of the task is released
    bool self_woken      // ghost: bounds the wakes that a future makes of itself
}

Task task[TASKS];
chan queue = [TASKS * 3] of { byte };
byte wakers_at_work = WAKERS;
bool canceller_at_work = true;

// Every touch of a task's memory.
#define TOUCH(t) CHECK(NO_USE_AFTER_RELEASE, !task[t].freed)

// A poll is owed from the step in which the call takes effect, later than the call's beginning: what is proved is
// stronger than EXEC-1.a, which asks for a poll that begins after the call has begun.
#define OWE(t) task[t].owed = !task[t].completed && !task[t].closed

inline push(t) {
    TOUCH(t);
    queue ! t
}

// Gives references back; the last one frees the memory.
inline release(t, count) {
    d_step {
        TOUCH(t);
        CHECK(NO_USE_AFTER_RELEASE, task[t].references >= count);
        if
        :: task[t].references >= count -> task[t].references = task[t].references - count
        :: else -> task[t].references = 0
        fi;
        if
        :: task[t].references == 0 -> task[t].freed = true
        :: else
        fi
    }
}

inline destroy_future(t) {
    d_step {
        TOUCH(t);
        CHECK(ONE_DROP, task[t].polls == 0);        /* not during a poll */
        task[t].destroyed++;
        CHECK(ONE_DROP, task[t].destroyed == 1)
    }
}

// One call of wake_by_ref. `push_it` is a local bool of the caller.
inline wake(t) {
#ifdef FAULT_TEST_THEN_SET
    atomic {
        TOUCH(t);
        OWE(t);
        push_it = !task[t].completed && !task[t].closed && !task[t].scheduled
    };
    if
    :: push_it -> atomic {
        TOUCH(t);
        task[t].scheduled = true;
        push_it = !task[t].running;
        if :: push_it -> task[t].references++ :: else fi
    }
    :: else
    fi;
#else
    atomic {
        TOUCH(t);
        OWE(t);
        push_it = false;
        if
#ifndef FAULT_COMPLETED_IS_QUEUED
        :: task[t].completed -> skip
#endif
        :: task[t].closed && !task[t].completed -> skip
        :: task[t].scheduled && !(task[t].completed || task[t].closed) ->
            skip                            // coalesced: the runnable that exists serves this wake too
#ifdef GOAL_COALESCED
            ; assert(false)
#endif
#ifdef FAULT_RUNNING_IS_IGNORED
        :: task[t].running && !task[t].scheduled && !task[t].completed && !task[t].closed -> skip
#endif
        :: else ->
            task[t].scheduled = true;
#ifdef FAULT_RUNNING_IS_QUEUED
            push_it = true;
#else
            push_it = !task[t].running;     // else the worker that polls finds the bit when it ends
#endif
#ifdef GOAL_WOKEN_WHILE_RUNNING
            assert(!task[t].running);
#endif
            if :: push_it -> task[t].references++ :: else fi
        fi
    };
#endif
    if
    :: push_it -> push(t)
    :: else
    fi
}

// One call of cancel.
inline cancel(t) {
    atomic {
        TOUCH(t);
        push_it = false;
        if
        :: task[t].completed || task[t].closed -> skip
        :: else ->
#ifdef GOAL_CANCELLED_WHILE_RUNNING
            assert(!task[t].running);
#endif
            task[t].closed = true;
            task[t].owed = false;
            if
            :: !task[t].scheduled && !task[t].running ->
#ifndef FAULT_CANCEL_IS_NOT_QUEUED
                task[t].scheduled = true;
                task[t].references++;
                push_it = true
#else
                skip
#endif
            :: else
            fi
        fi
    };
#ifdef FAULT_CANCEL_DESTROYS_IN_PLACE
    destroy_future(t);
#endif
    if
    :: push_it -> push(t)
    :: else
    fi
}

// The executor lets go: the future is destroyed before anybody can see COMPLETED.
inline complete(t) {
    destroy_future(t);
    atomic {
        TOUCH(t);
        task[t].completed = true;
        task[t].running = false;
        task[t].scheduled = false;
        task[t].owed = false
    };
    release(t, 2)                           // the executor's own, and that of the queue entry
}

proctype Worker() {
    byte t;
    bool push_it;
    bool is_ready;
end:
    do
    :: queue ? t ->
        atomic {
            TOUCH(t);
            is_ready = false;
            if
            :: task[t].closed -> is_ready = true
            :: else ->
                task[t].running = true;
#ifndef FAULT_MARK_CLEARED_AFTER_POLL
                task[t].scheduled = false
#endif
            fi
        };
        if
        :: is_ready -> complete(t)
        :: else ->
            d_step {                        // the poll begins
                TOUCH(t);
                task[t].owed = false;
                task[t].polls++;
                CHECK(NO_CONCURRENT_POLL, task[t].polls == 1);
                CHECK(NO_POLL_AFTER_READY, !task[t].ready);
                CHECK(ONE_DROP, task[t].destroyed == 0)
#ifdef GOAL_TWO_TASKS_AT_ONCE
                ; assert(task[0].polls + task[1].polls < 2)
#endif
            };
            if                              // what the future does
            :: is_ready = true
            :: is_ready = false
            :: t == 0 && !task[t].self_woken -> task[t].self_woken = true; wake(t); is_ready = false
            :: t == 0 && !task[t].self_woken -> task[t].self_woken = true; wake(t); is_ready = true
            fi;
            d_step {                        // the poll ends
                task[t].polls--;
                task[t].ready = is_ready
            };
            if
            :: is_ready -> complete(t)
            :: else ->
#ifdef FAULT_END_IS_TWO_STEPS
                push_it = task[t].scheduled;
                atomic { TOUCH(t); task[t].running = false; is_ready = task[t].closed };
#else
                atomic {
                    TOUCH(t);
#ifdef FAULT_MARK_CLEARED_AFTER_POLL
                    task[t].scheduled = false;
#endif
                    task[t].running = false;
                    is_ready = task[t].closed;
                    push_it = task[t].scheduled && !is_ready;
                    if
                    :: is_ready -> task[t].scheduled = true     // the runnable is ours to end
                    :: else
                    fi
                };
#endif
                if
                :: is_ready -> complete(t)
                :: !is_ready && push_it -> push(t)  // the reference goes with it
                :: else -> release(t, 1)            // that of the queue entry
                fi
            fi
        fi;
        t = 0
    od
}

// Holds a waker of one task, and ends it by a wake by value or by a drop. `again`: it may wake by reference before.
proctype Waker(byte t; bool again) {
    bool push_it;
    if
    :: again -> wake(t)
    :: skip
    fi;
    if
    :: wake(t)                              // the reference below is the waker's own
    :: skip
    fi;
#ifdef FAULT_RELEASED_TWICE
    release(t, 1);
#endif
    release(t, 1);
    wakers_at_work--
}

proctype Canceller() {
    bool push_it;
    if
    :: cancel(0)
    :: skip
    fi;
    release(0, 1);
    canceller_at_work = false
}

#define SPAWNED(t) task[t].scheduled = true; task[t].owed = true; queue ! t

init {
    atomic {
        // Task 0 has two wakers and a handle that can cancel it, task 1 has one waker.
        task[0].references = 5;             // executor, queue entry, two wakers, handle
        task[1].references = 3;             // executor, queue entry, one waker
        SPAWNED(0);
        SPAWNED(1);
        run Worker(); run Worker();
        run Waker(0, true); run Waker(0, false); run Waker(1, false);
        run Canceller()
    };
    // Quiescence: no process can go on, but for this one.
    timeout;
    CHECK(EVERY_CALL_RETURNS, wakers_at_work == 0 && !canceller_at_work);
    byte t;
    for (t : 0 .. TASKS - 1) {
        CHECK(WAKE_IMPLIES_POLL, !task[t].owed);
        CHECK(CANCELLED_ENDS, !task[t].closed || task[t].completed);
        CHECK(ONE_DROP, task[t].completed == (task[t].destroyed == 1));
        CHECK(NOTHING_LEFT, task[t].completed || task[t].references == 1);
        CHECK(NOTHING_LEFT, !task[t].completed || task[t].freed)
    }
}

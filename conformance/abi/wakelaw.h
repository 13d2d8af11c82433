// SPDX-License-Identifier: MIT
/// \file
/// The executor under test, as the conformance suite sees it: a table of functions in plain C11. A subject in
/// any language fills this table and exports one function, wakelaw_subjects(). Built as a shared object it is
/// judged by
///
///     wakelaw doctor ./libmy_executor.so     is the table sound?
///     wakelaw run ./libmy_executor.so        are the rules kept?
///
/// In C++ the header <wakelaw/conformance/adapter.hpp> fills the same table from a class. The suite has one
/// surface and one code path for both.
///
/// What holds for all of it:
///
/// - Nothing that one side allocated is released by the other. Strings and tables are the subject's and live
///   as long as the process. Executors, task handles and wakers are made and ended by functions of the
///   subject; a future is made by the suite and ended by a function of the suite's.
/// - Pointers are passed through unchanged, and never looked into by the side that did not make them.
/// - No exception and no panic may leave a function of this table, or one of the suite's, unless both sides
///   are compiled as C++: return a status instead. An exception of a C++ subject counts as WAKELAW_THREW.
/// - The shared object is loaded by a worker process and never by the tool itself. Whatever it does there, a
///   crash, a call of exit or a loop without end, costs its own verdict only.
///
/// Thread-safety is stated at each function. "The main thread" is the worker's: it makes, drives and
/// destroys, one executor at a time.
#ifndef WAKELAW_H
#define WAKELAW_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// NOLINTBEGIN(modernize-redundant-void-arg): this is C

/// The version of this header. It changes when an existing field changes its meaning. New fields are added at
/// the end of wakelaw_subject and told by its struct_size, and leave the version as it is.
#define WAKELAW_ABI_VERSION 1u

#if defined(__GNUC__)
#define WAKELAW_EXPORT __attribute__((visibility("default")))
#else
#define WAKELAW_EXPORT
#endif

// Wakers
// ------------------------------------------------------------

typedef struct wakelaw_waker_vtable wakelaw_waker_vtable;

/// A waker in raw form, as std::task::RawWaker in Rust and wakelaw::RawWaker in C++: two words, the same
/// layout as the latter. Copying it copies two pointers and retains nothing.
typedef struct wakelaw_raw_waker {
    /// What each function of the table receives, unchanged. May be null.
    const void* data;
    /// Never null. Lives as long as the process.
    const wakelaw_waker_vtable* vtable;
} wakelaw_raw_waker;

/// The four operations of a waker, as std::task::RawWakerVTable. One instance of a waker is ended by exactly
/// one call of wake or drop.
///
/// Thread-safety: with WAKELAW_WAKE_FROM_FOREIGN_THREAD from any thread, several at the same time, also from
/// threads that are ending; else from the main thread and from inside polls only. Null: wake and drop never;
/// clone and wake_by_ref where the capability of that name is not declared.
struct wakelaw_waker_vtable {
    /// Returns one more instance for the same task. It may have another data pointer and another table. With
    /// WAKELAW_CLONE.
    wakelaw_raw_waker (*clone)(const void* data);
    /// Wakes the task and ends this instance.
    void (*wake)(const void* data);
    /// Wakes the task and ends nothing. With WAKELAW_WAKE_BY_REF.
    void (*wake_by_ref)(const void* data);
    /// Ends this instance without waking.
    void (*drop)(const void* data);
};

// The suite's future
// ------------------------------------------------------------

/// What a poll came to.
typedef int32_t wakelaw_poll_status;
enum {
    WAKELAW_PENDING = 0,  ///< Not done: poll again when a waker of this task has been woken.
    WAKELAW_READY = 1,  ///< Done: never poll again, drop the future.
    /// The poll threw (Rust: panicked): never poll again, drop the future. Only where WAKELAW_EXCEPTIONS is
    /// declared. An executor in C++ throws, one in Rust panics, so that its own handling of it is put to the
    /// test; one without exceptions does not declare the capability and never sees this.
    WAKELAW_POLL_THREW = 2
};

/// A future of the suite's. spawn() gives it to the subject, which owns it from then on and ends it by
/// exactly one call of drop, also when it never polled it, and also when spawn fails.
typedef struct wakelaw_future {
    /// Passed to both functions, unchanged. Need not be a pointer to anything.
    void* state;
    /// Polls once.
    ///
    /// address: where the subject keeps the future object. It has to be the same in each poll and in drop
    /// (rule FUT-6). Null if the subject's language cannot move it, or the subject has no such object. waker:
    /// lent for the duration of the call. The suite clones it to keep it and never ends this instance. It may
    /// use it as often as it likes while the call lasts, and it may wake or drop clones of it inside the
    /// call. Threads: any, but never two at once for one future. Misuse: a second poll at the same time, a
    /// poll after Ready or after drop is recorded as the violation that it is, and answered without harm.
    wakelaw_poll_status (*poll)(void* state, const void* address, wakelaw_raw_waker waker);
    /// Ends the future: its destructor. It may wake, clone and drop wakers of any task (rule EXEC-18), and
    /// with WAKELAW_SPAWN_FROM_POLL it may spawn. Threads: any, but not during a poll.
    void (*drop)(void* state, const void* address);
} wakelaw_future;

// Waker classes
// ------------------------------------------------------------

/// What a check looks at; the number behind the colon is the one that conforms. What cannot be asked in the
/// subject's language is left out: the rule is then not judged by it.
enum {
    WAKELAW_QUESTION_POLL_PENDING_IS_READY = 0,  ///< POLL-1: 0
    WAKELAW_QUESTION_POLL_PENDING_VALUES = 1,  ///< living values of a pending Poll: 0
    WAKELAW_QUESTION_POLL_READY_IS_READY = 2,  ///< 1
    WAKELAW_QUESTION_POLL_READY_VALUES = 3,  ///< living values of a ready Poll: 1
    WAKELAW_QUESTION_POLL_TAKEN_VALUE = 4,  ///< the value that comes out, put in as 7: 7
    WAKELAW_QUESTION_POLL_LEFT_VALUES = 5,  ///< living values at the end: 0
    WAKELAW_QUESTION_POLL_COPIES = 6,  ///< copies made on the way: 0
    WAKELAW_QUESTION_POLL_MOVE_ONLY = 7,  ///< a std::unique_ptr came out as it went in: 1
    WAKELAW_QUESTION_POLL_REFERENCE = 8,  ///< a T& came out as it went in: 1
    WAKELAW_QUESTION_POLL_VOID = 9,  ///< Poll<void> knows both states: 1
    WAKELAW_QUESTION_POLL_THROWING_VALUES = 10,  ///< living values after a move constructor threw: 0
    WAKELAW_QUESTION_MAP_READY_CALLS = 11,  ///< POLL-2: 1
    WAKELAW_QUESTION_MAP_READY_RESULT = 12,  ///< 1: ready, with what the function returned
    WAKELAW_QUESTION_MAP_PENDING_CALLS = 13,  ///< 0
    WAKELAW_QUESTION_MAP_PENDING_RESULT = 14,  ///< 1: pending
    WAKELAW_QUESTION_CONTEXT_SAME_WAKER = 15,  ///< CTX-1: waker() is the waker that it was made of: 1
    WAKELAW_QUESTION_CONTEXT_COPYABLE = 16,  ///< CTX-2: 0
    WAKELAW_QUESTION_NOOP_WILL_WAKE_OTHER = 17,  ///< will_wake of a noop waker and a real one: 0
    WAKELAW_QUESTION_COUNTED_MADE = 18,  ///< ARC-1: the count after each step: 1
    WAKELAW_QUESTION_COUNTED_WITH_WAKER = 19,  ///< 2
    WAKELAW_QUESTION_COUNTED_WITH_CLONE = 20,  ///< 3
    WAKELAW_QUESTION_COUNTED_CLONE_DROPPED = 21,  ///< 2
    WAKELAW_QUESTION_COUNTED_WOKEN_BY_REF = 22,  ///< 2
    WAKELAW_QUESTION_COUNTED_WOKEN = 23,  ///< 1
    WAKELAW_QUESTION_COUNTED_DESTROYED_EARLY = 24,  ///< 0
    WAKELAW_QUESTION_COUNTED_DESTROYED = 25,  ///< 1
    WAKELAW_QUESTION_BORROWED_MADE = 26,  ///< ARC-2: 1
    WAKELAW_QUESTION_BORROWED_CLONED = 27,  ///< 2
    WAKELAW_QUESTION_BORROWED_GONE = 28,  ///< 2: the clone is left
    WAKELAW_QUESTION_BORROWED_CLONE_DROPPED = 29,  ///< 1
    WAKELAW_QUESTION_HOOK_BY_REF =
        30,  ///< ARC-3: calls of the author's function for one wake by reference: 1
    WAKELAW_QUESTION_HOOK_BY_VALUE = 31,  ///< 1
    WAKELAW_QUESTION_THROWING_BY_REF = 32,  ///< ARC-5: the count after wake_by_ref threw: 2
    WAKELAW_QUESTION_THROWING_BY_VALUE = 33,  ///< the count after wake threw: 1
    WAKELAW_QUESTION_TABLE_CLONED = 34,  ///< VT-2: the functions called directly, the count after each: 3
    WAKELAW_QUESTION_TABLE_WOKEN_BY_REF = 35,  ///< 3
    WAKELAW_QUESTION_TABLE_WOKEN = 36,  ///< 2
    WAKELAW_QUESTION_TABLE_DROPPED = 37,  ///< 2, after a second clone
    WAKELAW_QUESTION_OWNING_WILL_WAKE_CLONE = 38,  ///< ARC-4: will_wake of an owning waker and its clone: 1
    WAKELAW_QUESTION_BORROWED_WILL_WAKE_OWNING = 39,  ///< 1
    WAKELAW_QUESTION_BORROWED_WILL_WAKE_CLONE = 40,  ///< 1
    WAKELAW_QUESTION_CONVERSION_BEGINS = 41,  ///< a mark, which is not taken down
    WAKELAW_QUESTION_CONVERSION_ALLOCATIONS =
        42,  ///< ARC-7: blocks allocated since that mark, filled in by the worker: 0
    WAKELAW_QUESTION_REFERENCES_TAKEN_BY_WAKE =
        43,  ///< the count while the author's function runs, above what it was: 0
};

/// Takes the answer to a question down.
typedef void (*wakelaw_answer)(uint16_t question, uint64_t answer);

/// A class that plays Waker, with WAKELAW_DRIVING_NONE. A variable of it is an object in storage of the
/// suite's: made once, destroyed once, and full or empty in between. It is empty when it was moved from, or
/// consumed by `wake`; a language without such a state keeps an optional waker. What is null is not offered.
///
/// Threads: one at a time, but for noop wakers. WAKELAW_EXCEPTIONS: functions of the suite's tables throw
/// exceptions of C++, which leave the function below through the class, and arrive where it was called; a
/// language that cannot let them through does not declare it.
typedef struct wakelaw_vocabulary {
    uint32_t struct_size;  ///< sizeof(wakelaw_vocabulary); what lies beyond it is taken for null
    size_t size;  ///< of a variable
    size_t alignment;  ///< of a variable: a power of two
    /// Required. Makes a waker of its two words, which it owns from then on, in raw storage.
    void (*make)(void* place, wakelaw_raw_waker raw);
    /// With WAKELAW_NOOP_WAKER. In raw storage, on any thread.
    void (*make_noop)(void* place);
    void (*destroy)(void* waker);  ///< Required. Also of an empty one.
    /// With WAKELAW_CLONE. Into raw storage; `source` is full.
    void (*clone_to)(const void* source, void* place);
    /// With WAKELAW_CLONE_FROM. `source` is full; both may be the same.
    void (*clone_from)(const void* source, void* waker);
    void (*move_to)(void* source, void* place);  ///< Required. Into raw storage; leaves `source` empty.
    /// Moves onto a made one; both may be the same, which is then empty or as it was.
    void (*assign)(void* source, void* waker);
    void (*exchange)(void* left, void* right);  ///< Swaps; both may be the same.
    void (*wake)(void* waker);  ///< Required. By value: leaves it empty.
    void (*wake_by_ref)(const void* waker);  ///< With WAKELAW_WAKE_BY_REF.
    int (*will_wake)(const void* left, const void* right);  ///< With WAKELAW_WILL_WAKE. Returns 0 or 1.
    wakelaw_raw_waker (*words)(const void* waker);  ///< With WAKELAW_RAW_WORDS.
    void (*take_apart)(void* waker);  ///< Into its words, and made of them again in the same place.
    void (*check_poll)(wakelaw_answer answer);  ///< With WAKELAW_POLL_TYPE: questions 0 to 14.
    /// With WAKELAW_CONTEXT_TYPE: the two about contexts; of a context made of this waker.
    void (*check_context)(const void* waker, wakelaw_answer answer);
    /// With WAKELAW_COUNTED_WAKERS: those about counted pointers, in the order of their steps.
    void (*check_counted)(wakelaw_answer answer);
} wakelaw_vocabulary;

// What a subject declares
// ------------------------------------------------------------

/// How the executor gets to run its tasks.
enum {
    WAKELAW_DRIVING_THREADS = 0,  ///< By itself, on threads of its own. `drive` is null.
    /// `drive` runs on the main thread and returns when no task can go on: run_until_stalled.
    WAKELAW_DRIVING_STEPPING = 1,
    /// `drive` runs on the main thread and returns when all tasks are done: run, block_on. It may sleep
    /// meanwhile.
    WAKELAW_DRIVING_BLOCKING = 2,
    WAKELAW_DRIVING_NONE = 3  ///< The subject is no executor but a class that plays Waker; see `vocabulary`.
};

/// What becomes of an exception that leaves a poll. Both are fine.
enum {
    WAKELAW_EXCEPTION_ISOLATED = 0,  ///< The task ends, and nobody but a handle of the task hears of it.
    WAKELAW_EXCEPTION_REACHES_DRIVER = 1  ///< The task ends, and `drive` returns WAKELAW_THREW.
};

/// Promises beyond the minimum, one bit each. Declared means mandatory: the suite uses it, and the rules that
/// need it are judged. What is not declared is never used, and the rules that need it are NOT_APPLICABLE.
#define WAKELAW_CLONE (UINT64_C(1) << 0)  ///< Wakers can be cloned.
#define WAKELAW_WAKE_BY_REF (UINT64_C(1) << 1)  ///< A waker can wake without being consumed.
#define WAKELAW_WILL_WAKE \
    (UINT64_C(1) << 2)  ///< Wakers can be compared: by their two words, or by `will_wake`.
#define WAKELAW_SEVERAL_TASKS (UINT64_C(1) << 3)  ///< More than one task lives in one executor.
/// Wakers are used, cloned and dropped on threads that the executor does not know.
#define WAKELAW_WAKE_FROM_FOREIGN_THREAD (UINT64_C(1) << 4)
#define WAKELAW_SPAWN_FROM_POLL (UINT64_C(1) << 5)  ///< spawn is called inside polls.
#define WAKELAW_SPAWN_FROM_FOREIGN_THREAD \
    (UINT64_C(1) << 6)  ///< spawn is called on threads it does not know.
#define WAKELAW_EXCEPTIONS (UINT64_C(1) << 7)  ///< A poll may answer WAKELAW_POLL_THREW.
#define WAKELAW_WAKERS_OUTLIVE_TASK (UINT64_C(1) << 8)  ///< Wakers are used after their task has ended.
#define WAKELAW_WAKERS_OUTLIVE_EXECUTOR (UINT64_C(1) << 9)  ///< Wakers are used after destroy.
#define WAKELAW_DROP_AT_SHUTDOWN (UINT64_C(1) << 10)  ///< destroy drops the futures that are not done.
#define WAKELAW_THREAD_BOUND_TASKS (UINT64_C(1) << 11)  ///< A task is polled and dropped on one thread only.
#define WAKELAW_NESTED_DRIVERS \
    (UINT64_C(1) << 12)  ///< Another executor of this kind is driven inside a poll.
/// A waker object can be moved: its two words, or the subject's own class by `move_waker`.
#define WAKELAW_WAKER_MOVE (UINT64_C(1) << 13)
#define WAKELAW_CANCEL (UINT64_C(1) << 14)  ///< A task can be cancelled through its handle.
#define WAKELAW_JOIN (UINT64_C(1) << 15)  ///< The end of a task can be awaited through its handle.

/// What a vocabulary offers. The C++ header <wakelaw/conformance/vocabulary.hpp> finds out by itself; of no
/// meaning for an executor.
#define WAKELAW_CLONE_FROM (UINT64_C(1) << 16)  ///< A waker can be replaced by a clone of another one.
#define WAKELAW_NOOP_WAKER (UINT64_C(1) << 17)  ///< There is a waker that does nothing.
#define WAKELAW_RAW_WORDS (UINT64_C(1) << 18)  ///< A waker can be asked for its two words.
#define WAKELAW_POLL_TYPE (UINT64_C(1) << 19)  ///< There is a class that plays Poll.
#define WAKELAW_CONTEXT_TYPE (UINT64_C(1) << 20)  ///< There is a class that plays Context.
#define WAKELAW_COUNTED_WAKERS (UINT64_C(1) << 21)  ///< Wakers can be made of a counted pointer.
#define WAKELAW_BORROWED_WAKERS (UINT64_C(1) << 22)  ///< Wakers can be borrowed from a counted pointer.

/// spawn is called by destructors of futures and by polls while destroy runs, too: such a call is accepted,
/// or refused with a status. Without it, no spawn is under way when destroy is called, and none begins any
/// more.
#define WAKELAW_SPAWN_AT_SHUTDOWN (UINT64_C(1) << 23)

/// Where the executor's contract differs from Rust's, one bit each; 0 for an executor that keeps Rust's. The
/// suite then fails nothing that the contract allows, and holds the executor to what the bit says.
///
/// A waker is good for one suspension: until the next poll of its task begins. It is used at most once in
/// between, and is only dropped afterwards.
#define WAKELAW_CONTRACT_ONE_SUSPENSION (UINT64_C(1) << 0)
/// A task that returns WAKELAW_PENDING while nobody holds a waker of it, and no wake is under way, is
/// destroyed.
#define WAKELAW_CONTRACT_ABANDONED_DESTROYED (UINT64_C(1) << 1)
/// The same task ends the process, by abort().
#define WAKELAW_CONTRACT_ABANDONED_ABORTS (UINT64_C(1) << 2)
/// A suspended task is destroyed when its last waker is dropped.
#define WAKELAW_CONTRACT_LAST_DROP_DESTROYS (UINT64_C(1) << 3)
/// The first poll takes place before spawn returns.
#define WAKELAW_CONTRACT_FIRST_POLL_IN_SPAWN (UINT64_C(1) << 4)
/// A task that wakes itself during its poll is polled again at once, before any other task.
#define WAKELAW_CONTRACT_SELF_WAKE_AT_ONCE (UINT64_C(1) << 5)
/// The task's storage belongs to who spawned it, until the task has ended or cancel has returned: the
/// executor is never destroyed with a task in it. The suite cancels what is left before destroy, and
/// no task during a poll of it. Needs WAKELAW_CANCEL.
#define WAKELAW_CONTRACT_CALLER_OWNS_STORAGE (UINT64_C(1) << 6)
/// cancel waits for a poll of the task that is under way on another thread; when it returns, the future is
/// destroyed. The suite never calls it inside a poll of the same task. Needs WAKELAW_CANCEL.
#define WAKELAW_CONTRACT_CANCEL_BLOCKS (UINT64_C(1) << 7)
/// The wakers of a task are emptied when the task or the executor ends: they stay safe to use, do nothing,
/// and no longer tell one task from another.
#define WAKELAW_CONTRACT_WAKERS_EMPTIED (UINT64_C(1) << 8)

/// Groups of promises that are made whole, one bit each. A claimed profile whose capabilities are not all
/// declared is a fault of the adapter. Claiming none is fine: what is declared is judged anyhow.
#define WAKELAW_PROFILE_CORE (UINT64_C(1) << 0)  ///< clone, wake-by-ref, several-tasks
#define WAKELAW_PROFILE_THREADS (UINT64_C(1) << 1)  ///< wake-from-foreign-thread, spawn-from-foreign-thread
#define WAKELAW_PROFILE_OWNING (UINT64_C(1) << 2)  ///< drop-at-shutdown
#define WAKELAW_PROFILE_LOCAL (UINT64_C(1) << 3)  ///< thread-bound-tasks
#define WAKELAW_PROFILE_STEPPING (UINT64_C(1) << 4)  ///< driven in the style stepping or blocking
#define WAKELAW_PROFILE_JOIN (UINT64_C(1) << 5)  ///< join
#define WAKELAW_PROFILE_ABORT (UINT64_C(1) << 6)  ///< cancel
#define WAKELAW_PROFILE_EXCEPTIONS (UINT64_C(1) << 7)  ///< exceptions

/// For `flags`: the wakers that polls are lent are boxes of the adapter's around wakers of a class of the
/// subject's own.
#define WAKELAW_FLAG_BOXED_WAKERS UINT32_C(1)

// The table
// ------------------------------------------------------------

/// What an operation came to.
typedef int32_t wakelaw_status;
enum {
    WAKELAW_OK = 0,
    WAKELAW_THREW = 1,  ///< It failed, or an exception left it. See last_error.
    WAKELAW_UNSUPPORTED = 2  ///< It is declared and cannot be done: a fault of the adapter.
};

/// What became of a task that is joined.
typedef int32_t wakelaw_join_status;
enum {
    WAKELAW_JOIN_PENDING = 0,  ///< Not over yet; the waker given last is woken when it is.
    WAKELAW_JOIN_FINISHED = 1,  ///< Its future returned Ready.
    WAKELAW_JOIN_THREW = 2,  ///< A poll of it threw.
    WAKELAW_JOIN_CANCELLED = 3  ///< It was cancelled, or its executor has ended.
};

/// A subject. Everything in it is constant while the process lives.
typedef struct wakelaw_subject {
    /// WAKELAW_ABI_VERSION of the header that the subject was compiled with. Any other version is refused.
    uint32_t abi_version;
    /// sizeof(wakelaw_subject) in that header. What lies beyond it is taken for zero; less than version 1 had
    /// is refused.
    uint32_t struct_size;
    /// Lower case, digits and hyphens by custom: "my-executor". Not null, not empty, without tabs and line
    /// ends.
    const char* name;
    /// The executor's own version, for reports. May be null.
    const char* version;
    uint64_t capabilities;  ///< Bits WAKELAW_CLONE and so on.
    /// Those of the capabilities whose operations the adapter supplies itself: rules about them judge the
    /// adapter.
    uint64_t emulated;
    uint64_t contract;  ///< Bits WAKELAW_CONTRACT_...
    uint64_t profiles;  ///< Bits WAKELAW_PROFILE_...
    uint32_t driving;  ///< WAKELAW_DRIVING_...
    uint32_t exception_policy;  ///< WAKELAW_EXCEPTION_...
    /// How many threads poll at the same time: 1, but for a pool. 0 counts as 1.
    uint32_t polling_threads;
    uint32_t flags;  ///< Bits WAKELAW_FLAG_...

    // Required ----------------------------------------

    /// Makes an executor. Main thread. Null: it could not be made; see last_error.
    void* (*make)(void);
    /// Ends it: its threads have ended when this returns, and nothing of it runs any more. Called once for
    /// each executor that make returned, on the main thread, never inside a poll or a drive on that thread.
    /// Tasks may be left, whether polled or not, or in a poll on a thread of the executor's own. Wakers may
    /// be left, and with WAKELAW_WAKERS_OUTLIVE_EXECUTOR other threads may be using them (rule EXEC-10).
    void (*destroy)(void* executor);
    /// Takes the future over and gets it polled without any wake.
    ///
    /// handle: null, unless WAKELAW_CANCEL or WAKELAW_JOIN is declared. Else the subject stores a handle of
    /// the task there, which the suite ends by release_handle before it destroys the executor. A stored null
    /// is no handle. Threads: the main thread, outside drive; and as declared inside polls and drops of
    /// futures, and on foreign threads. On any status but WAKELAW_OK the future has been dropped already, and
    /// there is no handle.
    wakelaw_status (*spawn)(void* executor, wakelaw_future future, void** handle);

    // Required with WAKELAW_DRIVING_STEPPING and WAKELAW_DRIVING_BLOCKING; else null
    // ----------------------------------------

    /// Drives on the calling thread, which is the main thread, or one inside a poll with
    /// WAKELAW_NESTED_DRIVERS. WAKELAW_THREW: an exception of a task left it; the suite calls it again.
    wakelaw_status (*drive)(void* executor);

    // Required with WAKELAW_CANCEL or WAKELAW_JOIN ----------------------------------------

    /// Ends a handle (detach or cancel, as the subject likes). Called once for each: on the main thread, when
    /// the task has ended or the executor is about to be destroyed; right after a spawn that comes while the
    /// executor ends (WAKELAW_SPAWN_AT_SHUTDOWN), on the thread of that spawn; and with
    /// WAKELAW_CONTRACT_CALLER_OWNS_STORAGE in a poll of another task, once cancel has returned.
    void (*release_handle)(void* executor, void* handle);
    /// With WAKELAW_CANCEL: no poll of the task begins any more, and its future is dropped soon, or when the
    /// poll that is under way returns. Does nothing if the task has ended, and when called again. Threads:
    /// the main thread, inside polls, and foreign threads with WAKELAW_WAKE_FROM_FOREIGN_THREAD.
    wakelaw_status (*cancel)(void* executor, void* handle);
    /// With WAKELAW_JOIN: polls the handle. `waker` is lent as to a poll, by the suite this time: clone it to
    /// keep it. Not called again after any answer but WAKELAW_JOIN_PENDING. Threads: the one that polls the
    /// task which joins. No other call uses the handle meanwhile.
    wakelaw_join_status (*join)(void* executor, void* handle, wakelaw_raw_waker waker);

    // Optional ----------------------------------------

    /// With WAKELAW_WILL_WAKE: whether both wake the same task. Null: they do if their words are equal.
    /// Threads: as for the wakers. Returns 0 or 1.
    int (*will_wake)(wakelaw_raw_waker left, wakelaw_raw_waker right);
    /// With WAKELAW_WAKER_MOVE, required with WAKELAW_FLAG_BOXED_WAKERS: moves the object behind the waker
    /// through its move constructor, move assignment, swap and self-move, and leaves it as it was. Threads:
    /// as for the wakers.
    void (*move_waker)(wakelaw_raw_waker waker);
    /// Why the last operation on this thread failed, for the report; null if there is nothing to say. The
    /// text is the subject's and valid until its next operation on this thread. One line.
    const char* (*last_error)(void);

    /// With WAKELAW_DRIVING_NONE, and then the only field that is used besides name and capabilities: the
    /// operations of a waker class. In C++ <wakelaw/conformance/vocabulary.hpp> fills them.
    const wakelaw_vocabulary* vocabulary;
} wakelaw_subject;

/// The one function that a shared object exports: pointers to its subjects' tables, the last one followed by
/// a null pointer. Neither the array nor a table is ever released. Called once, on the main thread, before
/// anything else.
WAKELAW_EXPORT const wakelaw_subject* const* wakelaw_subjects(void);

// NOLINTEND(modernize-redundant-void-arg)

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // WAKELAW_H

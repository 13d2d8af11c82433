// SPDX-License-Identifier: MIT
//
// An executor in C, and its table: a queue of tasks, run on the caller's thread by run_until_stalled. Compile
// it into a shared object and let the suite judge it:
//
//     cc -std=c11 -shared -fPIC -o libmy_executor.so my_executor.c -lpthread
//     wakelaw run ./libmy_executor.so
//
// A task is one block of memory with a count of references: one of the queue while it is queued, one of the
// executor until it is done, and one of each waker. One lock, shared by the executor and all its tasks,
// guards all of it, and is never held while the future is polled or dropped.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wakelaw.h>

typedef struct executor executor;
typedef struct task task;

/// What the executor and its tasks share; the last of them releases it.
typedef struct shared {
    pthread_mutex_t lock;
    size_t users;
    bool closed;
    task* queue_head;
    task* queue_tail;
    task* unfinished;  ///< all tasks that are not done
} shared;

struct executor {
    shared* parts;
};

struct task {
    shared* parts;
    wakelaw_future future;
    size_t references;
    bool queued;
    bool running;
    bool woken;  ///< while running
    bool done;
    task* next_queued;
    task* next_unfinished;
    task* previous_unfinished;
};

static const wakelaw_waker_vtable waker_table;

static void release_shared(shared* parts) {
    pthread_mutex_lock(&parts->lock);
    const bool last = --parts->users == 0;
    pthread_mutex_unlock(&parts->lock);
    if (last) {
        pthread_mutex_destroy(&parts->lock);
        free(parts);
    }
}

// References. All with the lock held but release_task, which takes it.

static void enqueue(task* one) {
    one->queued = true;
    one->references++;
    one->next_queued = NULL;
    if (one->parts->queue_tail != NULL) {
        one->parts->queue_tail->next_queued = one;
    } else {
        one->parts->queue_head = one;
    }
    one->parts->queue_tail = one;
}

static task* dequeue(shared* parts) {
    task* const one = parts->queue_head;
    if (one != NULL) {
        parts->queue_head = one->next_queued;
        if (parts->queue_head == NULL) {
            parts->queue_tail = NULL;
        }
        one->queued = false;
    }
    return one;
}

static void forget(task* one) {
    if (one->previous_unfinished != NULL) {
        one->previous_unfinished->next_unfinished = one->next_unfinished;
    } else {
        one->parts->unfinished = one->next_unfinished;
    }
    if (one->next_unfinished != NULL) {
        one->next_unfinished->previous_unfinished = one->previous_unfinished;
    }
}

static void release_task(task* one) {
    shared* const parts = one->parts;
    pthread_mutex_lock(&parts->lock);
    const bool last = --one->references == 0;
    pthread_mutex_unlock(&parts->lock);
    if (last) {
        free(one);
        release_shared(parts);
    }
}

// The waker's four functions. Its data pointer is the task.

static wakelaw_raw_waker clone_waker(const void* data) {
    task* const one = (task*)data;
    pthread_mutex_lock(&one->parts->lock);
    one->references++;
    pthread_mutex_unlock(&one->parts->lock);
    return (wakelaw_raw_waker){data, &waker_table};
}

static void wake_by_ref(const void* data) {
    task* const one = (task*)data;
    pthread_mutex_lock(&one->parts->lock);
    if (one->running) {
        one->woken = true;
    } else if (!one->done && !one->queued && !one->parts->closed) {
        enqueue(one);
    }
    pthread_mutex_unlock(&one->parts->lock);
}

static void drop_waker(const void* data) { release_task((task*)data); }

static void wake(const void* data) {
    wake_by_ref(data);
    drop_waker(data);
}

static const wakelaw_waker_vtable waker_table = {clone_waker, wake, wake_by_ref, drop_waker};

// The table's functions.

static void* make(void) {
    executor* const made = malloc(sizeof *made);
    shared* const parts = calloc(1, sizeof *parts);
    if (made == NULL || parts == NULL) {
        free(made);
        free(parts);
        return NULL;
    }
    pthread_mutex_init(&parts->lock, NULL);
    parts->users = 1;
    made->parts = parts;
    return made;
}

static wakelaw_status spawn(void* context, wakelaw_future future, void** handle) {
    (void)handle;
    shared* const parts = ((executor*)context)->parts;
    task* const one = calloc(1, sizeof *one);
    if (one == NULL) {
        future.drop(future.state, NULL);
        return WAKELAW_THREW;
    }
    one->parts = parts;
    one->future = future;
    one->references = 1;
    pthread_mutex_lock(&parts->lock);
    parts->users++;
    one->next_unfinished = parts->unfinished;
    if (parts->unfinished != NULL) {
        parts->unfinished->previous_unfinished = one;
    }
    parts->unfinished = one;
    enqueue(one);
    pthread_mutex_unlock(&parts->lock);
    return WAKELAW_OK;
}

static void run_task(task* one) {
    const wakelaw_raw_waker waker = {one, &waker_table};
    const wakelaw_poll_status status = one->future.poll(one->future.state, &one->future, waker);
    const bool done = status != WAKELAW_PENDING;
    pthread_mutex_lock(&one->parts->lock);
    one->running = false;
    one->done = done;
    if (done) {
        forget(one);
    } else if (one->woken) {
        enqueue(one);
    }
    one->woken = false;
    pthread_mutex_unlock(&one->parts->lock);
    if (done) {
        one->future.drop(one->future.state, &one->future);
        release_task(one);  // the executor's reference
    }
}

static wakelaw_status run_until_stalled(void* context) {
    shared* const parts = ((executor*)context)->parts;
    for (;;) {
        pthread_mutex_lock(&parts->lock);
        task* const one = dequeue(parts);
        if (one != NULL) {
            one->running = !one->done;
        }
        pthread_mutex_unlock(&parts->lock);
        if (one == NULL) {
            return WAKELAW_OK;
        }
        if (one->running) {
            run_task(one);
        }
        release_task(one);  // the queue's reference
    }
}

static void destroy(void* context) {
    shared* const parts = ((executor*)context)->parts;
    pthread_mutex_lock(&parts->lock);
    parts->closed = true;
    task* one = dequeue(parts);
    pthread_mutex_unlock(&parts->lock);
    for (; one != NULL; one = dequeue(parts)) {
        release_task(one);
    }
    for (;;) {
        pthread_mutex_lock(&parts->lock);
        one = parts->unfinished;
        if (one != NULL) {
            forget(one);
            one->done = true;
        }
        pthread_mutex_unlock(&parts->lock);
        if (one == NULL) {
            break;
        }
        one->future.drop(one->future.state, &one->future);
        release_task(one);
    }
    release_shared(parts);
    free(context);
}

static const wakelaw_subject table = {
    .abi_version = WAKELAW_ABI_VERSION,
    .struct_size = sizeof(wakelaw_subject),
    .name = "example-c",
    .version = "1.0",
    .capabilities = WAKELAW_CLONE | WAKELAW_WAKE_BY_REF | WAKELAW_WILL_WAKE | WAKELAW_SEVERAL_TASKS |
                    WAKELAW_WAKE_FROM_FOREIGN_THREAD | WAKELAW_SPAWN_FROM_POLL |
                    WAKELAW_SPAWN_FROM_FOREIGN_THREAD | WAKELAW_EXCEPTIONS | WAKELAW_WAKERS_OUTLIVE_TASK |
                    WAKELAW_WAKERS_OUTLIVE_EXECUTOR | WAKELAW_DROP_AT_SHUTDOWN | WAKELAW_WAKER_MOVE,
    .driving = WAKELAW_DRIVING_STEPPING,
    .polling_threads = 1,
    .make = make,
    .destroy = destroy,
    .spawn = spawn,
    .drive = run_until_stalled,
};

const wakelaw_subject* const* wakelaw_subjects(void) {
    static const wakelaw_subject* const all[] = {&table, NULL};
    return all;
}

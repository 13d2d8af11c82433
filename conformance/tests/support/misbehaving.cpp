// SPDX-License-Identifier: MIT
// One worker, many subjects: each is the reference's LocalExecutor until a case spawns a third task in it,
// and then does what its name says. A case with fewer tasks runs like any other.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

using namespace wakelaw::conformance;

namespace {

constexpr int trigger = 3;

bool crash_when_statics_end = false;
struct Static {
    ~Static() {
        if (crash_when_statics_end) {
            raise(SIGSEGV);
        }
    }
} a_static;

void write_to_null() {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
}

void gorge() {
    while (true) {
        void* volatile block = std::malloc(std::size_t{1} << 20);
        if (block == nullptr) {
            std::abort();
        }
    }
}

void print_a_lot() {
    const std::string line(1000, 'x');
    for (int i = 0; i < 2000; ++i) {
        std::fprintf(stdout, "%s\n", line.c_str());
        std::fprintf(stderr, "%s\n", line.c_str());
    }
    std::fflush(stdout);
    std::fprintf(stderr, "the last line\n");
}

void spin() {
    std::atomic<unsigned> turns{0};
    while (true) {
        turns.fetch_add(1, std::memory_order_relaxed);
    }
}

void lock_twice() {
    static std::mutex mutex;
    mutex.lock();
    mutex.lock();
}

void leave_a_thread_spinning() { std::thread(&spin).detach(); }

void leave_a_thread_that_crashes() {
    std::thread([] { write_to_null(); }).detach();
}

void exit_through_a_crash() {
    crash_when_statics_end = true;
    std::exit(0);
}

class Base {
public:
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary;

protected:
    void accept(Future future) { executor_.spawn(std::move(future)).detach(); }
    bool triggered() const { return spawned_ >= trigger; }
    int spawned_ = 0;
    wakelaw::LocalExecutor executor_;
};

struct InSpawn : Base {
    template <class Act>
    void spawn_then(Future future, Act act) {
        if (++spawned_ == trigger) {
            act();
        }
        accept(std::move(future));
    }
    void run_until_stalled() { executor_.run_until_stalled(); }
};

struct CrashesInSpawn : InSpawn {
    static constexpr auto name = "crashes-in-spawn";
    void spawn(Future future) { spawn_then(std::move(future), &write_to_null); }
};

struct ThrowsFromSpawn : InSpawn {
    static constexpr auto name = "throws-from-spawn";
    void spawn(Future future) {
        spawn_then(std::move(future), [] { throw std::runtime_error("no room"); });
    }
};

struct ThrowsUnsupported : InSpawn {
    static constexpr auto name = "throws-unsupported";
    void spawn(Future future) {
        spawn_then(std::move(future), [] { throw Unsupported(); });
    }
};

struct InDrive : Base {
    void spawn(Future future) {
        ++spawned_;
        accept(std::move(future));
    }
    template <class Act>
    void drive_after(Act act) {
        if (triggered()) {
            act();
        }
        executor_.run_until_stalled();
    }
};

struct ExitsInDrive : InDrive {
    static constexpr auto name = "exits-in-drive";
    void run_until_stalled() {
        drive_after([] { std::exit(0); });
    }
};

struct AbortsInDrive : InDrive {
    static constexpr auto name = "aborts-in-drive";
    void run_until_stalled() { drive_after(&std::abort); }
};

struct LoopsInDrive : InDrive {
    static constexpr auto name = "loops-in-drive";
    void run_until_stalled() { drive_after(&spin); }
};

struct BlocksInDrive : InDrive {
    static constexpr auto name = "blocks-in-drive";
    void run_until_stalled() { drive_after(&lock_twice); }
};

struct AllocatesWithoutBound : InDrive {
    static constexpr auto name = "allocates-without-bound";
    void run_until_stalled() { drive_after(&gorge); }
};

struct PrintsALot : InDrive {
    static constexpr auto name = "prints-a-lot";
    void run_until_stalled() { drive_after(&print_a_lot); }
};

struct LeavesThreads : InDrive {
    static constexpr auto name = "leaves-threads";
    void run_until_stalled() { drive_after(&leave_a_thread_spinning); }
};

struct LeavesACrash : InDrive {
    static constexpr auto name = "leaves-a-crash";
    void run_until_stalled() { drive_after(&leave_a_thread_that_crashes); }
};

struct ExitsThroughACrash : InDrive {
    static constexpr auto name = "exits-through-a-crash";
    void run_until_stalled() { drive_after(&exit_through_a_crash); }
};

struct ThrowsFromMake : InDrive {
    static constexpr auto name = "throws-from-make";
    ThrowsFromMake() { throw std::runtime_error("cannot be made"); }
    void run_until_stalled() { executor_.run_until_stalled(); }
};

struct ThrowsFromDestroy : InDrive {
    static constexpr auto name = "throws-from-destroy";
    ~ThrowsFromDestroy() { clean_up(); }  // implicitly noexcept: an adapter cannot have another one
    void clean_up() {
        if (triggered()) {
            throw std::runtime_error("cannot be destroyed");
        }
    }
    void run_until_stalled() { executor_.run_until_stalled(); }
};

struct DeclaresJoin : InDrive {
    static constexpr auto name = "declares-join";
    static constexpr auto capabilities = reference_vocabulary.with(Capability::join);
    void run_until_stalled() { executor_.run_until_stalled(); }
};

struct BehavesWell : InDrive {
    static constexpr auto name = "behaves-well";
    void run_until_stalled() { executor_.run_until_stalled(); }
};

}  // namespace

WAKELAW_SUBJECTS(CrashesInSpawn, ThrowsFromSpawn, ThrowsUnsupported, ExitsInDrive, AbortsInDrive,
                 LoopsInDrive, BlocksInDrive, AllocatesWithoutBound, PrintsALot, LeavesThreads, LeavesACrash,
                 ExitsThroughACrash, ThrowsFromMake, ThrowsFromDestroy, DeclaresJoin, BehavesWell)

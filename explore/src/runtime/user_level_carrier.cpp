// SPDX-License-Identifier: MIT
#include <sys/auxv.h>
#include <sys/mman.h>

#include "runtime/carrier.hpp"
#include "runtime/donor.hpp"
#include "runtime/verdict.hpp"

// wakelaw_explore_switch(Context* from, const Context* to): saves the registers that a call preserves on the
// stack, goes over to the other stack and to the other thread pointer, and restores. wakelaw_explore_begin:
// where a new stack begins; RBX holds the thread. The frame has no caller for the unwinder.
asm(R"(
.text
.globl wakelaw_explore_switch
.type wakelaw_explore_switch, @function
wakelaw_explore_switch:
    .cfi_startproc
    pushq %rbp
    .cfi_adjust_cfa_offset 8
    pushq %rbx
    .cfi_adjust_cfa_offset 8
    pushq %r12
    .cfi_adjust_cfa_offset 8
    pushq %r13
    .cfi_adjust_cfa_offset 8
    pushq %r14
    .cfi_adjust_cfa_offset 8
    pushq %r15
    .cfi_adjust_cfa_offset 8
    movq %rsp, (%rdi)
    movq (%rsi), %rsp
    movq 8(%rsi), %rdx
    wrfsbase %rdx
    popq %r15
    .cfi_adjust_cfa_offset -8
    popq %r14
    .cfi_adjust_cfa_offset -8
    popq %r13
    .cfi_adjust_cfa_offset -8
    popq %r12
    .cfi_adjust_cfa_offset -8
    popq %rbx
    .cfi_adjust_cfa_offset -8
    popq %rbp
    .cfi_adjust_cfa_offset -8
    ret
    .cfi_endproc
.size wakelaw_explore_switch, . - wakelaw_explore_switch

.globl wakelaw_explore_begin
.type wakelaw_explore_begin, @function
wakelaw_explore_begin:
    .cfi_startproc
    .cfi_undefined rip
    movq %rbx, %rdi
    call wakelaw_explore_run
    ud2
    .cfi_endproc
.size wakelaw_explore_begin, . - wakelaw_explore_begin
)");

extern "C" {
void wakelaw_explore_switch(wakelaw::explore::runtime::Context* from,
                            const wakelaw::explore::runtime::Context* to);
void wakelaw_explore_begin();
[[gnu::used]] void wakelaw_explore_run(wakelaw::explore::runtime::Thread* thread) {
    using namespace wakelaw::explore::runtime;
    const Context& next = run_thread(*thread);
    wakelaw_explore_switch(&thread->context, &next);
    __builtin_trap();
}
}

namespace wakelaw::explore::runtime {

namespace {

static_assert(offsetof(Context, stack_pointer) == 0 && offsetof(Context, thread_pointer) == 8,
              "wakelaw_explore_switch reads them there");

constexpr std::size_t stack_size = std::size_t{1} << 20U;
constexpr std::size_t guard_size = 4096;

std::byte* make_stack() {
    void* memory = mmap(nullptr, stack_size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) {
        end_schedule(Kind::unsupported, "the system gives no memory for a further stack");
    }
    mprotect(memory, guard_size, PROT_NONE);
    return static_cast<std::byte*>(memory);
}

/// All controlled threads share one thread of the system. Each has a stack of its own and the thread pointer
/// of a donor, which sleeps: so thread-local variables, pthread_self and the ownership of mutexes are as
/// usual.
class UserLevelCarrier final : public CarrierInterface {
public:
    void prepare(Thread& thread) override {
        Donor& donor = take_donor(thread);
        if (donor.stack == nullptr) {
            donor.stack = make_stack();
        }
        // What wakelaw_explore_switch pops: six registers, the fifth of which is RBX, and the address to
        // return to.
        constexpr unsigned registers = 6;
        constexpr unsigned rbx = 4;
        auto* top = reinterpret_cast<std::uintptr_t*>(donor.stack + stack_size - 64);
        std::uintptr_t* frame = top - (registers + 1);
        for (unsigned i = 0; i < registers; ++i) {
            frame[i] = 0;
        }
        frame[rbx] = reinterpret_cast<std::uintptr_t>(&thread);
        frame[registers] = reinterpret_cast<std::uintptr_t>(&wakelaw_explore_begin);
        thread.context.stack_pointer = frame;
    }

    void pass_control(Context& from, Context& to) override { wakelaw_explore_switch(&from, &to); }

    void begin_schedule(Context& caller) override { caller.thread_pointer = thread_pointer(); }
    void end_schedule() override {}
};

}  // namespace

CarrierInterface& user_level_carrier() {
    static UserLevelCarrier carrier;
    return carrier;
}

bool user_level_carrier_works() {
    constexpr unsigned long fsgsbase = 2;  // HWCAP2_FSGSBASE, since Linux 5.9
    return (getauxval(AT_HWCAP2) & fsgsbase) != 0;
}

}  // namespace wakelaw::explore::runtime

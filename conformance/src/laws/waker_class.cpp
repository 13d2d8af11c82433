// SPDX-License-Identifier: MIT
/// POLL, WAK, VT, CTX, ARC: what holds for a vocabulary, by the model of ledger.hpp.
#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "laws/catalogue.hpp"
#include "laws/ledger.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/waker_class.cpp";

struct Clause {
    std::string_view rule;
    std::string_view id;
    Capability need;  ///< a vocabulary without it is not judged by this clause
    std::string_view quote;
};

// clang-format off
constexpr Clause clauses[]{
    {"POLL-1", "POLL-1.a", Capability::poll_type,
     "A `Poll<T>` MUST be in exactly one of two states: [Ready](../glossary.md#ready) with one value of type T, or [Pending](../glossary.md#pending) with none."},
    {"POLL-1", "POLL-1.b", Capability::poll_type,
     "A `Poll<T>` that is Pending MUST NOT construct a T."},
    {"POLL-1", "POLL-1.c", Capability::poll_type,
     "A `Poll<T>` MUST accept every T that can be destroyed and moved, move-only types, references and `void` included."},
    {"POLL-2", "POLL-2.a", Capability::poll_type,
     "A function such as `map` on a [Poll](../glossary.md#poll) result MUST call its argument exactly once if the result is [Ready](../glossary.md#ready)."},
    {"POLL-2", "POLL-2.b", Capability::poll_type,
     "Such a function MUST NOT call its argument if the result is [Pending](../glossary.md#pending)."},
    {"POLL-2", "POLL-2.c", Capability::poll_type,
     "The result of such a function on Pending MUST be Pending."},
    {"WAK-1", "WAK-1.a", Capability::waker_move,
     "`wake` by value MUST release the reference that the waker holds."},
    {"WAK-1", "WAK-1.b", Capability::waker_move,
     "A waker that was consumed MUST NOT release anything when it is destroyed."},
    {"WAK-2", "WAK-2.a", Capability::wake_by_ref,
     "`wake_by_ref` MUST leave the waker usable."},
    {"WAK-3", "WAK-3.a", Capability::clone,
     "`clone` MUST yield a waker of the same task that stays valid after the original was woken, dropped, moved or assigned to."},
    {"WAK-4", "WAK-4.a", Capability::waker_move,
     "The drop of a waker MUST give back exactly one reference: the one that was taken when this waker was made or cloned."},
    {"WAK-5", "WAK-5.a", Capability::will_wake,
     "If `will_wake` of two wakers is true, a wake of the one MUST wake the same task as a wake of the other."},
    {"WAK-6", "WAK-6.a", Capability::will_wake,
     "`will_wake` of a [waker](../glossary.md#waker) and its own unchanged clone SHOULD be true."},
    {"WAK-7", "WAK-7.b", Capability::clone_from,
     "If `will_wake` of the two was true before the call, `clone_from` MUST NOT clone or drop anything."},
    {"WAK-7", "WAK-7.c", Capability::clone_from,
     "Otherwise `clone_from` MUST make exactly one clone of `source` and exactly one drop of the old waker, if "
     "that one was not inert."},
    {"WAK-7", "WAK-7.d", Capability::clone_from,
     "`clone_from` of a waker from itself MUST leave it as it was."},
    {"WAK-9", "WAK-9.a", Capability::waker_move,
     "A move MUST transfer the reference to the new object, without a wake, a clone or a release of that reference."},
    {"WAK-9", "WAK-9.b", Capability::waker_move,
     "A moved-from waker MUST NOT release anything when it is destroyed or assigned to."},
    {"WAK-9", "WAK-9.c", Capability::waker_move,
     "Move assignment MUST release the waker that it overwrites exactly once."},
    {"WAK-9", "WAK-9.d", Capability::waker_move,
     "A waker moved onto itself MUST stay safe to assign to and to destroy."},
    {"WAK-10", "WAK-10.a", Capability::noop_waker,
     "The operations of a noop [waker](../glossary.md#waker) MUST have no effect."},
    {"WAK-10", "WAK-10.b", Capability::noop_waker,
     "A noop waker MUST be usable on every thread, and after the thread on which it was made has ended."},
    {"WAK-11", "WAK-11.a", Capability::raw_words,
     "`data()` and `vtable()` of a [waker](../glossary.md#waker) MUST return the pointers that it was made of, unchanged."},
    {"WAK-11", "WAK-11.b", Capability::raw_words,
     "Making a waker of a [raw waker](../glossary.md#raw-waker), and taking it apart again, MUST NOT call a function of the [vtable](../glossary.md#vtable)."},
    {"WAK-12", "WAK-12.a", Capability::exceptions,
     "If a call of `wake_by_ref` is left by an exception, it MUST NOT have released a reference."},
    {"WAK-12", "WAK-12.b", Capability::exceptions,
     "If a call of `wake` is left by an exception, the reference of that [waker](../glossary.md#waker) MUST be released exactly once."},
    {"WAK-12", "WAK-12.c", Capability::exceptions,
     "If a call of `clone` is left by an exception, the original MUST stay valid."},
    {"VT-1", "VT-1.a", Capability::waker_move,
     "A function of a [vtable](../glossary.md#vtable) MUST be called with the data pointer of the [raw waker](../glossary.md#raw-waker) that the vtable belongs to, and with no other pointer."},
    {"VT-2", "VT-2.a", Capability::counted_wakers,
     "`clone` of a [vtable](../glossary.md#vtable) MUST add exactly one reference and return a [raw waker](../glossary.md#raw-waker) that owns it."},
    {"VT-2", "VT-2.b", Capability::counted_wakers,
     "`wake` and `drop` of a vtable MUST release exactly the one reference that the raw waker owns."},
    {"VT-2", "VT-2.c", Capability::counted_wakers,
     "`wake_by_ref` of a vtable MUST leave the number of references unchanged, once its effects have settled."},
    {"VT-3", "VT-3.b", Capability::clone,
     "Code that uses wakers MUST NOT copy the words of a [raw waker](../glossary.md#raw-waker) in place of a call of `clone`."},
    {"VT-4", "VT-4.b", Capability::waker_move,
     "Code that handles a [raw waker](../glossary.md#raw-waker) MUST accept a null data pointer."},
    {"CTX-1", "CTX-1.a", Capability::context_type,
     "`waker()` of a [context](../glossary.md#context) MUST give the very [waker](../glossary.md#waker) that the context was made from."},
    {"CTX-1", "CTX-1.b", Capability::context_type,
     "To make, pass and destroy a context MUST NOT clone, wake or drop a waker."},
    {"CTX-2", "CTX-2.a", Capability::context_type,
     "A [context](../glossary.md#context) MUST NOT be copyable."},
    {"ARC-1", "ARC-1.a", Capability::counted_wakers,
     "A [waker](../glossary.md#waker) made of a counted pointer MUST own exactly one reference, and give it back exactly once."},
    {"ARC-1", "ARC-1.b", Capability::counted_wakers,
     "The object behind the pointer MUST live as long as one of its wakers."},
    {"ARC-1", "ARC-1.c", Capability::counted_wakers,
     "The object MUST be destroyed exactly once, on whichever thread drops the last reference."},
    {"ARC-2", "ARC-2.a", Capability::borrowed_wakers,
     "To make and destroy a borrowed [waker](../glossary.md#waker) (`waker_ref`) MUST leave the count unchanged."},
    {"ARC-2", "ARC-2.b", Capability::borrowed_wakers,
     "A clone of a borrowed waker MUST own one reference like any other waker."},
    {"ARC-3", "ARC-3.a", Capability::counted_wakers,
     "A wake by value MUST call the author's `wake` exactly once, or `wake_by_ref` exactly once where there is no `wake`."},
    {"ARC-3", "ARC-3.b", Capability::counted_wakers,
     "A wake by reference MUST call the author's `wake_by_ref` exactly once."},
    {"ARC-5", "ARC-5.a", Capability::counted_wakers,
     "If the author's `wake_by_ref` is left by an exception, the count MUST be as it was before the call."},
    {"ARC-5", "ARC-5.b", Capability::counted_wakers,
     "If the author's `wake` is left by an exception, the count MUST be lower by one."},
    {"ARC-4", "ARC-4.a", Capability::counted_wakers,
     "`will_wake` between an owning waker, a borrowed waker and their clones SHOULD be true if they come from one counted pointer."},
    {"ARC-7", "ARC-7.a", Capability::counted_wakers,
     "The conversion of a counted pointer into a [waker](../glossary.md#waker) SHOULD NOT allocate."},
    {"ARC-7", "ARC-7.c", Capability::counted_wakers,
     "`wake` by value SHOULD hand its reference over without counting up and down."},
};
// clang-format on
constexpr std::size_t clause_count = std::size(clauses);

/// All clauses ask of the same trace, one after the other: it is read once.
const Reading& reading_of(const trace::View& view) {
    static thread_local Reading last;
    static thread_local std::uint64_t serial = 0;
    if (serial != view.serial()) {
        last = read_program(view);
        serial = view.serial();
    }
    return last;
}

template <std::size_t index>
void judge(const trace::View& view, Judgement& judgement) {
    if (!is_program(view)) {
        return;
    }
    constexpr std::string_view clause = clauses[index].id;
    const Reading& reading = reading_of(view);
    judgement.exercised =
        std::find(reading.exercised.begin(), reading.exercised.end(), clause) != reading.exercised.end();
    if (reading.deviation && reading.deviation->clause == clause) {
        judgement.findings.push_back(*reading.deviation);
    }
    for (const Finding& answer : reading.answers) {
        if (answer.clause == clause) {
            judgement.findings.push_back(answer);
            return;
        }
    }
}

template <std::size_t... index>
std::array<Law, clause_count> make_laws(std::index_sequence<index...>) {
    return {Law{clauses[index].rule, clauses[index].id, clauses[index].quote, this_file, &judge<index>,
                clauses[index].need}...};
}

}  // namespace

std::span<const Law> waker_class_laws() {
    static const std::array<Law, clause_count> laws = make_laws(std::make_index_sequence<clause_count>());
    return laws;
}

}  // namespace wakelaw::conformance::laws

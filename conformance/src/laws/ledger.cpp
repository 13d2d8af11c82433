// SPDX-License-Identifier: MIT
#include "laws/ledger.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <wakelaw/conformance/vocabulary.hpp>

#include "laws/evidence.hpp"
#include "scenario/scenario.hpp"

namespace wakelaw::conformance::laws {

namespace {

using scenario::Instrument;
using scenario::Operation;
using trace::Entry;

constexpr std::uint16_t promoted_table = scenario::max_instruments;

/// The two words of an instrumented waker.
struct Words {
    std::uint16_t cookie = trace::nothing;
    std::uint16_t table = 0;
    friend auto operator<=>(const Words&,
                            const Words&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14
};

Words words_from(std::uint64_t value) {
    return {static_cast<std::uint16_t>(value & 0xFFFF), static_cast<std::uint16_t>((value >> 16) & 0xFFFF)};
}

/// A call of a function of a vtable.
struct Call {
    std::uint32_t at = absent;
    Entry entry = Entry::clone;
    Words words;
    Words result;  ///< clone
    bool threw = false;
};

/// An operation of the program, with the calls that it made.
struct Act {
    std::uint32_t begin = absent;
    std::uint32_t end = absent;
    Operation operation = Operation::make;
    std::uint16_t first = 0;
    std::uint16_t second = 0;
    std::uint64_t before = 0;
    std::uint64_t result = 0;
    bool threw = false;
    std::vector<Call> calls;
};

enum class Holds : std::uint8_t { nothing, instance, noop };
enum class Empty : std::uint8_t { unmade, moved, consumed, consumed_by_throw };

struct Variable {
    Holds holds = Holds::nothing;
    Empty why_empty = Empty::unmade;
    Words words;
    Words cloned_from;  ///< the words of the waker that it is a clone of
    std::uint16_t root = trace::nothing;  ///< which task: the cookie of the first waker of its kind
    /// The number of the waker made first, of which it is the clone of a clone.
    std::size_t origin = 0;
    bool was_left_by_throw = false;
    /// Which instance it owns. A class may count handles of its own to one instance.
    std::size_t instance = 0;
    Words stale;  ///< empty: the words that it held before
};

std::string_view name_of(Entry entry) {
    constexpr std::array<std::string_view, 4> names{"clone", "wake", "wake_by_ref", "drop"};
    return names[static_cast<std::size_t>(entry)];
}

std::string list_of(const std::vector<Call>& calls) {
    std::string text;
    for (const Call& call : calls) {
        text += text.empty() ? "" : ", ";
        text += name_of(call.entry);
    }
    return text.empty() ? "none" : text;
}

std::string list_of(std::initializer_list<Entry> entries) {
    std::string text;
    for (const Entry entry : entries) {
        text += text.empty() ? "" : ", ";
        text += name_of(entry);
    }
    return text.empty() ? "none" : text;
}

std::string text_of(const Act& act) {
    const scenario::OperationInfo& what = scenario::info(act.operation);
    std::string text(what.name);
    if (what.first != scenario::Operand::none) {
        text += fmt::format(" {}", act.first);
    }
    if (what.second != scenario::Operand::none) {
        text += fmt::format(" {}", act.second);
    }
    return text;
}

class Model {
public:
    explicit Model(const View& view) : view_(view) {}

    Reading read() {
        std::uint32_t index = 0;
        while (index < view_.events().size()) {
            const Event& event = view_.events()[index];
            if (event.kind == Kind::program_begin) {
                Act act = take_act(index);
                if (act.end == absent) {
                    died(act);
                    break;
                }
                if (!lost_) {
                    follow(act);
                }
                current_ = nullptr;
            } else {
                note_damage(index);
                ++index;
            }
        }
        return std::move(reading_);
    }

private:
    /// A write to memory that was released before: found at the end, without a place.
    void note_damage(std::uint32_t index) {
        const Event& event = view_.events()[index];
        const bool written = event.kind == Kind::memory_fault &&
                             event.object == static_cast<std::uint16_t>(trace::MemoryFault::write_after_free);
        if (written && used_noop_) {
            part("WAK-10.b", true,
                 fmt::format(
                     "memory that was released was written to (event {}), in a program that used a noop "
                     "waker after the end of the thread that it was made on",
                     index),
                 {index});
        }
    }

    Act take_act(std::uint32_t& index) {
        Act act;
        const Event& begin = view_.events()[index];
        act.begin = index;
        act.operation = static_cast<Operation>(begin.object);
        act.first = begin.task & 0xFF;
        act.second = begin.task >> 8;
        act.before = begin.value;
        for (++index; index < view_.events().size(); ++index) {
            const Event& event = view_.events()[index];
            if (event.kind == Kind::called) {
                Call call;
                call.at = index;
                call.entry = static_cast<Entry>(event.object & 0xFF);
                call.words = {event.task, static_cast<std::uint16_t>(event.object >> 8)};
                call.result = words_from(event.value);
                call.threw = event.has(flag::threw);
                act.calls.push_back(call);
            } else if (event.kind == Kind::observed) {
                answered(index);
            } else if (event.kind == Kind::memory_fault || event.kind == Kind::crashed ||
                       event.kind == Kind::exited || event.kind == Kind::killed) {
                return act;
            } else if (event.kind == Kind::program_end) {
                act.end = index;
                act.result = event.value;
                act.threw = event.has(flag::threw);
                ++index;
                return act;
            }
        }
        return act;
    }

    void exercise(std::string_view clause) {
        if (std::find(reading_.exercised.begin(), reading_.exercised.end(), clause) ==
            reading_.exercised.end()) {
            reading_.exercised.push_back(clause);
        }
    }

    /// Whether an operand of the running operation may have become a handle by clone_from, without a call.
    [[nodiscard]] bool joined_by_clone_from() const {
        if (current_ == nullptr) {
            return false;
        }
        const scenario::OperationInfo& what = scenario::info(current_->operation);
        const auto joined = [&](scenario::Operand operand, std::uint16_t number) {
            if (operand != scenario::Operand::variable) {
                return false;
            }
            const Variable& variable = variables_[number % variables_.size()];
            return variable.holds == Holds::instance && joined_[variable.instance];
        };
        return joined(what.first, current_->first) || joined(what.second, current_->second);
    }

    void part(std::string_view clause, bool harm, std::string sentence, std::vector<std::uint32_t> events,
              Manner manner = Manner::violation) {
        if (lost_) {
            return;
        }
        lost_ = true;
        if (joined_by_clone_from() && !clause.starts_with("WAK-7")) {
            clause = "WAK-7.a";
            harm = true;
        }
        exercise(clause);
        Finding finding;
        finding.rule = clause.substr(0, clause.find('.'));
        finding.clause = clause;
        finding.manner = manner;
        finding.harm = harm;
        finding.sentence = std::move(sentence);
        std::erase(events, absent);
        std::sort(events.begin(), events.end());
        finding.events = std::move(events);
        reading_.deviation = std::move(finding);
    }

    /// The more special rules that the instrument puts to the test; their own where nothing plainer is
    /// broken.
    struct Blame {
        std::string_view clause;
        bool harm = false;
    };
    [[nodiscard]] Blame special(const Variable& variable, Blame plain) const {
        if (variable.holds == Holds::noop) {
            return {"WAK-10.a", true};
        }
        if (variable.holds == Holds::instance && joined_[variable.instance]) {
            return {"WAK-7.a", true};
        }
        if (variable.words.cookie == trace::null_cookie) {
            return {"VT-4.b", true};
        }
        if (variable.was_left_by_throw) {
            return {"WAK-12.a", true};
        }
        return plain;
    }

    /// Whether a variable that the operation ends or overwrites is empty, and held these words before.
    [[nodiscard]] bool releases_stale(const Act& act, Words words) const {
        const auto stale = [&](std::uint16_t number) {
            const Variable& variable = variables_[number % variables_.size()];
            return variable.holds == Holds::nothing && variable.stale == words;
        };
        switch (act.operation) {
            case Operation::destroy:
                return stale(act.first);
            case Operation::assign:
            case Operation::clone_from:
                return stale(act.second);
            default:
                return false;
        }
    }

    /// What was kept or taken wrongly before may show in any later operation. Nothing: it may be the one or
    /// the other, and nobody is blamed.
    [[nodiscard]] std::optional<Blame> refined(const Act& act, Blame blame) const {
        const bool two = scenario::info(act.operation).second == scenario::Operand::variable;
        for (const Call& call : act.calls) {
            for (const std::uint16_t number : {act.first, two ? act.second : act.first}) {
                const Variable& variable = variables_[number % variables_.size()];
                if (variable.holds == Holds::instance && call.words == variable.cloned_from &&
                    variable.cloned_from != variable.words) {
                    return Blame{"VT-3.b", true};
                }
            }
        }
        std::optional<Empty> why;
        for (const Call& call : act.calls) {
            if (call.entry != Entry::drop || !releases_stale(act, call.words)) {
                continue;
            }
            for (const Variable& variable : variables_) {
                if (variable.holds != Holds::nothing || call.words != variable.stale) {
                    continue;
                }
                if (why && *why != variable.why_empty) {
                    return std::nullopt;
                }
                why = variable.why_empty;
            }
        }
        if (!why) {
            return blame;
        }
        return *why == Empty::consumed            ? Blame{"WAK-1.b", true}
               : *why == Empty::consumed_by_throw ? Blame{"WAK-12.b", true}
                                                  : Blame{"WAK-9.b", true};
    }

    /// \return whether the calls are these, each on the words of `variable`.
    bool calls_are(const Act& act, const Variable& variable, std::initializer_list<Entry> wanted,
                   Blame blame) {
        if (!known_words(act)) {
            return false;
        }
        std::size_t matched = 0;
        bool same = act.calls.size() == wanted.size();
        for (const Entry entry : wanted) {
            same = same && act.calls[matched].entry == entry;
            ++matched;
        }
        if (!same) {
            const std::optional<Blame> found = refined(act, blame);
            if (!found) {
                lost_ = true;
                return false;
            }
            blame = *found;
            part(blame.clause, blame.harm,
                 fmt::format("{} at event {} called of its vtable: {}; owed: {}", text_of(act), act.begin,
                             list_of(act.calls), list_of(wanted)),
                 {act.begin, act.end});
            return false;
        }
        for (const Call& call : act.calls) {
            if (call.words != variable.words) {
                wrong_words(act, call, variable);
                return false;
            }
        }
        return true;
    }

    bool known_words(const Act& act) {
        for (const Call& call : act.calls) {
            exercise("VT-1.a");
            if (call.words.cookie == trace::nothing) {
                part("VT-1.a", false,
                     fmt::format(
                         "{} at event {} called {} of a vtable with a pointer that is no waker's data, "
                         "at event {}",
                         text_of(act), act.begin, name_of(call.entry), call.at),
                     {act.begin, call.at, act.end});
                return false;
            }
            if (!pairs_.contains(call.words)) {
                part("VT-1.a", false,
                     fmt::format("{} at event {} called {} of one waker's vtable with the data pointer of "
                                 "another waker, at event {}",
                                 text_of(act), act.begin, name_of(call.entry), call.at),
                     {act.begin, call.at, act.end});
                return false;
            }
            if (call.entry == Entry::clone && !call.threw) {
                pairs_.insert(call.result);
                roots_.emplace(call.result, root_of(call.words));
            }
        }
        return true;
    }

    [[nodiscard]] std::uint16_t root_of(Words words) const {
        const auto found = roots_.find(words);
        return found == roots_.end() ? words.cookie : found->second;
    }

    void wrong_words(const Act& act, const Call& call, const Variable& variable) {
        const bool copied = call.words == variable.cloned_from && variable.cloned_from != variable.words;
        if (copied) {
            part("VT-3.b", true,
                 fmt::format(
                     "variable {} holds a clone that got words of its own, and {} at event {} called {} "
                     "with those of the original",
                     act.first, text_of(act), act.begin, name_of(call.entry)),
                 {act.begin, call.at, act.end});
        } else {
            part("VT-1.a", false,
                 fmt::format("{} at event {} called {} for another waker than the one in variable {}",
                             text_of(act), act.begin, name_of(call.entry), act.first),
                 {act.begin, call.at, act.end});
        }
    }

    void follow(const Act& act) {
        current_ = &act;
        const bool instrument_threw =
            std::any_of(act.calls.begin(), act.calls.end(), [](const Call& call) { return call.threw; });
        Variable& first = variables_[act.first % variables_.size()];
        Variable& second = variables_[act.second % variables_.size()];
        if (act.threw && !instrument_threw) {
            if (first.holds == Holds::noop || act.operation == Operation::check_noop) {
                part("WAK-10.a", true,
                     fmt::format("{} at event {}, on a waker that does nothing, threw an exception",
                                 text_of(act), act.begin),
                     {act.begin, act.end});
            }
            lost_ = true;  // an exception of the class's own: no other rule speaks of it
            return;
        }
        switch (act.operation) {
            case Operation::make:
                return made(act, first);
            case Operation::make_noop:
                exercise("WAK-10.a");
                first = {};
                first.holds = Holds::noop;
                (void)calls_are(act, first, {}, {"WAK-10.a", true});
                return;
            case Operation::clone_to:
                return cloned(act, first, second);
            case Operation::clone_from:
                return replaced(act, first, second);
            case Operation::move_to:
                return moved(act, first, second);
            case Operation::assign:
                return assigned(act, first, second);
            case Operation::exchange:
                exercise("WAK-9.a");
                if (calls_are(act, first, {}, {"WAK-9.a", true})) {
                    std::swap(first, second);
                }
                return;
            case Operation::wake_variable:
                return woken(act, first);
            case Operation::wake_variable_by_ref:
                return woken_by_ref(act, first);
            case Operation::destroy:
                return destroyed(act, first);
            case Operation::will_wake:
                return compared(act, first, second);
            case Operation::read_words:
                return words_read(act, first);
            case Operation::take_apart:
                exercise("WAK-11.b");
                (void)calls_are(act, first, {}, {"WAK-11.b", false});
                return;
            case Operation::check_context:
                exercise("CTX-1.b");
                (void)calls_are(act, first, {}, {"CTX-1.b", false});
                return;
            case Operation::check_noop:
                exercise("WAK-10.b");
                used_noop_ = true;
                return;
            default:
                return;
        }
    }

    void made(const Act& act, Variable& variable) {
        exercise("WAK-11.b");
        variable = {};
        variable.holds = Holds::instance;
        variable.words = words_from(act.result);
        variable.cloned_from = variable.words;
        variable.root = variable.words.cookie;
        variable.origin = ++origins_;
        own_alone(variable);
        pairs_.insert(variable.words);
        roots_.emplace(variable.words, variable.root);
        (void)calls_are(act, variable, {}, {"WAK-11.b", false});
    }

    static bool changes_on_clone(std::uint16_t table) {
        return table == static_cast<std::uint16_t>(Instrument::distinct) ||
               table == static_cast<std::uint16_t>(Instrument::promoting);
    }
    void own_alone(Variable& variable) {
        variable.instance = owners_.size();
        owners_.push_back(1);
        joined_.push_back(false);
    }
    void share(const Variable& source, Variable& target, bool by_clone_from) {
        target = source;
        ++owners_[source.instance];
        joined_[source.instance] = joined_[source.instance] || by_clone_from;
    }
    [[nodiscard]] bool shared(const Variable& variable) const {
        return variable.holds == Holds::instance && owners_[variable.instance] > 1;
    }

    /// A variable lets go of what it holds: the last owner of an instance has it dropped.
    bool lets_go(const Act& act, const Variable& variable, Blame blame) {
        if (!shared(variable)) {
            return calls_are(act, variable, {Entry::drop}, blame);
        }
        if (!calls_are(act, variable, {}, special(variable, {"WAK-3.a", false}))) {
            return false;
        }
        --owners_[variable.instance];
        return true;
    }

    void cloned(const Act& act, const Variable& source, Variable& target) {
        if (source.holds == Holds::noop) {
            exercise("WAK-10.a");
            target = source;
            (void)calls_are(act, source, {}, {"WAK-10.a", true});
            return;
        }
        const bool throws = source.words.table == static_cast<std::uint16_t>(Instrument::throws_in_clone);
        exercise(throws ? "WAK-12.c" : "WAK-3.a");
        note_special(source);
        const Blame plain = throws ? Blame{"WAK-12.c", true} : Blame{"WAK-3.a", false};
        if (act.calls.empty() && !act.threw) {
            if (source.words.table == promoted_table || changes_on_clone(source.words.table)) {
                exercise("VT-3.b");
            }
            share(source, target, false);  // whether it is a copy of two words shows when one of them ends
            return;
        }
        if (!calls_are(act, source, {Entry::clone}, special(source, plain))) {
            return;
        }
        if (throws) {
            lost_ = !act.threw;  // whatever it made of nothing
            return;
        }
        take_clone(act, source, target);
    }

    void take_clone(const Act& act, const Variable& source, Variable& target) {
        const auto clone = std::find_if(act.calls.begin(), act.calls.end(),
                                        [](const Call& call) { return call.entry == Entry::clone; });
        const Variable original = source;
        target = {};
        target.holds = Holds::instance;
        target.words = clone->result;
        target.cloned_from = original.words;
        target.root = original.root;
        target.origin = original.origin;
        own_alone(target);
        if (target.words != original.words) {
            exercise("VT-3.b");
        }
    }

    void replaced(const Act& act, const Variable& source, Variable& target) {
        const bool itself = act.first == act.second;
        if (!known_words(act)) {
            return;
        }
        const bool lost_with_its_clone = drops_what_threw(act, source, target);
        if (lost_with_its_clone) {
            exercise("WAK-12.c");
        }
        const auto complain = [&](std::string_view clause, std::string_view owed) {
            // All was done but for the drop of one with null data.
            const bool null_left =
                target.holds == Holds::instance && target.words.cookie == trace::null_cookie &&
                (source.holds == Holds::noop ? act.calls.empty()
                                             : act.calls.size() == 1 && act.calls[0].entry == Entry::clone);
            const std::optional<Blame> blame = lost_with_its_clone
                                                   ? Blame{"WAK-12.c", true}
                                                   : refined(act, {null_left ? "VT-4.b" : clause, true});
            if (!blame) {
                lost_ = true;
                return;
            }
            part(blame->clause, blame->harm,
                 fmt::format("{} at event {} called of the vtables: {}; owed: {}", text_of(act), act.begin,
                             list_of(act.calls), owed),
                 {act.begin, act.end});
        };
        if (itself) {
            exercise("WAK-7.d");
            // A will_wake that says false leads to a clone and a drop, which leave it as it was.
            const bool balanced = replaces(act, source, target);
            if (!act.calls.empty() && !(balanced && act.before != 1) && !left_by_throw(act)) {
                complain("WAK-7.d", "none");
            } else if (balanced) {
                take_clone(act, source, target);
            }
            return;
        }
        if (act.before == 1) {
            exercise("WAK-7.b");
            if (!act.calls.empty()) {
                complain("WAK-7.b", "none, since will_wake was true");
            }
            return;
        }
        const bool may_skip =
            act.before == 2 && target.holds == Holds::instance && source.words == target.words;
        const bool both_noop = source.holds == Holds::noop && target.holds != Holds::instance;
        const bool unsure = act.before == 2 && target.holds == Holds::instance &&
                            view_.facts().capabilities.has(Capability::will_wake);
        if (act.calls.empty() && unsure && !may_skip) {
            lost_ = true;  // moved onto itself before: what it answers to will_wake is not known
            return;
        }
        if (act.calls.empty() && (may_skip || both_noop)) {
            if (both_noop) {
                target = source;
            }
            return;
        }
        if (left_by_throw(act)) {
            target.was_left_by_throw = true;
            return;
        }
        exercise("WAK-7.c");
        if (joins(act, source, target)) {
            if (target.holds == Holds::instance) {
                --owners_[target.instance];
            }
            share(source, target, true);
            return;
        }
        if (source.holds == Holds::noop) {
            const bool dropped = act.calls.size() == 1 && act.calls[0].entry == Entry::drop &&
                                 act.calls[0].words == target.words;
            if (!dropped) {
                complain("WAK-7.c", "drop of the old waker");
                return;
            }
            target = source;
            return;
        }
        if (!replaces(act, source, target)) {
            complain("WAK-7.c", target.holds == Holds::instance ? "clone of the source, drop of the old waker"
                                                                : "clone of the source");
            return;
        }
        if (shared(target)) {
            --owners_[target.instance];
        }
        take_clone(act, source, target);
    }

    /// Whether the calls are one clone of the source and, if the target held a waker, one drop of that.
    [[nodiscard]] bool replaces(const Act& act, const Variable& source, const Variable& target) const {
        const bool drops = target.holds == Holds::instance && !shared(target);
        std::size_t clones = 0;
        std::size_t dropped = 0;
        for (const Call& call : act.calls) {
            clones += call.entry == Entry::clone && call.words == source.words ? 1 : 0;
            dropped += call.entry == Entry::drop && call.words == target.words ? 1 : 0;
        }
        return clones == 1 && dropped == (drops ? 1U : 0U) && act.calls.size() == clones + dropped;
    }
    /// Whether the target may have become one more handle of the source's instance.
    [[nodiscard]] bool joins(const Act& act, const Variable& source, const Variable& target) const {
        if (source.holds != Holds::instance || act.threw) {
            return false;
        }
        const bool last = target.holds == Holds::instance && !shared(target);
        return last ? act.calls.size() == 1 && act.calls[0].entry == Entry::drop &&
                          act.calls[0].words == target.words
                    : act.calls.empty();
    }
    /// The source was dropped because its clone threw; what the target held before is another waker.
    static bool drops_what_threw(const Act& act, const Variable& source, const Variable& target) {
        if (!act.threw || source.holds != Holds::instance ||
            (target.holds == Holds::instance && target.words == source.words)) {
            return false;
        }
        const auto is = [&](Entry entry, bool threw) {
            return [&source, entry, threw](const Call& call) {
                return call.entry == entry && call.words == source.words && call.threw == threw;
            };
        };
        return std::any_of(act.calls.begin(), act.calls.end(), is(Entry::clone, true)) &&
               std::any_of(act.calls.begin(), act.calls.end(), is(Entry::drop, false));
    }
    /// The clone threw and nothing else was called.
    static bool left_by_throw(const Act& act) {
        return act.threw && act.calls.size() == 1 && act.calls[0].entry == Entry::clone && act.calls[0].threw;
    }

    void moved(const Act& act, Variable& source, Variable& target) {
        exercise("WAK-9.a");
        if (!calls_are(act, source, {}, {"WAK-9.a", true})) {
            return;
        }
        target = source;
        empty(source, source.holds == Holds::nothing ? source.why_empty : Empty::moved);
    }

    static void empty(Variable& variable, Empty why) {
        const bool threw = variable.was_left_by_throw;
        const Words stale = variable.holds == Holds::instance ? variable.words : variable.stale;
        variable = {};
        variable.why_empty = why;
        variable.stale = stale;
        variable.was_left_by_throw = threw && why != Empty::moved;
    }

    void assigned(const Act& act, Variable& source, Variable& target) {
        if (act.first == act.second) {
            exercise("WAK-9.d");
            // It may keep what it holds, or let go of it at once (WAK-9.e).
            if (source.holds == Holds::instance && !shared(source) && act.calls.size() == 1 &&
                act.calls[0].entry == Entry::drop && act.calls[0].words == source.words) {
                empty(source, Empty::moved);
                return;
            }
            (void)calls_are(act, source, {}, {"WAK-9.d", true});
            return;
        }
        if (target.holds == Holds::instance) {
            exercise("WAK-9.c");
            const Blame plain = special(target, {"WAK-9.c", true});
            if (!lets_go(act, target, plain)) {
                return;
            }
        } else {
            exercise("WAK-9.b");
            const bool consumed = target.why_empty == Empty::consumed;
            if (!calls_are(act, target, {}, {consumed ? "WAK-1.b" : "WAK-9.b", !consumed})) {
                return;
            }
        }
        target = source;
        empty(source, source.holds == Holds::nothing ? source.why_empty : Empty::moved);
    }

    void woken(const Act& act, Variable& variable) {
        if (variable.holds == Holds::noop) {
            exercise("WAK-10.a");
            if (calls_are(act, variable, {}, {"WAK-10.a", true})) {
                empty(variable, Empty::consumed);
            }
            return;
        }
        const bool throws = variable.words.table == static_cast<std::uint16_t>(Instrument::throws_in_wake);
        exercise(throws ? "WAK-12.b" : "WAK-1.a");
        note_special(variable);
        const Blame plain = throws ? Blame{"WAK-12.b", true} : Blame{"WAK-1.a", false};
        if (shared(variable)) {
            if (!calls_are(act, variable, {Entry::wake_by_ref}, special(variable, {"WAK-3.a", false}))) {
                return;
            }
            --owners_[variable.instance];
        } else if (act.calls.size() == 2 && act.calls[1].entry == Entry::drop) {
            // The same by other means: by reference, then let go.
            if (!calls_are(act, variable, {Entry::wake_by_ref, Entry::drop}, special(variable, plain))) {
                return;
            }
        } else if (!calls_are(act, variable, {Entry::wake}, special(variable, plain))) {
            return;
        }
        empty(variable, throws ? Empty::consumed_by_throw : Empty::consumed);
    }

    void woken_by_ref(const Act& act, Variable& variable) {
        if (variable.holds == Holds::noop) {
            exercise("WAK-10.a");
            (void)calls_are(act, variable, {}, {"WAK-10.a", true});
            return;
        }
        const bool throws = variable.words.table == static_cast<std::uint16_t>(Instrument::throws_in_wake);
        exercise(throws ? "WAK-12.a" : "WAK-2.a");
        note_special(variable);
        const Blame plain = throws ? Blame{"WAK-12.a", true} : Blame{"WAK-2.a", false};
        if (calls_are(act, variable, {Entry::wake_by_ref}, special(variable, plain))) {
            variable.was_left_by_throw = throws;
        }
    }

    void destroyed(const Act& act, Variable& variable) {
        if (variable.holds == Holds::instance) {
            exercise("WAK-4.a");
            note_special(variable);
            (void)lets_go(act, variable, special(variable, {"WAK-4.a", false}));
        } else if (variable.holds == Holds::noop) {
            exercise("WAK-10.a");
            (void)calls_are(act, variable, {}, {"WAK-10.a", true});
        } else {
            const Blame blame = variable.why_empty == Empty::consumed            ? Blame{"WAK-1.b", false}
                                : variable.why_empty == Empty::consumed_by_throw ? Blame{"WAK-12.b", true}
                                                                                 : Blame{"WAK-9.b", true};
            exercise(blame.clause);
            (void)calls_are(act, variable, {}, blame);
        }
        variable = {};
    }

    void compared(const Act& act, const Variable& left, const Variable& right) {
        if (left.holds == Holds::noop && right.holds == Holds::noop) {
            return;
        }
        const bool same_task = left.holds == right.holds && left.root == right.root;
        if (same_task) {
            recognised(act, left, right);
            return;
        }
        exercise("WAK-5.a");
        if (act.result == 1) {
            part("WAK-5.a", false,
                 fmt::format(
                     "will_wake at event {} was true for the wakers in variables {} and {}, which wake "
                     "different tasks",
                     act.end, act.first, act.second),
                 {act.begin, act.end});
        }
    }

    /// A clone and its original, unchanged by it, or a waker and itself. Two that were made apart may have
    /// the same words, and nobody has to see that.
    void recognised(const Act& act, const Variable& left, const Variable& right) {
        if (left.holds != Holds::instance || left.words != right.words || left.origin != right.origin) {
            return;
        }
        exercise("WAK-6.a");
        if (act.result == 0) {
            Finding finding;
            finding.rule = "WAK-6";
            finding.clause = "WAK-6.a";
            finding.manner = Manner::warning;
            finding.sentence = fmt::format(
                "will_wake at event {} was false for the wakers in variables {} and {}, clones with the "
                "words of "
                "their original",
                act.end, act.first, act.second);
            finding.events = {act.begin, act.end};
            reading_.answers.push_back(std::move(finding));
        }
    }

    void words_read(const Act& act, const Variable& variable) {
        if (variable.holds != Holds::instance) {
            return;
        }
        exercise("WAK-11.a");
        if (words_from(act.result) != variable.words) {
            const bool copied = words_from(act.result) == variable.cloned_from;
            part(copied ? "VT-3.b" : "WAK-11.a", copied,
                 fmt::format("the waker in variable {} was asked for its words at event {}, and they are not "
                             "the ones that it was made of",
                             act.first, act.begin),
                 {act.begin, act.end});
            return;
        }
        (void)calls_are(act, variable, {}, {"WAK-11.b", false});
    }

    /// A null data pointer goes through all operations (VT-4).
    void note_special(const Variable& variable) {
        if (variable.words.cookie == trace::null_cookie) {
            exercise("VT-4.b");
        }
        if (variable.words.table == promoted_table) {
            exercise("VT-3.b");
        }
    }

    /// The process ended, or its memory was damaged, inside the operation.
    void died(const Act& act) {
        const Variable& first = variables_[act.first % variables_.size()];
        const bool instrument_threw =
            std::any_of(act.calls.begin(), act.calls.end(), [](const Call& call) { return call.threw; });
        Blame blame = plain_blame(act, first);
        if (instrument_threw) {
            blame = {act.operation == Operation::wake_variable          ? "WAK-12.b"
                     : act.operation == Operation::wake_variable_by_ref ? "WAK-12.a"
                                                                        : "WAK-12.c",
                     true};
        }
        if (blame.clause.empty()) {
            return;
        }
        const std::uint32_t death = view_.death;
        part(blame.clause, blame.harm,
             death != absent ? fmt::format("the process ended during {}, which began at event {}",
                                           text_of(act), act.begin)
                             : fmt::format("{}, which began at event {}, damaged memory that was released",
                                           text_of(act), act.begin),
             {act.begin, death}, death != absent ? Manner::crash : Manner::violation);
    }

    [[nodiscard]] Blame plain_blame(const Act& act, const Variable& first) const {
        switch (act.operation) {
            case Operation::make:
            case Operation::read_words:
            case Operation::take_apart:
                return {"WAK-11.b", false};
            case Operation::make_noop:
            case Operation::check_noop:
                return {"WAK-10.b", true};
            case Operation::clone_to:
                return special(first, {"WAK-3.a", false});
            case Operation::clone_from:
                return {act.first == act.second ? "WAK-7.d" : "WAK-7.c", true};
            case Operation::move_to:
            case Operation::exchange:
                return {"WAK-9.a", true};
            case Operation::assign:
                return {act.first == act.second ? "WAK-9.d" : "WAK-9.c", true};
            case Operation::wake_variable:
                return special(first, {"WAK-1.a", false});
            case Operation::wake_variable_by_ref:
                return special(first, {"WAK-2.a", false});
            case Operation::destroy:
                return first.holds != Holds::nothing        ? special(first, {"WAK-4.a", false})
                       : first.why_empty == Empty::consumed ? Blame{"WAK-1.b", false}
                                                            : Blame{"WAK-9.b", true};
            case Operation::check_poll:
                return {"POLL-1.a", false};
            case Operation::check_context:
                return {"CTX-1.a", false};
            case Operation::check_counted:
                return {"ARC-1.a", true};
            default:
                return {};
        }
    }

    struct Expected {
        Question question;
        std::uint64_t answer;
        std::string_view clause;
        std::string_view what;
    };

    static const Expected* expected(std::uint16_t question) {
        using Q = Question;
        static constexpr std::array<Expected, question_count> table{{
            {Q::poll_pending_is_ready, 0, "POLL-1.a", "a pending Poll says that it is ready"},
            {Q::poll_pending_values, 0, "POLL-1.b", "values alive in a pending Poll"},
            {Q::poll_ready_is_ready, 1, "POLL-1.a", "a ready Poll says that it is ready"},
            {Q::poll_ready_values, 1, "POLL-1.a", "values alive in a ready Poll"},
            {Q::poll_taken_value, 7, "POLL-1.a", "the value taken out, put in as 7"},
            {Q::poll_left_values, 0, "POLL-1.a", "values alive when the Poll and what was taken are gone"},
            {Q::poll_copies, 0, "POLL-1.a", "copies of the value on its way in and out"},
            {Q::poll_move_only, 1, "POLL-1.c", "a std::unique_ptr came out as it went in"},
            {Q::poll_reference, 1, "POLL-1.c", "a reference came out as it went in"},
            {Q::poll_void, 1, "POLL-1.c", "a Poll of void knows both states"},
            {Q::poll_throwing_values, 0, "POLL-1.a", "values alive after a constructor threw"},
            {Q::map_ready_calls, 1, "POLL-2.a", "calls of the function by map on Ready"},
            {Q::map_ready_result, 1, "POLL-2.a", "map on Ready is ready with what the function returned"},
            {Q::map_pending_calls, 0, "POLL-2.b", "calls of the function by map on Pending"},
            {Q::map_pending_result, 1, "POLL-2.c", "map on Pending is Pending"},
            {Q::context_same_waker, 1, "CTX-1.a", "the context's waker is the one that it was made of"},
            {Q::context_copyable, 0, "CTX-2.a", "the context can be copied"},
            {Q::noop_will_wake_other, 0, "WAK-5.a", "will_wake of a noop waker and another one"},
            {Q::counted_made, 1, "ARC-1.a", "references when the object is made"},
            {Q::counted_with_waker, 2, "ARC-1.a", "references with a waker"},
            {Q::counted_with_clone, 3, "ARC-1.a", "references with a waker and its clone"},
            {Q::counted_clone_dropped, 2, "ARC-1.a", "references when the clone is dropped"},
            {Q::counted_woken_by_ref, 2, "ARC-1.a", "references after a wake by reference"},
            {Q::counted_woken, 1, "ARC-1.a", "references after a wake by value"},
            {Q::counted_destroyed_early, 0, "ARC-1.b", "destructions while a reference is left"},
            {Q::counted_destroyed, 1, "ARC-1.c", "destructions when the last reference is gone"},
            {Q::borrowed_made, 1, "ARC-2.a", "references with a borrowed waker"},
            {Q::borrowed_cloned, 2, "ARC-2.b", "references with a clone of the borrowed waker"},
            {Q::borrowed_gone, 2, "ARC-2.a",
             "references when the borrowed waker is gone and its clone is left"},
            {Q::borrowed_clone_dropped, 1, "ARC-2.b", "references when that clone is dropped"},
            {Q::hook_by_ref, 1, "ARC-3.b", "calls of the author's function by a wake by reference"},
            {Q::hook_by_value, 1, "ARC-3.a", "calls of the author's function by a wake by value"},
            {Q::throwing_by_ref, 2, "ARC-5.a", "references after a wake by reference that threw"},
            {Q::throwing_by_value, 1, "ARC-5.b", "references after a wake by value that threw"},
            {Q::table_cloned, 3, "VT-2.a", "references after the vtable's clone"},
            {Q::table_woken_by_ref, 3, "VT-2.c", "references after the vtable's wake_by_ref"},
            {Q::table_woken, 2, "VT-2.b", "references after the vtable's wake"},
            {Q::table_dropped, 2, "VT-2.b", "references after the vtable's clone and drop"},
            {Q::owning_will_wake_clone, 1, "ARC-4.a", "will_wake of an owning waker and its clone"},
            {Q::borrowed_will_wake_owning, 1, "ARC-4.a", "will_wake of a borrowed waker and an owning one"},
            {Q::borrowed_will_wake_clone, 1, "ARC-4.a", "will_wake of a borrowed waker and its clone"},
            {Q::conversion_begins, 0, "", ""},
            {Q::conversion_allocations, 0, "ARC-7.a",
             "blocks allocated by the conversion of a counted pointer into a waker"},
            {Q::references_taken_by_wake, 0, "ARC-7.c",
             "references that a wake by value takes in addition while the author's function runs"},
        }};
        return question < table.size() ? &table[question] : nullptr;
    }

    void answered(std::uint32_t index) {
        const Event& event = view_.events()[index];
        const Expected* const one = expected(event.object);
        if (one == nullptr || one->clause.empty()) {
            return;
        }
        exercise(one->clause);
        if (event.value == one->answer) {
            return;
        }
        Finding finding;
        finding.rule = one->clause.substr(0, one->clause.find('.'));
        finding.clause = one->clause;
        if (finding.rule == "ARC-4" || finding.rule == "ARC-7") {
            finding.manner = Manner::warning;
        }
        // One miscount shows in every count that follows: the plainer rules explain the others.
        finding.harm = finding.rule.starts_with("ARC-") || finding.rule == "VT-2" || finding.rule == "WAK-5";
        finding.sentence =
            fmt::format("{}: {}, and not {}, at event {}", one->what, event.value, one->answer, index);
        finding.events = {index};
        reading_.answers.push_back(std::move(finding));
    }

    const View& view_;
    Reading reading_;
    bool lost_ = false;
    const Act* current_ = nullptr;
    bool used_noop_ = false;
    std::array<Variable, scenario::max_variables> variables_{};
    std::set<Words> pairs_;
    std::map<Words, std::uint16_t> roots_;
    std::size_t origins_ = 0;
    std::vector<int> owners_;  ///< variables that own the instance, by its number
    std::vector<bool> joined_;  ///< one of them by clone_from
};

}  // namespace

bool is_program(const View& view) { return view.facts().driving == Driving::none; }

Reading read_program(const View& view) { return Model(view).read(); }

}  // namespace wakelaw::conformance::laws

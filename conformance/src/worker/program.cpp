// SPDX-License-Identifier: MIT
#include "worker/program.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <thread>

#include "subject/table.hpp"
#include "worker/case.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

using scenario::Instrument;
using scenario::Operation;
using scenario::Step;
using trace::Entry;
using trace::Kind;

namespace {

// The instruments
// ---------------------------------------------------------------------------------------------

/// The data pointers of instrumented wakers; a cookie is a place in it. Cookie 0 stands for null.
constexpr std::size_t cookie_count = 4096;
std::array<unsigned char, cookie_count> cookies;
std::uint16_t next_cookie = 1;

/// One table for each instrument, and the one that `promoting` hands out for its clones.
constexpr std::uint16_t promoted_table = scenario::max_instruments;
constexpr std::uint16_t table_count = promoted_table + 1;
constexpr std::uint16_t unknown_table = 0xFF;

const void* data_of(std::uint16_t cookie) {
    return cookie == trace::null_cookie ? nullptr : &cookies[cookie];
}

std::uint16_t cookie_of(const void* data) {
    if (data == nullptr) {
        return trace::null_cookie;
    }
    const auto place =
        reinterpret_cast<std::uintptr_t>(data) - reinterpret_cast<std::uintptr_t>(cookies.data());
    return place != 0 && place < next_cookie ? static_cast<std::uint16_t>(place) : trace::nothing;
}

std::uint16_t fresh_cookie() {
    return next_cookie < cookie_count ? next_cookie++ : static_cast<std::uint16_t>(cookie_count - 1);
}

RawWaker raw(std::uint16_t table, std::uint16_t cookie);

void called(std::uint16_t table, Entry entry, const void* data, std::uint16_t flags,
            std::uint64_t value = 0) {
    record(Kind::called, cookie_of(data),
           static_cast<std::uint16_t>((table << 8) | static_cast<std::uint16_t>(entry)), flags, value);
}

constexpr std::uint16_t number(Instrument instrument) { return static_cast<std::uint16_t>(instrument); }

template <std::uint16_t table>
RawWaker clone_entry(const void* data) {
    if constexpr (table == number(Instrument::throws_in_clone)) {
        called(table, Entry::clone, data, trace::flag::threw);
        throw ProbeException();
    }
    const bool same = table != number(Instrument::distinct) && table != number(Instrument::promoting);
    const std::uint16_t given = cookie_of(data);
    // One that is not ours is not handed on: whatever follows would say nothing.
    const std::uint16_t cookie = same && given != trace::nothing ? given : fresh_cookie();
    const std::uint16_t to = table == number(Instrument::promoting) ? promoted_table : table;
    called(table, Entry::clone, data, 0, cookie + (std::uint64_t{to} << 16));
    return raw(to, cookie);
}

template <std::uint16_t table, Entry entry>
void plain_entry(const void* data) {
    const bool throws = table == number(Instrument::throws_in_wake) && entry != Entry::drop;
    called(table, entry, data, throws ? trace::flag::threw : std::uint16_t{0});
    if (throws) {
        throw ProbeException();
    }
}

template <std::uint16_t table>
constexpr RawWakerVTable table_of{&clone_entry<table>, &plain_entry<table, Entry::wake>,
                                  &plain_entry<table, Entry::wake_by_ref>, &plain_entry<table, Entry::drop>};

constexpr std::array<const RawWakerVTable*, table_count> tables{&table_of<0>,
                                                                &table_of<1>,
                                                                &table_of<2>,
                                                                &table_of<3>,
                                                                &table_of<4>,
                                                                &table_of<5>,
                                                                &table_of<promoted_table>};

RawWaker raw(std::uint16_t table, std::uint16_t cookie) { return {data_of(cookie), tables[table]}; }

/// The two words as a number: the cookie, and the table above it.
std::uint64_t packed(RawWaker words) {
    std::uint16_t table = unknown_table;
    for (std::uint16_t i = 0; i < table_count; ++i) {
        table = words.vtable == tables[i] ? i : table;
    }
    return cookie_of(words.data) + (std::uint64_t{table} << 16);
}

// The program
// -------------------------------------------------------------------------------------------------

/// What the contract says about a variable, whatever the class does.
enum class State : std::uint8_t { unmade, empty, full };

class Program {
public:
    explicit Program(const Vocabulary& vocabulary) : vocabulary_(in_full(vocabulary)) {
        for (void*& one : places_) {
            one = ::operator new (vocabulary.size, std::align_val_t{vocabulary.alignment});
        }
    }
    ~Program() {
        for (void* one : places_) {
            ::operator delete (one, std::align_val_t{vocabulary_.alignment});
        }
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void run(const std::vector<Step>& steps) {
        for (const Step& one : steps) {
            if (applies(one)) {
                carry_out(one);
            }
        }
        for (std::uint16_t i = 0; i < scenario::max_variables; ++i) {
            const Step end{Operation::destroy, i, 0};
            if (applies(end)) {
                carry_out(end);
            }
        }
    }

private:
    [[nodiscard]] bool is(std::uint16_t variable, State state) const { return states_[variable] == state; }
    [[nodiscard]] bool made(std::uint16_t variable) const { return !is(variable, State::unmade); }

    [[nodiscard]] bool applies(const Step& one) const {
        switch (one.operation) {
            case Operation::make:
                return is(one.first, State::unmade);
            case Operation::make_noop:
                return vocabulary_.make_noop != nullptr && is(one.first, State::unmade);
            case Operation::clone_to:
                return vocabulary_.clone_to != nullptr && is(one.first, State::full) &&
                       is(one.second, State::unmade);
            case Operation::clone_from:
                return vocabulary_.clone_from != nullptr && is(one.first, State::full) && made(one.second);
            case Operation::move_to:
                return made(one.first) && is(one.second, State::unmade);
            case Operation::assign:
                return vocabulary_.assign != nullptr && made(one.first) && made(one.second);
            case Operation::exchange:
                return vocabulary_.exchange != nullptr && made(one.first) && made(one.second);
            case Operation::wake_variable:
                return is(one.first, State::full);
            case Operation::wake_variable_by_ref:
                return vocabulary_.wake_by_ref != nullptr && is(one.first, State::full);
            case Operation::destroy:
                return made(one.first);
            case Operation::will_wake:
                return vocabulary_.will_wake != nullptr && is(one.first, State::full) &&
                       is(one.second, State::full);
            case Operation::read_words:
                return vocabulary_.words != nullptr && is(one.first, State::full);
            case Operation::take_apart:
                return vocabulary_.take_apart != nullptr && is(one.first, State::full);
            case Operation::check_poll:
                return vocabulary_.check_poll != nullptr;
            case Operation::check_context:
                return vocabulary_.check_context != nullptr && is(one.first, State::full);
            case Operation::check_counted:
                return vocabulary_.check_counted != nullptr;
            case Operation::check_noop:
                return vocabulary_.make_noop != nullptr;
            default:
                return false;
        }
    }

    void carry_out(const Step& one) {
        const auto operation = static_cast<std::uint16_t>(one.operation);
        const auto operands = static_cast<std::uint16_t>(one.first | (one.second << 8));
        const std::uint64_t before = one.operation == Operation::clone_from ? said_before(one) : 0;
        record(Kind::program_begin, operands, operation, 0, before);
        std::uint64_t result = 0;
        std::uint16_t flags = 0;
        try {
            result = act(one);
        } catch (...) {
            flags = trace::flag::threw;
        }
        if (flags != 0) {
            after_exception(one);
        }
        record(Kind::program_end, operands, operation, flags, result);
    }

    /// What will_wake says of the two; 2 where it cannot be asked.
    [[nodiscard]] std::uint64_t said_before(const Step& one) const {
        if (vocabulary_.will_wake == nullptr || !is(one.second, State::full)) {
            return 2;
        }
        return vocabulary_.will_wake(places_[one.second], places_[one.first]) != 0 ? 1 : 0;
    }

    std::uint64_t act(const Step& one) {
        void* const first = one.first < places_.size() ? places_[one.first] : nullptr;
        void* const second = one.second < places_.size() ? places_[one.second] : nullptr;
        switch (one.operation) {
            case Operation::make: {
                const bool null = one.second == number(Instrument::null);
                const std::uint16_t cookie = null ? trace::null_cookie : fresh_cookie();
                vocabulary_.make(first, to_c(raw(one.second, cookie)));
                states_[one.first] = State::full;
                return cookie + (std::uint64_t{one.second} << 16);
            }
            case Operation::make_noop:
                vocabulary_.make_noop(first);
                states_[one.first] = State::full;
                return 0;
            case Operation::clone_to:
                vocabulary_.clone_to(first, second);
                states_[one.second] = State::full;
                return 0;
            case Operation::clone_from:
                vocabulary_.clone_from(first, second);
                states_[one.second] = State::full;
                return 0;
            case Operation::move_to:
                vocabulary_.move_to(first, second);
                states_[one.second] = states_[one.first];
                states_[one.first] = State::empty;
                return 0;
            case Operation::assign:
                vocabulary_.assign(first, second);
                if (one.first == one.second) {
                    states_[one.first] = State::empty;  // or as it was: only its end is certain (WAK-9.e)
                } else {
                    states_[one.second] = states_[one.first];
                    states_[one.first] = State::empty;
                }
                return 0;
            case Operation::exchange:
                vocabulary_.exchange(first, second);
                std::swap(states_[one.first], states_[one.second]);
                return 0;
            case Operation::wake_variable:
                states_[one.first] = State::empty;
                vocabulary_.wake(first);
                return 0;
            case Operation::wake_variable_by_ref:
                vocabulary_.wake_by_ref(first);
                return 0;
            case Operation::destroy:
                states_[one.first] = State::unmade;
                vocabulary_.destroy(first);
                return 0;
            case Operation::will_wake:
                return vocabulary_.will_wake(first, second) != 0 ? 1 : 0;
            case Operation::read_words:
                return packed(from_c(vocabulary_.words(first)));
            case Operation::take_apart:
                vocabulary_.take_apart(first);
                return 0;
            default:
                check(one, first);
                return 0;
        }
    }

    void check(const Step& one, const void* first) {
        const wakelaw_answer down = [](std::uint16_t number, std::uint64_t value) {
            const auto question = static_cast<Question>(number);
            static std::uint64_t allocated_before = 0;
            if (question == Question::conversion_begins) {
                allocated_before = allocations();
                return;
            }
            if (question == Question::conversion_allocations) {
                if (!counts_memory()) {
                    return;
                }
                value = allocations() - allocated_before;
            }
            record(Kind::observed, trace::nothing, number, 0, value);
        };
        if (one.operation == Operation::check_poll) {
            vocabulary_.check_poll(down);
        } else if (one.operation == Operation::check_context) {
            vocabulary_.check_context(first, down);
        } else if (one.operation == Operation::check_counted) {
            vocabulary_.check_counted(down);
        } else if (one.operation == Operation::check_noop) {
            check_noop(Answer(down));
        }
    }

    /// Takes the noop waker on a thread that ends, and uses it afterwards.
    void check_noop(Answer answer) {
        const auto storage = [&] {
            return std::unique_ptr<std::byte[]>(new std::byte[vocabulary_.size + vocabulary_.alignment]);
        };
        const auto aligned = [&](const std::unique_ptr<std::byte[]>& bytes) {
            void* place = bytes.get();
            std::size_t room = vocabulary_.size + vocabulary_.alignment;
            return std::align(vocabulary_.alignment, vocabulary_.size, place, room);
        };
        const auto first = storage();
        const auto second = storage();
        const auto third = storage();
        void* const noop = aligned(first);
        std::thread([&] { vocabulary_.make_noop(noop); }).join();
        if (vocabulary_.clone_to != nullptr) {
            vocabulary_.clone_to(noop, aligned(second));
            vocabulary_.wake(aligned(second));
            vocabulary_.destroy(aligned(second));
        }
        if (vocabulary_.wake_by_ref != nullptr) {
            vocabulary_.wake_by_ref(noop);
        }
        if (vocabulary_.will_wake != nullptr) {
            const std::uint16_t cookie = fresh_cookie();
            vocabulary_.make(aligned(third), to_c(raw(number(Instrument::counting), cookie)));
            answer(Question::noop_will_wake_other, vocabulary_.will_wake(noop, aligned(third)) != 0 ||
                                                           vocabulary_.will_wake(aligned(third), noop) != 0
                                                       ? 1
                                                       : 0);
            vocabulary_.destroy(aligned(third));
        }
        vocabulary_.destroy(noop);
    }

    /// An exception leaves variables as they were, but for the waker that `wake` has consumed. Where an
    /// exception is no fault of an instrument, the law sees it by the flag.
    void after_exception(const Step& one) {
        if (one.operation == Operation::clone_to) {
            states_[one.second] = State::unmade;
        }
    }

    Vocabulary vocabulary_;
    std::array<void*, scenario::max_variables> places_{};
    std::array<State, scenario::max_variables> states_{};
};

}  // namespace

void run_program(const Vocabulary& vocabulary, const std::vector<Step>& program) {
    next_cookie = 1;
    Program(vocabulary).run(program);
}

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
#include "report/known_races.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/program_text.hpp"
#include "report/source_lines.hpp"
#include "report/symbols.hpp"

namespace wakelaw::explore::report {

namespace {

constexpr const char* known_function = "std::_Sp_atomic<";

/// Answers for code addresses; to find one takes as long as thousands of schedules.
struct Answers {
    struct Answer {
        const void* where;
        bool known;
    };
    std::atomic<std::uint32_t> count;
    std::array<Answer, 1024> answers;
};
constinit Answers own_answers{};
constinit Answers* answers = &own_answers;

/// Most programs do not have the function, and addr2line is slow: 50 milliseconds and more for each address.
bool program_may_have_known_function() {
    // Backwards, lest the name be found in the runtime.
    constexpr std::string_view mangled_backwards = "Icimota_pS_";
    static const bool may_have =
        program_may_contain(std::string(mangled_backwards.rbegin(), mangled_backwards.rend()));
    return may_have;
}

bool is_in_known_function(const void* where) {
    if (symbol_of(where).find(known_function) != std::string::npos) {
        return true;
    }
    if (!program_may_have_known_function()) {
        return false;
    }
    const SourceLines lines = source_lines({where});
    const auto found = lines.find(where);
    return found != lines.end() &&
           std::any_of(found->second.begin(), found->second.end(), [](const SourceLine& line) {
               return line.function.find(known_function) != std::string::npos;
           });
}

bool is_known(const void* where) {
    const std::uint32_t count = answers->count.load(std::memory_order_acquire);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (answers->answers[i].where == where) {
            return answers->answers[i].known;
        }
    }
    const bool known = is_in_known_function(where);
    if (count < answers->answers.size()) {
        answers->answers[count] = {where, known};
        answers->count.store(count + 1, std::memory_order_release);
    }
    return known;
}

}  // namespace

bool is_known_race(const void* where, const void* other) { return is_known(where) && is_known(other); }

void share_known_races() {
    if (answers != &own_answers) {
        return;
    }
    void* memory = mmap(nullptr, sizeof(Answers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
        answers = static_cast<Answers*>(memory);
    }
}

}  // namespace wakelaw::explore::report

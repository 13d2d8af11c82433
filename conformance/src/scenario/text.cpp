// SPDX-License-Identifier: MIT
#include "scenario/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace wakelaw::conformance::scenario {

namespace {

constexpr std::string_view header = "wakelaw-scenario";
/// Begins the line with the steps of a future's destructor.
constexpr std::string_view destructor_word = "destructor";

struct EndingInfo {
    Ending ending;
    std::string_view name;
    Operand operand;
};
constexpr std::array<EndingInfo, ending_count> endings{{
    {Ending::yield, "yield", Operand::none},
    {Ending::yield_by_value, "yield_by_value", Operand::none},
    {Ending::await, "await", Operand::event},
    {Ending::await_wake, "await_wake", Operand::slot},
    {Ending::await_phase, "await_phase", Operand::phase},
    {Ending::ready, "ready", Operand::none},
    {Ending::throws, "throw", Operand::none},
    {Ending::join, "join", Operand::task},
    {Ending::abandon, "abandon", Operand::none},
    {Ending::leave, "leave", Operand::task},
}};

struct Range {
    std::string_view name;
    std::uint16_t limit;  // the first number that is too great
};

Range range_of(Operand operand) {
    switch (operand) {
        case Operand::slot:
            return {"slot", max_slots};
        case Operand::event:
            return {"event", max_events};
        case Operand::task:
            return {"task", max_tasks};
        case Operand::count:
            return {"count", max_count};
        case Operand::payload:
            return {"payload", max_payloads};
        case Operand::variable:
            return {"variable", max_variables};
        case Operand::instrument:
            return {"instrument", max_instruments};
        case Operand::phase:
        case Operand::none:
            break;
    }
    return {"phase", 0xFFFF};
}

void write(std::string& text, const Step& step) {
    const OperationInfo& what = info(step.operation);
    text += what.name;
    if (what.first != Operand::none) {
        text += ' ';
        text += std::to_string(step.first);
    }
    if (what.second != Operand::none) {
        text += ' ';
        text += std::to_string(step.second);
    }
}

void write(std::string& text, const std::vector<Step>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        text += i == 0 ? "  " : "; ";
        write(text, steps[i]);
    }
    if (!steps.empty()) {
        text += '\n';
    }
}

void write(std::string& text, const Stage& stage) {
    text += "  ";
    for (const Step& step : stage.steps) {
        write(text, step);
        text += "; ";
    }
    const EndingInfo& ending = endings[static_cast<std::size_t>(stage.ending)];
    text += ending.name;
    if (ending.operand != Operand::none) {
        text += ' ';
        text += std::to_string(stage.operand);
    }
    text += '\n';
}

/// Words of the input in messages: short, and nothing that a terminal would act on.
std::string quoted(std::string_view word) {
    constexpr std::size_t most = 32;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "'";
    for (const char one : word.substr(0, most)) {
        const auto code = static_cast<unsigned char>(one);
        if (code >= 0x20 && code < 0x7F) {
            result += one;
        } else {
            result += "\\x";
            result += digits[code >> 4];
            result += digits[code & 0xF];
        }
    }
    return result + (word.size() > most ? "...'" : "'");
}

/// How many letters have to be inserted, removed, replaced or exchanged with their neighbour.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before;
    std::vector<std::size_t> last(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::vector<std::size_t> row(right.size() + 1);
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before = std::exchange(last, std::move(row));
    }
    return last.back();
}

/// What goes between an unknown word and the list of those known.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
    constexpr std::size_t longest = 32;
    std::size_t best = 3;
    std::string_view found;
    for (const std::string_view name : known) {
        const std::size_t far = word.size() <= longest ? distance(word, name) : best;
        if (far < best && far < name.size()) {
            best = far;
            found = name;
        }
    }
    return found.empty() ? ";" : ": did you mean '" + std::string(found) + "'?";
}

std::string listed(const std::vector<std::string_view>& names) {
    std::string result;
    for (const std::string_view name : names) {
        result += result.empty() ? "" : ", ";
        result += name;
    }
    return result;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Takes the first piece off `text`, up to `end`.
std::string_view cut(std::string_view& text, char end) {
    const std::size_t length = std::min(text.find(end), text.size());
    const std::string_view piece = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    return piece;
}

struct Words {
    std::string_view name;
    std::vector<std::string_view> operands;
};

Words words_of(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    Words result;
    while (!(text = trimmed(text)).empty()) {
        const std::size_t length = std::min(text.find_first_of(blank), text.size());
        const std::string_view word = text.substr(0, length);
        text.remove_prefix(length);
        if (result.name.empty()) {
            result.name = word;
        } else if (result.operands.size() < 4) {
            result.operands.push_back(word);  // no more than an error message needs
        }
    }
    return result;
}

/// The number, or the limit if it is greater; nothing where the word is no number.
std::optional<std::size_t> number_of(std::string_view word, std::size_t limit) {
    if (word.empty()) {
        return std::nullopt;
    }
    std::size_t value = 0;
    for (const char one : word) {
        if (one < '0' || one > '9') {
            return std::nullopt;
        }
        value = std::min(value * 10 + static_cast<std::size_t>(one - '0'), limit);
    }
    return value;
}

class Parser {
public:
    tl::expected<Scenario, TextError> parse(std::string_view text) {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
            text.remove_prefix(byte_order_mark.size());
        }
        while (!text.empty() && good()) {
            ++line_;
            std::string_view line = cut(text, '\n');
            line = trimmed(cut(line, '#'));
            if (!line.empty()) {
                read(line);
            }
        }
        if (good() && !header_seen_) {
            line_ = std::max<std::size_t>(line_, 1);
            fail("there is no scenario: begin with 'wakelaw-scenario 1'");
        }
        if (!good()) {
            return tl::unexpected(std::move(error_));
        }
        return std::move(result_);
    }

private:
    enum class Section : std::uint8_t { start, task, actor, late, afterlife, program };

    [[nodiscard]] bool good() const { return error_.line == 0; }

    void fail(std::string message) {
        if (good()) {
            error_ = {line_, std::move(message)};
        }
    }

    void read(std::string_view line) {
        if (!header_seen_) {
            read_header(words_of(line));
            return;
        }
        const std::string_view first = words_of(line.substr(0, std::min(line.find(';'), line.size()))).name;
        if (std::find(parts().begin(), parts().end(), first) != parts().end()) {
            read_section(words_of(line));
        } else if (section_ == Section::task && first == destructor_word) {
            read_destructor(line);
        } else if (section_ == Section::task) {
            read_stage(line);
        } else if (section_ != Section::start) {
            read_steps(line);
        } else {
            fail(quoted(first) + " stands before the first part" + suggestion(first, parts()) +
                 " a scenario consists of: " + listed(parts()));
        }
    }

    static const std::vector<std::string_view>& parts() {
        static const std::vector<std::string_view> names{"rounds", "ends_early", "task",   "actor",
                                                         "late",   "afterlife",  "program"};
        return names;
    }

    void read_header(const Words& words) {
        header_seen_ = true;
        if (words.name != header) {
            fail("this is no scenario: the first line has to be 'wakelaw-scenario 1', not " +
                 quoted(words.name));
        } else if (words.operands.size() != 1) {
            fail("the first line has to be 'wakelaw-scenario 1', with the version and nothing else");
        } else if (words.operands[0] != "1") {
            fail("unknown version " + quoted(words.operands[0]) + ": this wakelaw reads version 1");
        }
    }

    void read_section(const Words& words) {
        if (words.name == "rounds") {
            if (section_ != Section::start || rounds_seen_) {
                fail("'rounds' stands once, before all tasks and actors");
            } else if (count_is(words, 1, "the number of rounds, as in 'rounds 16'")) {
                rounds_seen_ = true;
                result_.rounds = number(words.operands[0], "rounds", 1, max_rounds);
            }
        } else if (words.name == "ends_early") {
            if (section_ != Section::start || result_.ends_early) {
                fail("'ends_early' stands once, before all tasks and actors");
            } else if (count_is(words, 0, "no number")) {
                result_.ends_early = true;
            }
        } else if (words.name == "task") {
            read_task(words);
        } else if (words.name == "actor") {
            read_actor(words);
        } else if (count_is(words, 0, "nothing on its line; its steps follow on the next")) {
            bool& seen = words.name == "late"        ? late_seen_
                         : words.name == "afterlife" ? afterlife_seen_
                                                     : program_seen_;
            if (seen) {
                fail(quoted(words.name) + " stands twice: put all its steps into one");
            }
            seen = true;
            section_ = words.name == "late"        ? Section::late
                       : words.name == "afterlife" ? Section::afterlife
                                                   : Section::program;
        }
    }

    void read_task(const Words& words) {
        const bool spawned = words.operands.size() == 2 && words.operands[1] == "spawned";
        if (!spawned && words.operands.size() == 2) {
            fail("unknown word " + quoted(words.operands[1]) +
                 " after the task's number: only 'spawned' may stand there");
        }
        if (!spawned && !count_is(words, 1, "its number, and 'spawned' if a step spawns it")) {
            return;
        }
        const std::uint16_t id = number(words.operands[0], "task", 0, max_tasks - 1);
        if (std::any_of(result_.tasks.begin(), result_.tasks.end(),
                        [&](const Task& one) { return one.id == id; })) {
            fail("there are two tasks " + std::to_string(id) + ": give each task a number of its own");
        }
        if (good()) {
            section_ = Section::task;
            result_.tasks.push_back({id, spawned, {}});
        }
    }

    /// "destructor; STEP; STEP"
    void read_destructor(std::string_view line) {
        std::vector<Step>& steps = result_.tasks.back().destructor;
        if (!steps.empty()) {
            fail("'destructor' stands twice in one task: put all its steps into one line");
        }
        count_is(words_of(cut(line, ';')), 0, "no number: its steps follow after a ';'");
        read_steps(line, steps, Place::destructor);
        if (steps.empty()) {
            fail("this destructor does nothing: leave it out, or give it steps as in 'destructor; wake 0'");
        }
    }

    void read_actor(const Words& words) {
        if (!count_is(words, 1, "its number, as in 'actor 0'")) {
            return;
        }
        const std::uint16_t id = number(words.operands[0], "actor", 0, max_actors - 1);
        if (std::any_of(result_.actors.begin(), result_.actors.end(),
                        [&](const Actor& one) { return one.id == id; })) {
            fail("there are two actors " + std::to_string(id) + ": give each actor a number of its own");
        }
        if (good()) {
            section_ = Section::actor;
            result_.actors.push_back({id, {}});
        }
    }

    void read_stage(std::string_view line) {
        Stage stage;
        bool ended = false;
        while (!line.empty() && good()) {
            const std::string_view piece = cut(line, ';');
            const bool last = trimmed(line).empty();
            const Words words = words_of(piece);
            const EndingInfo* ending = ending_of(words.name);
            const bool also_a_step = words.name == "await_phase" && !last;
            if (words.name.empty()) {
                fail("there is nothing between two ';': remove one");
            } else if (ending != nullptr && !also_a_step) {
                read_ending(*ending, words, stage);
                if (!last) {
                    fail(quoted(words.name) + " ends its stage: put what follows on a line of its own");
                }
                ended = true;
            } else {
                stage.steps.push_back(step(words, Place::poll));
            }
            check_length(stage.steps);
        }
        if (!ended) {
            fail("this stage has no ending: finish the line with one of " + listed(ending_names()));
        }
        std::vector<Stage>& stages = result_.tasks.back().stages;
        if (stages.size() == max_stages) {
            fail("too many stages: a task may have " + std::to_string(max_stages));
        }
        if (good()) {
            stages.push_back(std::move(stage));
        }
    }

    void read_ending(const EndingInfo& ending, const Words& words, Stage& stage) {
        stage.ending = ending.ending;
        const bool wanted = ending.operand != Operand::none;
        const Range range = range_of(ending.operand);
        if (count_is(words, wanted ? 1 : 0,
                     wanted ? "the number of its " + std::string(range.name) : "no number") &&
            wanted) {
            stage.operand = number(words.operands[0], range.name, 0, range.limit - 1U);
        }
    }

    void read_steps(std::string_view line) {
        std::vector<Step>& steps = section_ == Section::actor     ? result_.actors.back().steps
                                   : section_ == Section::late    ? result_.late
                                   : section_ == Section::program ? result_.program
                                                                  : result_.afterlife;
        const Place place = section_ == Section::actor     ? Place::actor
                            : section_ == Section::program ? Place::program
                                                           : Place::after;
        read_steps(line, steps, place);
    }

    void read_steps(std::string_view line, std::vector<Step>& steps, Place place) {
        while (!line.empty() && good()) {
            const Words words = words_of(cut(line, ';'));
            if (words.name.empty()) {
                fail("there is nothing between two ';': remove one");
            } else {
                steps.push_back(step(words, place));
            }
            check_length(steps);
        }
    }

    void check_length(const std::vector<Step>& steps) {
        if (steps.size() > max_steps) {
            fail("too many steps: there may be " + std::to_string(max_steps) + " in one place");
        }
    }

    Step step(const Words& words, Place place) {
        const std::span<const OperationInfo> all = operations();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const OperationInfo& one) { return one.name == words.name; });
        if (found == all.end() || !found->allowed_in(place)) {
            fail_unknown(words.name, found == all.end() ? nullptr : &*found, place);
            return {};
        }
        Step result{found->operation, 0, 0};
        const std::size_t wanted =
            (found->first != Operand::none ? 1U : 0U) + (found->second != Operand::none ? 1U : 0U);
        constexpr std::array<std::string_view, 3> phrases{"no number", "one number", "two numbers"};
        if (count_is(words, wanted, std::string(phrases[wanted]))) {
            if (wanted > 0) {
                const Range range = range_of(found->first);
                result.first = number(words.operands[0], range.name, 0, range.limit - 1U);
            }
            if (wanted > 1) {
                const Range range = range_of(found->second);
                result.second = number(words.operands[1], range.name, 0, range.limit - 1U);
            }
        }
        return result;
    }

    void fail_unknown(std::string_view name, const OperationInfo* known, Place place) {
        std::vector<std::string_view> names;
        for (const OperationInfo& one : operations()) {
            if (one.allowed_in(place)) {
                names.push_back(one.name);
            }
        }
        std::vector<std::string_view> candidates = names;
        if (place == Place::poll) {
            candidates.insert(candidates.end(), ending_names().begin(), ending_names().end());
        }
        const std::string_view where = place == Place::poll         ? "a task"
                                       : place == Place::actor      ? "an actor"
                                       : place == Place::program    ? "'program'"
                                       : place == Place::destructor ? "a destructor"
                                                                    : "'late' and 'afterlife'";
        if (known != nullptr) {
            fail(quoted(name) + " is not allowed in " + std::string(where) +
                 "; steps allowed there: " + listed(names));
        } else if (ending_of(name) != nullptr) {
            fail(quoted(name) + " ends a stage of a task and is not allowed in " + std::string(where) +
                 "; steps allowed there: " + listed(names));
        } else {
            fail("unknown step " + quoted(name) + suggestion(name, candidates) +
                 (place == Place::poll ? " known endings: " + listed(ending_names()) + ";" : "") +
                 " known steps: " + listed(names));
        }
    }

    static const EndingInfo* ending_of(std::string_view name) {
        const auto* const found = std::find_if(endings.begin(), endings.end(),
                                               [&](const EndingInfo& one) { return one.name == name; });
        return found == endings.end() ? nullptr : found;
    }

    static const std::vector<std::string_view>& ending_names() {
        static const std::vector<std::string_view> names = [] {
            std::vector<std::string_view> result;
            for (const EndingInfo& one : endings) {
                result.push_back(one.name);
            }
            return result;
        }();
        return names;
    }

    bool count_is(const Words& words, std::size_t count, const std::string& wanted) {
        if (words.operands.size() != count) {
            fail(quoted(words.name) + " takes " + wanted +
                 (words.operands.empty() ? ", and nothing follows it" : "; remove or add what differs"));
        }
        return words.operands.size() == count;
    }

    std::uint16_t number(std::string_view word, std::string_view what, std::size_t least, std::size_t most) {
        const std::optional<std::size_t> value = number_of(word, most + 1);
        const std::string range = std::to_string(least) + " to " + std::to_string(most);
        if (!value) {
            fail(quoted(word) + " is no number: the " + std::string(what) + " is a number from " + range);
        } else if (*value < least || *value > most) {
            fail(std::string(what) + ' ' + quoted(word) + " is out of range: use " + range);
        }
        return good() ? static_cast<std::uint16_t>(*value) : std::uint16_t{0};
    }

    Scenario result_;
    TextError error_;
    std::size_t line_ = 0;
    Section section_ = Section::start;
    bool header_seen_ = false;
    bool rounds_seen_ = false;
    bool late_seen_ = false;
    bool afterlife_seen_ = false;
    bool program_seen_ = false;
};

}  // namespace

std::string to_text(const Scenario& scenario) {
    std::string text(header);
    text += " 1\n";
    if (scenario.rounds != 1) {
        text += "rounds " + std::to_string(scenario.rounds) + '\n';
    }
    if (scenario.ends_early) {
        text += "ends_early\n";
    }
    for (const Task& task : scenario.tasks) {
        text += "task " + std::to_string(task.id) + (task.spawned_by_step ? " spawned\n" : "\n");
        for (const Stage& stage : task.stages) {
            write(text, stage);
        }
        if (!task.destructor.empty()) {
            text += "  ";
            text += destructor_word;
            for (const Step& step : task.destructor) {
                text += "; ";
                write(text, step);
            }
            text += '\n';
        }
    }
    for (const Actor& actor : scenario.actors) {
        text += "actor " + std::to_string(actor.id) + '\n';
        write(text, actor.steps);
    }
    if (!scenario.late.empty()) {
        text += "late\n";
        write(text, scenario.late);
    }
    if (!scenario.afterlife.empty()) {
        text += "afterlife\n";
        write(text, scenario.afterlife);
    }
    if (!scenario.program.empty()) {
        text += "program\n";
        write(text, scenario.program);
    }
    return text;
}

tl::expected<Scenario, TextError> parse_text(std::string_view text) { return Parser().parse(text); }

}  // namespace wakelaw::conformance::scenario

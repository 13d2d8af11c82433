// SPDX-License-Identifier: MIT
#include <cerrno>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <system_error>

#include "report/jsonl.hpp"
#include "report/words.hpp"
#include "rulebook/text.hpp"
#include "scenario/binary.hpp"

namespace wakelaw::conformance::report {

namespace {

using Json = nlohmann::json;

/// What is wrong with a line.
struct LineError {
    std::string what;
};

const Json& member(const Json& line, const char* name) {
    const auto found = line.find(name);
    if (found == line.end()) {
        throw LineError{std::string("field \"") + name + "\" is missing"};
    }
    return *found;
}

[[noreturn]] void fail_type(const char* name, const char* wanted) {
    throw LineError{std::string("field \"") + name + "\" must be " + wanted};
}

std::string text(const Json& line, const char* name) {
    const Json& value = member(line, name);
    if (!value.is_string()) {
        fail_type(name, "a text");
    }
    return value.get<std::string>();
}

template <class Number>
Number as_number(const Json& value, const char* name) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > std::numeric_limits<Number>::max()) {
        fail_type(name, "a number in range");
    }
    return value.get<Number>();
}

template <class Number>
Number number(const Json& line, const char* name) {
    return as_number<Number>(member(line, name), name);
}

double seconds(const Json& line, const char* name) {
    const Json& value = member(line, name);
    if (!value.is_number()) {
        fail_type(name, "a number");
    }
    return value.get<double>();
}

bool truth(const Json& line, const char* name) {
    const Json& value = member(line, name);
    if (!value.is_boolean()) {
        fail_type(name, "true or false");
    }
    return value.get<bool>();
}

const Json& list(const Json& line, const char* name) {
    const Json& value = member(line, name);
    if (!value.is_array()) {
        fail_type(name, "a list");
    }
    return value;
}

template <class Value>
Value word(const Json& line, const char* name, std::optional<Value> (*from_string)(std::string_view)) {
    const std::string value = text(line, name);
    const std::optional<Value> known = from_string(value);
    if (!known) {
        throw LineError{std::string("unknown ") + name + " \"" + value + '"'};
    }
    return *known;
}

Capabilities capabilities_of(const Json& line, const char* field = "capabilities") {
    Capabilities out;
    for (const Json& name : list(line, field)) {
        const auto known =
            name.is_string() ? capability_from_string(name.get<std::string>()) : std::optional<Capability>();
        if (!known) {
            throw LineError{"unknown capability " +
                            name.dump(-1, ' ', false, Json::error_handler_t::replace)};
        }
        out = out.with(*known);
    }
    return out;
}

/// Whether a rule judges the adapter.
std::optional<bool> judged_from_string(std::string_view name) {
    return name == "adapter" ? std::optional(true) : name == "executor" ? std::optional(false) : std::nullopt;
}

std::vector<std::uint8_t> bytes_of(const std::string& hex) {
    const auto digit = [](char character) -> unsigned {
        if (character >= '0' && character <= '9') {
            return static_cast<unsigned>(character - '0');
        }
        if (character >= 'a' && character <= 'f') {
            return static_cast<unsigned>(character - 'a') + 10U;
        }
        throw LineError{"field \"scenario_bytes\" must be hexadecimal"};
    };
    if (hex.size() % 2 != 0) {
        throw LineError{"field \"scenario_bytes\" must be hexadecimal"};
    }
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4U | digit(hex[i + 1])));
    }
    return bytes;
}

scenario::Scenario scenario_of(const Json& line) {
    const std::vector<std::uint8_t> bytes = bytes_of(text(line, "scenario_bytes"));
    std::span<const std::uint8_t> rest(bytes);
    std::optional<scenario::Scenario> scenario = scenario::decode(rest);
    if (!scenario || !rest.empty()) {
        throw LineError{"field \"scenario_bytes\" holds no scenario"};
    }
    return std::move(*scenario);
}

trace::Event event_of(const Json& fields) {
    if (!fields.is_array() || fields.size() != 6 || !fields[0].is_string()) {
        throw LineError{"an event must be [kind, thread, task, object, flags, value]"};
    }
    const std::string kind = fields[0].get<std::string>();
    trace::Event event;
    event.kind = trace::kind_from_string(kind);
    if (event.kind == trace::Kind::none && kind != to_string(trace::Kind::none)) {
        throw LineError{"unknown event \"" + kind + '"'};
    }
    event.thread = as_number<std::uint8_t>(fields[1], "thread");
    event.task = as_number<std::uint16_t>(fields[2], "task");
    event.object = as_number<std::uint16_t>(fields[3], "object");
    event.flags = as_number<std::uint16_t>(fields[4], "flags");
    event.value = as_number<std::uint64_t>(fields[5], "value");
    return event;
}

std::vector<BrokenClause> broken_of(const Json& line) {
    std::vector<BrokenClause> out;
    for (const Json& one : list(line, "broken")) {
        out.push_back({text(one, "clause"), number<std::uint64_t>(one, "cases")});
    }
    return out;
}

/// Whether a specimen is a vocabulary.
std::optional<bool> vocabulary_from_string(std::string_view name) {
    return name == "vocabulary" ? std::optional(true)
           : name == "executor" ? std::optional(false)
                                : std::nullopt;
}

std::vector<rulebook::Power> power_of(const Json& line, const std::string& rule) {
    std::vector<rulebook::Power> out;
    for (const Json& one : list(line, "power")) {
        rulebook::Power power;
        power.specimen = text(one, "specimen");
        power.rule = rule;
        power.vocabulary = word(one, "kind", &vocabulary_from_string);
        power.schedules = text(one, "schedules");
        power.cases = number<std::uint64_t>(one, "cases");
        power.seeds = number<std::uint64_t>(one, "seeds");
        power.found = number<std::uint64_t>(one, "found");
        if (power.seeds == 0 || power.found > power.seeds) {
            throw LineError{"field \"found\" must be at most \"seeds\", which must not be 0"};
        }
        out.push_back(std::move(power));
    }
    return out;
}

trace::Trace trace_of(const Json& line) {
    trace::Trace trace;
    const Json& facts = member(line, "facts");
    trace.facts.driving = word(facts, "driving", &driving_from_string);
    trace.facts.capabilities = capabilities_of(facts);
    trace.facts.exception_policy = word(facts, "exception_policy", &exception_policy_from_string);
    trace.facts.polling_threads = number<unsigned>(facts, "polling_threads");
    trace.facts.thread_sanitizer = truth(facts, "thread_sanitizer");
    trace.facts.controlled = truth(facts, "controlled");
    trace.truncated = truth(line, "truncated");
    for (const Json& fields : list(line, "trace")) {
        trace.events.push_back(event_of(fields));
    }
    return trace;
}

Failure failure_of(const Json& line) {
    Failure failure;
    failure.rule = text(line, "rule");
    failure.clause = text(line, "clause");
    failure.manner = word(line, "manner", &manner_from_string);
    failure.sentence = text(line, "sentence");
    for (const Json& event : list(line, "events")) {
        failure.events.push_back(as_number<std::uint32_t>(event, "events"));
    }
    failure.confirmed = number<std::uint32_t>(line, "confirmed");
    failure.confirmation_runs = number<std::uint32_t>(line, "confirmation_runs");
    failure.shrink_tries = number<std::uint32_t>(line, "shrink_tries");
    failure.schedule = text(line, "schedule");
    failure.token = text(line, "token");
    failure.output = text(line, "output");
    failure.scenario = scenario_of(line);
    failure.trace = trace_of(line);
    return failure;
}

class Reader {
public:
    /// Takes the next line. Throws LineError.
    void take(std::string_view line) {
        const Json json = Json::parse(line, nullptr, false);
        if (json.is_discarded() || !json.is_object()) {
            throw LineError{"this is no JSON object"};
        }
        const std::string kind = text(json, "kind");
        if (complete_) {
            throw LineError{"there is a line after the footer"};
        }
        if (begun_ != (kind != "header")) {
            throw LineError{begun_ ? "there is a second header" : "the first line must be the header"};
        }
        if (kind == "header") {
            take_header(json);
        } else if (kind == "subject") {
            take_subject(json);
        } else if (kind == "rule") {
            take_rule(json);
        } else if (kind == "failure") {
            take_failure(json);
        } else if (kind == "footer") {
            take_footer(json);
        } else {
            throw LineError{"unknown kind \"" + kind + '"'};
        }
    }

    [[nodiscard]] bool complete() const { return complete_; }
    [[nodiscard]] RunResult result() { return std::move(run_); }

private:
    void take_header(const Json& line) {
        const int format = number<int>(line, "format");
        if (format != record_format) {
            throw LineError{"the record has format " + std::to_string(format) +
                            ", this wakelaw reads format " + std::to_string(record_format)};
        }
        run_.version = text(line, "version");
        run_.seed = number<std::uint64_t>(line, "seed");
        run_.budget = text(line, "budget");
        begun_ = true;
    }

    void take_subject(const Json& line) {
        SubjectResult subject;
        subject.subject = text(line, "subject");
        subject.overall = word(line, "overall", &verdict_from_string);
        subject.trouble = text(line, "trouble");
        subject.driving = word(line, "driving", &driving_from_string);
        subject.capabilities = capabilities_of(line);
        subject.emulated = capabilities_of(line, "emulated");
        subject.seed = number<std::uint64_t>(line, "seed");
        subject.budget = text(line, "budget");
        subject.cases = number<std::uint64_t>(line, "cases");
        subject.schedules = number<std::uint64_t>(line, "schedules");
        subject.control = text(line, "control");
        subject.seconds = seconds(line, "seconds");
        run_.subjects.push_back(std::move(subject));
    }

    void take_rule(const Json& line) {
        SubjectResult& subject = current(line);
        RuleResult result;
        result.rule = text(line, "rule");
        result.verdict = word(line, "verdict", &verdict_from_string);
        result.evidence = text(line, "evidence");
        result.note = text(line, "note");
        result.judges_adapter = word(line, "judges", &judged_from_string);
        result.exercised = number<std::uint64_t>(line, "exercised");
        result.broken_clauses = broken_of(line);
        result.power = power_of(line, result.rule);
        subject.rules.push_back(std::move(result));
        ++rules_;
    }

    void take_failure(const Json& line) {
        SubjectResult& subject = current(line);
        if (subject.rules.empty() || subject.rules.back().failure) {
            throw LineError{"a failure must follow the line of its rule"};
        }
        subject.rules.back().failure = failure_of(line);
        ++failures_;
    }

    void take_footer(const Json& line) {
        compare(line, "subjects", run_.subjects.size());
        compare(line, "rules", rules_);
        compare(line, "failures", failures_);
        static_cast<void>(number<int>(line, "exit_code"));
        complete_ = true;
    }

    /// The subject that the line belongs to: the last one.
    SubjectResult& current(const Json& line) {
        const std::string name = text(line, "subject");
        if (run_.subjects.empty() || run_.subjects.back().subject != name) {
            throw LineError{"the line is about subject \"" + name + "\", whose own line must come before"};
        }
        return run_.subjects.back();
    }

    static void compare(const Json& line, const char* name, std::size_t found) {
        const auto counted = number<std::uint64_t>(line, name);
        if (counted != found) {
            throw LineError{"the footer counts " + std::to_string(counted) + ' ' + name +
                            ", the record has " + std::to_string(found) +
                            "; lines are missing or doubled, run again"};
        }
    }

    RunResult run_;
    bool begun_ = false;
    bool complete_ = false;
    std::size_t rules_ = 0;
    std::size_t failures_ = 0;
};

}  // namespace

ReadRecord from_jsonl(std::string_view name, std::string_view text_of_file) {
    ReadRecord out;
    const std::vector<std::string_view> lines = rulebook::lines_of(text_of_file);
    if (lines.empty()) {
        out.error = std::string(name) + ": the record is empty; run again";
        return out;
    }
    Reader reader;
    std::size_t at = 0;
    try {
        for (; at < lines.size(); ++at) {
            reader.take(lines[at]);
        }
    } catch (const LineError& error) {
        // The last line of a record that was cut off is half a line.
        if (at + 1 < lines.size() || text_of_file.ends_with('\n')) {
            out.error = std::string(name) + ':' + std::to_string(at + 1) + ": " + error.what;
            return out;
        }
    }
    if (reader.complete()) {
        out.run = reader.result();
    } else {
        out.error = std::string(name) + ": the record ends at line " + std::to_string(lines.size()) +
                    " without a footer: it was cut off; run again";
    }
    return out;
}

ReadRecord read_jsonl(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text_of_file;
    if (file && file.peek() != std::ifstream::traits_type::eof()) {
        text_of_file << file.rdbuf();
    }
    if (file.bad() || (!file.eof() && !file) || errno != 0) {
        ReadRecord out;
        out.error = "cannot read " + path + ": " + std::generic_category().message(errno != 0 ? errno : EIO);
        return out;
    }
    return from_jsonl(path, text_of_file.str());
}

}  // namespace wakelaw::conformance::report

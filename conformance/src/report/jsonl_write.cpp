// SPDX-License-Identifier: MIT
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "report/exit_code.hpp"
#include "report/jsonl.hpp"
#include "report/words.hpp"
#include "scenario/binary.hpp"

namespace wakelaw::conformance::report {

namespace {

// Fields stand in the order in which they were put.
using Json = nlohmann::ordered_json;

std::string hex(const std::vector<std::uint8_t>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

Json names_of(Capabilities capabilities) {
    Json names = Json::array();
    for (int i = 0; i < capability_count; ++i) {
        if (capabilities.has(static_cast<Capability>(i))) {
            names.push_back(to_string(static_cast<Capability>(i)));
        }
    }
    return names;
}

Json facts_json(const trace::Facts& facts) {
    return {{"driving", to_string(facts.driving)},
            {"capabilities", names_of(facts.capabilities)},
            {"exception_policy", to_string(facts.exception_policy)},
            {"polling_threads", facts.polling_threads},
            {"thread_sanitizer", facts.thread_sanitizer},
            {"controlled", facts.controlled}};
}

/// [kind, thread, task, object, flags, value]
Json trace_json(const std::vector<trace::Event>& events) {
    Json out = Json::array();
    for (const trace::Event& event : events) {
        out.push_back(Json::array(
            {to_string(event.kind), event.thread, event.task, event.object, event.flags, event.value}));
    }
    return out;
}

Json broken_json(const std::vector<BrokenClause>& clauses) {
    Json out = Json::array();
    for (const BrokenClause& one : clauses) {
        out.push_back({{"clause", one.clause}, {"cases", one.cases}});
    }
    return out;
}

Json power_json(const std::vector<rulebook::Power>& power) {
    Json out = Json::array();
    for (const rulebook::Power& one : power) {
        out.push_back({{"specimen", one.specimen},
                       {"kind", one.vocabulary ? "vocabulary" : "executor"},
                       {"schedules", one.schedules},
                       {"cases", one.cases},
                       {"seeds", one.seeds},
                       {"found", one.found},
                       {"at_least", one.at_least()}});
    }
    return out;
}

class Writer {
public:
    explicit Writer(const ScenarioText& scenario_text) : scenario_text_(scenario_text) {}

    std::string write(const RunResult& run) {
        line({{"kind", "header"},
              {"format", record_format},
              {"version", run.version},
              {"seed", run.seed},
              {"budget", run.budget}});
        for (const SubjectResult& subject : run.subjects) {
            write_subject(subject);
        }
        line({{"kind", "footer"},
              {"subjects", run.subjects.size()},
              {"rules", rules_},
              {"failures", failures_},
              {"exit_code", exit_code(run)}});
        return std::move(out_);
    }

private:
    void line(const Json& json) {
        out_ += json.dump(-1, ' ', false, Json::error_handler_t::replace);
        out_ += '\n';
    }

    void write_subject(const SubjectResult& subject) {
        line({{"kind", "subject"},
              {"subject", subject.subject},
              {"overall", to_string(subject.overall)},
              {"trouble", subject.trouble},
              {"driving", to_string(subject.driving)},
              {"capabilities", names_of(subject.capabilities)},
              {"emulated", names_of(subject.emulated)},
              {"seed", subject.seed},
              {"budget", subject.budget},
              {"cases", subject.cases},
              {"schedules", subject.schedules},
              {"control", subject.control},
              {"seconds", subject.seconds}});
        for (const RuleResult& result : subject.rules) {
            ++rules_;
            line({{"kind", "rule"},
                  {"subject", subject.subject},
                  {"rule", result.rule},
                  {"verdict", to_string(result.verdict)},
                  {"evidence", result.evidence},
                  {"note", result.note},
                  {"judges", result.judges_adapter ? "adapter" : "executor"},
                  {"exercised", result.exercised},
                  {"broken", broken_json(result.broken_clauses)},
                  {"power", power_json(result.power)}});
            if (result.failure) {
                write_failure(subject.subject, *result.failure);
            }
        }
    }

    void write_failure(const std::string& subject, const Failure& failure) {
        ++failures_;
        std::vector<std::uint8_t> bytes;
        scenario::encode(failure.scenario, bytes);
        line({{"kind", "failure"},
              {"subject", subject},
              {"rule", failure.rule},
              {"clause", failure.clause},
              {"manner", to_string(failure.manner)},
              {"sentence", failure.sentence},
              {"events", failure.events},
              {"confirmed", failure.confirmed},
              {"confirmation_runs", failure.confirmation_runs},
              {"shrink_tries", failure.shrink_tries},
              {"schedule", failure.schedule},
              {"token", failure.token},
              {"output", failure.output},
              {"scenario", scenario_text_ ? scenario_text_(failure.scenario) : std::string()},
              {"scenario_bytes", hex(bytes)},
              {"facts", facts_json(failure.trace.facts)},
              {"truncated", failure.trace.truncated},
              {"trace", trace_json(failure.trace.events)}});
    }

    const ScenarioText& scenario_text_;
    std::string out_;
    std::size_t rules_ = 0;
    std::size_t failures_ = 0;
};

}  // namespace

std::string to_jsonl(const RunResult& run, const ScenarioText& scenario_text) {
    return Writer(scenario_text).write(run);
}

}  // namespace wakelaw::conformance::report

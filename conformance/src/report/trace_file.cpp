// SPDX-License-Identifier: MIT
#include "report/trace_file.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <wakelaw/conformance/vocabulary.hpp>

#include "report/failure_page.hpp"
#include "report/words.hpp"
#include "scenario/scenario.hpp"

namespace wakelaw::conformance::report {

namespace {

using Json = nlohmann::json;
using trace::Event;
using trace::Kind;

struct Trouble {
    std::string message;
};

[[noreturn]] void fail(std::string message) { throw Trouble{std::move(message)}; }

std::string in_quotes(std::string_view text) {
    constexpr std::size_t most = 40;
    std::string line = harmless(text.substr(0, most));
    std::replace_if(
        line.begin(), line.end(), [](char one) { return one == '\n' || one == '\t'; }, '?');
    return '"' + line + (text.size() > most ? "...\"" : "\"");
}

const Json& member(const Json& line, const char* name) {
    const auto found = line.find(name);
    if (found == line.end()) {
        fail(fmt::format("the field \"{}\" is missing", name));
    }
    return *found;
}

std::string text(const Json& line, const char* name) {
    const Json& value = member(line, name);
    if (!value.is_string()) {
        fail(fmt::format("the field \"{}\" has to be a text", name));
    }
    return value.get<std::string>();
}

/// A number of the line, or `otherwise` where the field is left out.
std::uint64_t number(const Json& line, const char* name, std::uint64_t most,
                     std::optional<std::uint64_t> otherwise = std::nullopt) {
    const auto found = line.find(name);
    if (found == line.end()) {
        if (otherwise) {
            return *otherwise;
        }
        fail(fmt::format("the field \"{}\" is missing", name));
    }
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most) {
        fail(fmt::format("the field \"{}\" has to be a number from 0 to {}", name, most));
    }
    return found->get<std::uint64_t>();
}

struct FlagName {
    std::string_view name;
    std::uint16_t bit;
};
constexpr std::array<FlagName, 6> flag_names{{
    {"overlapped", trace::flag::overlapped},
    {"after-end", trace::flag::after_end},
    {"destroyed", trace::flag::destroyed},
    {"threw", trace::flag::threw},
    {"at-exit", trace::flag::at_exit},
    {"stray", trace::flag::stray},
}};

std::uint16_t flags_of(const Json& line) {
    const auto found = line.find("flags");
    if (found == line.end()) {
        return 0;
    }
    std::uint16_t flags = 0;
    if (!found->is_array()) {
        fail("the field \"flags\" has to be a list of texts");
    }
    for (const Json& one : *found) {
        const auto known = std::find_if(flag_names.begin(), flag_names.end(), [&](const FlagName& flag) {
            return one.is_string() && one.get_ref<const std::string&>() == flag.name;
        });
        if (known == flag_names.end()) {
            fail(fmt::format("unknown flag {}; use overlapped, after-end, destroyed, threw, at-exit or stray",
                             one.is_string() ? in_quotes(one.get<std::string>()) : "that is no text"));
        }
        flags = static_cast<std::uint16_t>(flags | known->bit);
    }
    return flags;
}

/// How many values the field "object" of a kind may have; 0: any.
std::uint64_t objects_of(Kind kind) {
    switch (kind) {
        case Kind::poll_end:
            return 3;
        case Kind::stalled:
            return 2;
        case Kind::memory_fault:
        case Kind::killed:
            return 3;
        case Kind::data_race:
            return 7;
        case Kind::program_begin:
        case Kind::program_end:
            return scenario::operation_count;
        case Kind::observed:
            return question_count;
        default:
            return 0;
    }
}

void check_values(const Event& event) {
    const std::uint64_t objects = objects_of(event.kind);
    if (objects != 0 && event.object >= objects) {
        fail(fmt::format("the field \"object\" of {} has to be a number from 0 to {}", to_string(event.kind),
                         objects - 1));
    }
    if (event.kind == Kind::program_begin || event.kind == Kind::program_end) {
        const scenario::OperationInfo& what = scenario::info(static_cast<scenario::Operation>(event.object));
        const auto wrong = [](scenario::Operand operand, unsigned value) {
            return operand == scenario::Operand::variable && value >= scenario::max_variables;
        };
        if (!what.allowed_in(scenario::Place::program) || wrong(what.first, event.task & 0xFFU) ||
            wrong(what.second, event.task >> 8U)) {
            fail("there is no such step of a program, or no such variable");
        }
    }
    constexpr unsigned tables = scenario::max_instruments + 1U;
    if (event.kind == Kind::called && ((event.object & 0xFFU) > 3 || (event.object >> 8U) >= tables)) {
        fail("there is no such function of an instrumented vtable");
    }
}

/// Begins and ends have to match, on each thread.
class Pairs {
public:
    void take(const Event& event) {
        const std::string_view name = to_string(event.kind);
        if (name.ends_with("_begin")) {
            ++open_[{event.thread, static_cast<int>(event.kind)}];
        } else if (name.ends_with("_end") && event.kind != Kind::round_end && event.kind != Kind::case_end) {
            int& open = open_[{event.thread, static_cast<int>(event.kind) - 1}];
            if (open == 0) {
                fail(fmt::format("events are out of order: {} on thread {} without a {} before it", name,
                                 event.thread,
                                 to_string(static_cast<Kind>(static_cast<int>(event.kind) - 1))));
            }
            --open;
        }
    }

private:
    std::map<std::pair<std::uint8_t, int>, int> open_;
};

class Reader {
public:
    void take(std::string_view line) {
        const Json json = Json::parse(line, nullptr, false);
        if (json.is_discarded() || !json.is_object()) {
            fail("this is no JSON object; a trace has one on each line");
        }
        const std::string kind = text(json, "kind");
        if (kind == "header") {
            take_header(json);
        } else if (!current_) {
            fail(traces_.empty() ? "the first line has to be the header: {\"kind\":\"header\",\"format\":"
                                   "\"wakelaw-trace-1\",...}"
                                 : "there is a line behind the footer; another trace begins with a header");
        } else if (kind == "footer") {
            take_footer(json);
        } else {
            take_event(json, kind);
        }
    }

    std::vector<NamedTrace> finish() {
        if (current_) {
            fail("the footer is missing: the trace was cut off; write it again");
        }
        if (traces_.empty()) {
            fail("there is no trace in it; the first line has to be a header");
        }
        return std::move(traces_);
    }

private:
    void take_header(const Json& json) {
        if (current_) {
            fail("a header inside a trace: the footer of the trace before it is missing");
        }
        if (const std::string format = text(json, "format"); format != trace_format) {
            fail(
                fmt::format("unknown format {}; this wakelaw reads \"{}\"", in_quotes(format), trace_format));
        }
        if (traces_.size() == most_traces) {
            fail(fmt::format("more than {} traces; put them into several files", most_traces));
        }
        NamedTrace begun;
        begun.subject = text(json, "subject");
        const std::string driving = text(json, "driving");
        const std::optional<Driving> known = driving_from_string(driving);
        if (!known) {
            fail(fmt::format("unknown driving style {}; use threads, stepping, blocking or none",
                             in_quotes(driving)));
        }
        trace::Facts& facts = begun.trace.facts;
        facts.driving = *known;
        facts.capabilities = capabilities_of(json);
        facts.polling_threads = static_cast<unsigned>(number(json, "polling_threads", 1024, 1));
        if (json.contains("exception_policy")) {
            const std::string policy = text(json, "exception_policy");
            const std::optional<ExceptionPolicy> one = exception_policy_from_string(policy);
            if (!one) {
                fail(fmt::format("unknown exception policy {}", in_quotes(policy)));
            }
            facts.exception_policy = *one;
        }
        if (const auto found = json.find("thread_sanitizer"); found != json.end()) {
            if (!found->is_boolean()) {
                fail("the field \"thread_sanitizer\" has to be true or false");
            }
            facts.thread_sanitizer = found->get<bool>();
        }
        current_ = std::move(begun);
        pairs_ = {};
    }

    static Capabilities capabilities_of(const Json& json) {
        const Json& names = member(json, "capabilities");
        if (!names.is_array()) {
            fail("the field \"capabilities\" has to be a list of texts");
        }
        Capabilities result;
        for (const Json& one : names) {
            const std::optional<Capability> known = one.is_string()
                                                        ? capability_from_string(one.get<std::string>())
                                                        : std::optional<Capability>();
            if (!known) {
                fail(fmt::format("unknown capability {}; spec/README.md lists them",
                                 one.is_string() ? in_quotes(one.get<std::string>()) : "that is no text"));
            }
            result = result.with(*known);
        }
        return result;
    }

    void take_event(const Json& json, const std::string& kind) {
        std::vector<Event>& events = current_->trace.events;
        if (events.size() == most_trace_events) {
            fail(fmt::format("more than {} events in one trace; cut it into shorter ones, a run each",
                             with_commas(most_trace_events)));
        }
        Event event;
        event.kind = trace::kind_from_string(kind);
        if (event.kind == Kind::none) {
            fail(fmt::format("unknown kind {}; conformance/TRACES.md lists those that there are",
                             in_quotes(kind)));
        }
        const std::uint64_t place = number(json, "event", std::numeric_limits<std::uint32_t>::max());
        if (place != events.size()) {
            fail(fmt::format("events are out of order: here event {} was expected, not {}", events.size(),
                             place));
        }
        event.thread = static_cast<std::uint8_t>(number(json, "thread", 0xFF, 0));
        event.task = static_cast<std::uint16_t>(number(json, "task", 0xFFFF, trace::nothing));
        event.object = static_cast<std::uint16_t>(number(json, "object", 0xFFFF, trace::nothing));
        event.value = number(json, "value", std::numeric_limits<std::uint64_t>::max(), 0);
        event.flags = flags_of(json);
        check_values(event);
        pairs_.take(event);
        events.push_back(event);
    }

    void take_footer(const Json& json) {
        const std::uint64_t events = number(json, "events", std::numeric_limits<std::uint64_t>::max());
        if (events != current_->trace.events.size()) {
            fail(fmt::format("the footer counts {} events, and there are {}: lines are missing or double",
                             events, current_->trace.events.size()));
        }
        traces_.push_back(std::move(*current_));
        current_.reset();
    }

    std::vector<NamedTrace> traces_;
    std::optional<NamedTrace> current_;
    Pairs pairs_;
};

/// The next line, without more than may stand in one. \return false at the end.
bool next_line(std::istream& in, std::string& line) {
    line.clear();
    std::streambuf& buffer = *in.rdbuf();
    int character = buffer.sbumpc();
    if (character == std::streambuf::traits_type::eof()) {
        return false;
    }
    while (character != std::streambuf::traits_type::eof() && character != '\n') {
        if (line.size() == longest_trace_line) {
            fail(fmt::format("a line of more than {} characters: this is no trace", longest_trace_line));
        }
        line += static_cast<char>(character);
        character = buffer.sbumpc();
    }
    return true;
}

}  // namespace

tl::expected<std::vector<NamedTrace>, TraceFileError> read_traces(std::istream& in) {
    std::size_t line_number = 1;
    try {
        Reader reader;
        std::string line;
        while (next_line(in, line)) {
            if (!line.empty() && line.back() == '\r') {
                line.pop_back();
            }
            if (!line.empty()) {
                reader.take(line);
            }
            ++line_number;
        }
        return reader.finish();
    } catch (Trouble& trouble) {
        return tl::make_unexpected(TraceFileError{line_number, std::move(trouble.message)});
    }
}

std::string to_trace_lines(const NamedTrace& named) {
    using Ordered = nlohmann::ordered_json;
    std::string out;
    const auto line = [&](const Ordered& json) {
        out += json.dump(-1, ' ', false, Ordered::error_handler_t::replace);
        out += '\n';
    };
    const trace::Facts& facts = named.trace.facts;
    Ordered capabilities = Ordered::array();
    for (int i = 0; i < capability_count; ++i) {
        if (facts.capabilities.has(static_cast<Capability>(i))) {
            capabilities.push_back(to_string(static_cast<Capability>(i)));
        }
    }
    line({{"kind", "header"},
          {"format", trace_format},
          {"subject", named.subject},
          {"driving", to_string(facts.driving)},
          {"capabilities", capabilities},
          {"polling_threads", facts.polling_threads},
          {"exception_policy", to_string(facts.exception_policy)},
          {"thread_sanitizer", facts.thread_sanitizer}});
    std::size_t place = 0;
    for (const Event& event : named.trace.events) {
        if (event.kind == Kind::none) {
            continue;  // a place that was taken and never filled
        }
        Ordered json{{"kind", to_string(event.kind)}, {"event", place++}, {"thread", event.thread}};
        if (event.task != trace::nothing) {
            json["task"] = event.task;
        }
        if (event.object != trace::nothing) {
            json["object"] = event.object;
        }
        if (event.value != 0) {
            json["value"] = event.value;
        }
        if (event.flags != 0) {
            json["flags"] = Ordered::array();
            for (const FlagName& flag : flag_names) {
                if (event.has(flag.bit)) {
                    json["flags"].push_back(flag.name);
                }
            }
        }
        line(json);
    }
    line({{"kind", "footer"}, {"events", place}});
    return out;
}

}  // namespace wakelaw::conformance::report

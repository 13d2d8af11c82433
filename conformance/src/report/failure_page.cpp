// SPDX-License-Identifier: MIT
#include "report/failure_page.hpp"

#include "report/paint.hpp"
#include "report/trace_table.hpp"
#include "report/words.hpp"
#include "rulebook/explain.hpp"
#include "rulebook/text.hpp"

namespace wakelaw::conformance::report {

namespace {

std::string behind(std::string_view indent, std::string_view text) {
    std::string out;
    for (const std::string_view line : rulebook::lines_of(text)) {
        out += line.empty() ? "" : std::string(indent) + std::string(line);
        out += '\n';
    }
    return out;
}

class Page {
public:
    Page(const Failure& failure, Verdict verdict, const rulebook::Rule* rule, const PageOptions& options)
        : failure_(failure), verdict_(verdict), rule_(rule), options_(options) {}

    std::string write() {
        write_head();
        write_what_happened();
        write_scenario();
        write_trace();
        write_hints();
        write_output();
        write_replay();
        return std::move(out_);
    }

private:
    void head(std::string_view text) { out_ += '\n' + paint(text, Paint::bold, options_.colour) + '\n'; }

    void write_head() {
        const std::string title = failure_.rule + (rule_ == nullptr ? "" : ": " + rule_->title);
        std::string line =
            rulebook::wrap(title, options_.width, "== " + std::string(to_string(verdict_)) + "  ", "   ");
        line.pop_back();
        const std::size_t used = rulebook::columns(line) + 1;
        if (used < options_.width) {
            line += ' ' + std::string(options_.width - used, '=');
        }
        out_ += paint(line, paint_of(verdict_), options_.colour) + "\n\n";
        const rulebook::Clause* clause = rule_ == nullptr ? nullptr : rule_->clause(failure_.clause);
        out_ += clause == nullptr ? failure_.clause + "  (its text is not known here)\n"
                                  : rulebook::clause_text(*clause, options_.width);
    }

    void write_what_happened() {
        head("What happened");
        out_ += rulebook::wrap(harmless(failure_.sentence), options_.width, "  ", "  ");
        const std::string confirmed = confirmation(failure_);
        out_ +=
            "  Confirmation: " + (confirmed.empty() ? "none, the run was not repeated" : confirmed) + ".\n";
        if (!failure_.schedule.empty()) {
            out_ += rulebook::wrap("Schedule: " + failure_.schedule + ".", options_.width, "  ", "  ");
        }
    }

    void write_scenario() {
        if (!options_.scenario_text) {
            return;
        }
        head(failure_.shrink_tries == 0
                 ? "The scenario"
                 : "The scenario, shrunk in " + with_commas(failure_.shrink_tries) + " tries");
        out_ += behind("  ", harmless(options_.scenario_text(failure_.scenario)));
    }

    void write_trace() {
        head("A run of it; > marks the events spoken of");
        out_ += trace_table(failure_.trace, failure_.events,
                            {.width = options_.width, .rows = options_.trace_rows});
    }

    void write_hints() {
        if (rule_ == nullptr) {
            return;
        }
        head("If this fails, look at");
        out_ += rulebook::render(rule_->sections.look_at, options_.width, "  ");
    }

    void write_output() {
        if (failure_.output.empty()) {
            return;
        }
        head("The end of what the subject printed");
        out_ += behind("  | ", harmless(failure_.output));
    }

    void write_replay() {
        head("Next");
        if (!failure_.token.empty()) {
            out_ +=
                "  wakelaw replay " + failure_.token + (failure_.schedule.empty() ? "\n" : "  [--debug]\n");
        }
        out_ += "  wakelaw explain " + failure_.rule + '\n';
    }

    const Failure& failure_;
    Verdict verdict_;
    const rulebook::Rule* rule_;
    const PageOptions& options_;
    std::string out_;
};

}  // namespace

std::string failure_page(const Failure& failure, Verdict verdict, const rulebook::Rule* rule,
                         const PageOptions& options) {
    return Page(failure, verdict, rule, options).write();
}

std::string harmless(std::string_view text) {
    std::string out;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        const bool control = (byte < 0x20 && character != '\n' && character != '\t') || byte == 0x7F;
        out += control ? '?' : character;
    }
    return out;
}

}  // namespace wakelaw::conformance::report

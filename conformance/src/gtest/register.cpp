// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>

#include <gtest/gtest.h>

#include <wakelaw/conformance/gtest.hpp>

#include "laws/law.hpp"
#include "report/failure_page.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/text.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/session.hpp"

namespace wakelaw::conformance {

namespace {

/// A subject's result, made when the first of its tests asks for it.
class Judged {
public:
    Judged(SubjectEntry subject, SessionOptions options)
        : subject_(std::move(subject)), options_(std::move(options)) {}
    const report::RuleResult& of(const std::string& rule) {
        std::call_once(once_, [&] { result_ = judge_subject(subject_, options_); });
        return *std::find_if(result_.rules.begin(), result_.rules.end(),
                             [&](const report::RuleResult& one) { return one.rule == rule; });
    }

private:
    SubjectEntry subject_;
    SessionOptions options_;
    std::once_flag once_;
    report::SubjectResult result_;
};

class RuleTest : public testing::Test {
public:
    RuleTest(std::shared_ptr<Judged> judged, const rulebook::Rule& rule)
        : judged_(std::move(judged)), rule_(rule) {}
    void TestBody() override {
        RecordProperty("level", rule_.level);
        const report::RuleResult& result = judged_->of(rule_.id);
        RecordProperty("evidence", result.evidence);
        switch (result.verdict) {
            case report::Verdict::pass:
            case report::Verdict::warning:
            case report::Verdict::waived:
                return;
            case report::Verdict::not_applicable:
            case report::Verdict::not_testable:
                GTEST_SKIP() << result.note;
            default:
                break;
        }
        if (!result.failure) {
            FAIL() << rule_.id << " is not judged: " << result.note;
        }
        report::PageOptions page;
        page.scenario_text = [](const scenario::Scenario& one) { return scenario::to_text(one); };
        FAIL() << report::failure_page(*result.failure, result.verdict, &rule_, page);
    }

private:
    std::shared_ptr<Judged> judged_;
    const rulebook::Rule& rule_;
};

std::string test_name(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
        '_');
    return text;
}

}  // namespace

int register_tests(const std::string& worker, const TestOptions& options) {
    const Catalog catalog = read_catalog({worker});
    if (catalog.subjects.empty()) {
        throw std::runtime_error(catalog.problems.empty() ? worker + ": no subject in it"
                                                          : catalog.problems.front());
    }
    SessionOptions session;
    session.budget = {"test", options.seconds, options.cases};
    session.seed = options.seed;
    session.rules = rulebook::select_for_run(options.rules);
    if (session.rules.empty()) {
        throw std::runtime_error("'" + options.rules + "' selects no rule");
    }
    int registered = 0;
    for (const SubjectEntry& subject : catalog.subjects) {
        const auto judged = std::make_shared<Judged>(subject, session);
        for (const rulebook::Rule* rule : session.rules) {
            const auto law = std::find_if(laws::laws().begin(), laws::laws().end(),
                                          [&](const laws::Law& one) { return one.rule == rule->id; });
            static const std::string unknown = __FILE__;
            const std::string file = law == laws::laws().end() ? unknown : std::string(law->file);
            testing::RegisterTest(test_name(subject.name).c_str(), test_name(rule->id).c_str(), nullptr,
                                  nullptr, file.c_str(), 1,
                                  [judged, rule]() -> testing::Test* { return new RuleTest(judged, *rule); });
            ++registered;
        }
    }
    return registered;
}

}  // namespace wakelaw::conformance

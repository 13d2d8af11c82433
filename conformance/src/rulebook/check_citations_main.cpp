// SPDX-License-Identifier: MIT
// A step of the build: every rule file is well-formed, and every law quotes its clause as it is.
#include <cstdio>
#include <string>

#include "laws/law.hpp"
#include "rulebook/citations.hpp"
#include "rulebook/rulebook.hpp"

namespace {

using namespace wakelaw::conformance;

std::size_t print_problems() {
    std::size_t count = 0;
    for (const std::string& problem : rulebook::embedded_book().problems) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        ++count;
    }
    for (const std::string& problem : rulebook::check_citations(laws::laws(), rulebook::rulebook())) {
        std::fprintf(stderr, "%s\n", problem.c_str());
        ++count;
    }
    return count;
}

}  // namespace

int main() {
    const std::size_t problems = print_problems();
    const std::size_t rules = rulebook::rulebook().size();
    if (rules == 0) {
        std::fprintf(stderr, "no rule is embedded\n");
        return 1;
    }
    const std::size_t untested = rulebook::untested_rules(laws::laws(), rulebook::rulebook()).size();
    std::printf("%zu rules, %zu of them without a law; %zu laws, %zu problems\n", rules, untested,
                laws::laws().size(), problems);
    return problems == 0 ? 0 : 1;
}

// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <iostream>

void print(std::string_view name, const wakelaw::explore::Result& result) {
    std::cout << name << ": ";
    if (!result.finding) {
        std::cout << "no finding in " << result.schedules << " schedules"
                  << (result.exhausted ? ", and there are no more" : "") << '\n';
        return;
    }
    const wakelaw::explore::Finding& finding = *result.finding;
    std::cout << to_string(finding.kind) << " in schedule " << finding.schedule << ": " << finding.message
              << '\n'
              << finding.table << "token " << finding.token << '\n';
}

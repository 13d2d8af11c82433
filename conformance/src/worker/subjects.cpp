// SPDX-License-Identifier: MIT
#include "worker/subjects.hpp"

#include "subject/table.hpp"

namespace wakelaw::conformance {

LoadedSubjects read_tables(const wakelaw_subject* const* tables) {
    LoadedSubjects result;
    for (; *tables != nullptr; ++tables) {
        LoadedSubject one{{}, "", faults_of(**tables)};
        if (is_readable(**tables)) {
            one.table = in_full(**tables);
            one.name = in_one_line(one.table.name);
        }
        result.subjects.push_back(std::move(one));
    }
    if (result.subjects.empty()) {
        result.problem = "its table has no subject; put a pointer to each before the null pointer at the end";
    }
    return result;
}

std::string& plugin_path() {
    static std::string path;
    return path;
}

}  // namespace wakelaw::conformance

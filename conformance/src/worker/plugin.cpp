// SPDX-License-Identifier: MIT
/// \file
/// The worker of plug-ins: its subjects are those of a shared object, which is loaded here and never by the
/// supervisor.
#include <dlfcn.h>

#include <algorithm>
#include <exception>

#include "worker/subjects.hpp"

namespace wakelaw::conformance {

namespace {

LoadedSubjects trouble(std::string what) {
    std::replace(what.begin(), what.end(), '\n', ' ');
    std::replace(what.begin(), what.end(), '\t', ' ');
    return {{}, std::move(what)};
}

/// The loader begins its messages with the file's name, which the report has already.
std::string loader_error() {
    const char* const text = dlerror();
    std::string message = text == nullptr ? "unknown error" : text;
    if (message.rfind(plugin_path() + ": ", 0) == 0) {
        message.erase(0, plugin_path().size() + 2);
    }
    return message;
}

LoadedSubjects load() {
    void* const library = dlopen(plugin_path().c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return trouble("cannot be loaded: " + loader_error() +
                       "; build it as a shared object for this machine, linked with all it needs");
    }
    void* const symbol = dlsym(library, "wakelaw_subjects");
    if (symbol == nullptr) {
        return trouble(
            "exports no function wakelaw_subjects; define it as wakelaw.h says (in C++: "
            "WAKELAW_SUBJECTS), and do not hide it");
    }
    using Function = const wakelaw_subject* const* (*)();
    try {
        const wakelaw_subject* const* const tables = reinterpret_cast<Function>(symbol)();
        return tables == nullptr
                   ? trouble(
                         "its wakelaw_subjects returned null; return pointers to the tables of its subjects")
                   : read_tables(tables);
    } catch (const std::exception& error) {
        return trouble("its wakelaw_subjects threw: " + std::string(error.what()) +
                       "; fill the tables without anything that can fail");
    }
}

}  // namespace

const LoadedSubjects& loaded_subjects() {
    static const LoadedSubjects all = load();
    return all;
}

}  // namespace wakelaw::conformance

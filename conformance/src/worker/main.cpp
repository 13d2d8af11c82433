// SPDX-License-Identifier: MIT
/// \file
/// The main function of every worker. The subject's code runs here and never in the supervisor.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>

#include "scenario/binary.hpp"
#include "subject/table.hpp"
#include "worker/case.hpp"
#include "worker/flavour.hpp"
#include "worker/futex.hpp"
#include "worker/recorder.hpp"
#include "worker/shared_memory.hpp"
#include "worker/subjects.hpp"

namespace wakelaw::conformance {

namespace {

constexpr int usage_error = 64;
constexpr int suite_error = 70;
constexpr rlim_t address_space_limit = rlim_t{8} << 30;

/// Fields separated by tabs: one line "subject", then lines about it. Read by supervisor/catalog.cpp.
std::string describe(const LoadedSubject& loaded) {
    const wakelaw_subject& one = loaded.table;
    const auto driving = static_cast<Driving>(one.driving);
    const bool has_move = one.move_waker != nullptr || (one.flags & WAKELAW_FLAG_BOXED_WAKERS) == 0;
    std::string text = "subject\t" + loaded.name + "\t" + std::string(to_string(driving)) + "\t" +
                       std::to_string(one.capabilities) + "\t" + std::to_string(one.emulated) + "\t" +
                       std::to_string(one.exception_policy) + "\t" + std::to_string(one.polling_threads) +
                       "\t" + (one.cancel != nullptr ? "1" : "0") + "\t" + (one.join != nullptr ? "1" : "0") +
                       "\t" + (has_move ? "1" : "0") + "\n";
    text += "contract\t" + std::to_string(one.contract) + "\n";
    text += "profiles\t" + std::to_string(one.profiles) + "\n";
    if (one.version != nullptr) {
        text += "version\t" + in_one_line(one.version) + "\n";
    }
    for (const std::string& fault : loaded.faults) {
        text += "fault\t" + fault + "\n";
    }
    return text;
}

int describe(int fd) {
    std::string text =
        "wakelaw-worker\t" + std::to_string(protocol_version) + "\t" + std::string(flavour_name()) + "\n";
    const LoadedSubjects& loaded = loaded_subjects();
    if (!loaded.problem.empty()) {
        text += "problem\t" + loaded.problem + "\n";
    }
    for (const LoadedSubject& loaded_subject : loaded.subjects) {
        text += describe(loaded_subject);
    }
    text += "end\n";
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t written = write(fd, rest.data(), rest.size());
        if (written <= 0) {
            return suite_error;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int work(int fd, std::uint32_t subject_index) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const LoadedSubjects& loaded = loaded_subjects();
    if (!loaded.problem.empty()) {
        std::fprintf(stderr, "%s\n", loaded.problem.c_str());
        return suite_error;
    }
    if (subject_index >= loaded.subjects.size() || !loaded.subjects[subject_index].faults.empty()) {
        return suite_error;
    }
    void* const mapped = mmap(nullptr, sizeof(SharedMemory), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) {
        return suite_error;
    }
    auto& shared = *static_cast<SharedMemory*>(mapped);
    if (shared.magic.load() != shared_memory_magic || shared.version.load() != protocol_version) {
        return suite_error;
    }
    if (counts_memory()) {  // a sanitizer reserves more address space than this
        const rlimit address_space{address_space_limit, address_space_limit};
        setrlimit(RLIMIT_AS, &address_space);
    }
    // ThreadSanitizer starts a thread of its own with the first thread: now, so that the supervisor sees it
    // before anything of the subject runs.
    std::thread([] {}).join();
    Recorder::this_thread_is(0);
    static const Subject subject(loaded.subjects[subject_index].table);
    static Case the_case(subject, shared);
    set_running_case(&the_case);
    shared.ready.store(1, std::memory_order_release);
    futex_wake_all(shared.ready);
    // Nothing of the subject runs until the supervisor has seen that the worker came up.
    while (shared.ready.load(std::memory_order_acquire) == 1) {
        futex_wait(shared.ready, 1);
    }
    std::uint32_t taken = shared.completed.load(std::memory_order_acquire);
    while (true) {
        for (int spins = 0; spins < 2000 && shared.submitted.load(std::memory_order_relaxed) == taken;
             ++spins) {
            relax_processor();
        }
        while (shared.submitted.load(std::memory_order_acquire) == taken) {
            futex_wait(shared.submitted, taken);
        }
        run_lane(shared.lanes[taken % lane_count], shared, the_case);
        ++taken;
        shared.completed.store(taken, std::memory_order_release);
        futex_wake_all(shared.completed);
    }
}

bool number(const char* text, int& value) {
    const char* const end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, value);
    return error == std::errc() && stop == end && value >= 0;
}

}  // namespace
}  // namespace wakelaw::conformance

int main(int argc, char** argv) {
    using namespace wakelaw::conformance;
    int fd = 0;
    int subject = 0;
    if (argc > 3 && std::string_view(argv[1]) == "--plugin") {
        plugin_path() = argv[2];
        argc -= 2;
        argv += 2;
    }
    if (argc == 3 && std::string_view(argv[1]) == "--describe" && number(argv[2], fd)) {
        return describe(fd);
    }
    if (argc == 4 && std::string_view(argv[1]) == "--work" && number(argv[2], fd) &&
        number(argv[3], subject)) {
        return work(fd, static_cast<std::uint32_t>(subject));
    }
    if (const int code = other_command(argc, argv); code >= 0) {
        return code;
    }
    std::fprintf(stderr, "%s: this is a worker of wakelaw; start it with: wakelaw run %s\n", argv[0],
                 argv[0]);
    return usage_error;
}

// SPDX-License-Identifier: MIT
#include "supervisor/catalog.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "supervisor/child_process.hpp"
#include "supervisor/plugin.hpp"
#include "supervisor/threads.hpp"

namespace wakelaw::conformance {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_answer = std::size_t{1} << 20;
constexpr std::string_view controlled_suffix = ".controlled";

constexpr std::string_view last_line = "end";

/// What a worker said of itself, and how it ended if it ended before it had said all.
struct Answer {
    std::string text;
    std::string ended;  ///< empty: it said all, or as much as is read
};

std::string manner_of_death(int status) {
    return WIFSIGNALED(status) ? "is ended by signal " + std::to_string(WTERMSIG(status))
                               : "ends the process (status " + std::to_string(WEXITSTATUS(status)) + ")";
}

bool is_complete(std::string_view text) {
    return text.size() > last_line.size() && text.back() == '\n' &&
           text.substr(0, text.size() - 1).ends_with(last_line) &&
           text[text.size() - last_line.size() - 2] == '\n';
}

/// What `child` writes to `descriptor`, until it has said all, ended, or will not say more.
Answer listen(pid_t child, int descriptor, int answer_limit_ms) {
    constexpr int look_every_ms = 50;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(answer_limit_ms);
    Answer answer;
    std::array<char, 4096> buffer;
    pollfd readable{descriptor, POLLIN, 0};
    while (answer.text.size() < longest_answer && !is_complete(answer.text)) {
        if (std::chrono::steady_clock::now() >= end) {
            answer.ended = "does not answer within " + std::to_string(answer_limit_ms / 1000) + " s";
            break;
        }
        if (poll(&readable, 1, std::min(look_every_ms, answer_limit_ms)) > 0) {
            const ssize_t count = read(descriptor, buffer.data(), buffer.size());
            if (count <= 0) {
                answer.ended = "closes its answer";
                break;
            }
            answer.text.append(buffer.data(), static_cast<std::size_t>(count));
            continue;
        }
        if (prove_stall(child, {}) == StallAnswer::stalled) {
            answer.ended = "hangs, with every thread blocked,";
            break;
        }
    }
    return answer;
}

/// What the worker writes to its descriptor 3.
Answer ask(std::vector<std::string> words, int answer_limit_ms) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return {"", std::string("cannot be asked: ") + std::strerror(errno)};
    }
    words.insert(words.end(), {"--describe", "3"});
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        become_program(arguments.data(), ends[1], -1);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return {"", std::string("cannot be started: ") + std::strerror(errno)};
    }
    Answer answer = listen(child, ends[0], answer_limit_ms);
    close(ends[0]);
    if (const int status = end_process(child); WIFEXITED(status) || WTERMSIG(status) != SIGKILL) {
        answer.ended = answer.ended.empty() ? "" : manner_of_death(status);
    }
    return answer;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

std::uint32_t number(std::string_view text) {
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Driving driving_from(std::string_view name) {
    for (const Driving driving : {Driving::threads, Driving::stepping, Driving::blocking, Driving::none}) {
        if (to_string(driving) == name) {
            return driving;
        }
    }
    return Driving::threads;
}

SubjectEntry read_subject(const std::vector<std::string_view>& fields) {
    SubjectEntry entry;
    entry.name = fields[1];
    entry.facts.driving = driving_from(fields[2]);
    entry.facts.capabilities = Capabilities::from_bits(number(fields[3]));
    entry.emulated = Capabilities::from_bits(number(fields[4]));
    entry.facts.exception_policy = static_cast<ExceptionPolicy>(number(fields[5]));
    entry.facts.polling_threads = std::max(1U, number(fields[6]));
    const auto needs = [&](Capability capability, std::string_view provided) {
        if (entry.facts.capabilities.has(capability) && provided != "1") {
            entry.unprovided.push_back(capability);
        }
    };
    needs(Capability::cancel, fields[7]);
    needs(Capability::join, fields[8]);
    needs(Capability::waker_move, fields[9]);
    return entry;
}

/// What a line after "subject" says of it.
void read_detail(const std::vector<std::string_view>& fields, SubjectEntry& entry) {
    if (fields.size() != 2) {
        return;
    }
    if (fields[0] == "contract") {
        entry.facts.contract = Contracts::from_bits(number(fields[1]));
    } else if (fields[0] == "profiles") {
        entry.profiles = Profiles::from_bits(number(fields[1]));
    } else if (fields[0] == "version") {
        entry.version = fields[1];
    } else if (fields[0] == "fault") {
        entry.faults.emplace_back(fields[1]);
    }
}

enum class Flavour : std::uint8_t { plain, tsan, controlled };

std::string& worker_of(SubjectEntry& entry, Flavour flavour) {
    return flavour == Flavour::tsan         ? entry.tsan_worker
           : flavour == Flavour::controlled ? entry.controlled_worker
                                            : entry.worker;
}

std::uint32_t& index_of(SubjectEntry& entry, Flavour flavour) {
    return flavour == Flavour::tsan         ? entry.tsan_index
           : flavour == Flavour::controlled ? entry.controlled_index
                                            : entry.index;
}

/// \return whether `known` had no such flavour yet.
bool add_flavour(SubjectEntry& known, SubjectEntry& more) {
    for (const Flavour flavour : {Flavour::plain, Flavour::tsan, Flavour::controlled}) {
        if (!worker_of(more, flavour).empty() && worker_of(known, flavour).empty()) {
            worker_of(known, flavour) = worker_of(more, flavour);
            index_of(known, flavour) = index_of(more, flavour);
            if (flavour == Flavour::plain) {
                known.counts_memory = more.counts_memory;
            }
            return true;
        }
    }
    return false;
}

bool executable(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

SubjectEntry broken_file(const std::string& path, std::string fault) {
    SubjectEntry entry;
    entry.name = fs::path(path).filename().string();
    (is_sanitizer_plugin(path) ? entry.tsan_worker : entry.worker) = path;
    entry.faults.push_back(std::move(fault));
    return entry;
}

tl::expected<std::vector<SubjectEntry>, std::string> describe_worker(const std::string& path,
                                                                     int answer_limit_ms) {
    const bool plugin = is_plugin(path);
    if (std::error_code error; !fs::exists(path, error)) {
        return tl::make_unexpected(path + ": there is no such file; name a worker or a shared object");
    }
    if (!plugin && !executable(path)) {
        return tl::make_unexpected(
            path + ": neither a shared object nor an executable worker; name the file that the build made");
    }
    const std::vector<std::string> command = worker_command(path);
    if (command.empty()) {
        return tl::make_unexpected(path + ": " + no_plugin_worker);
    }
    const Answer answer = ask(command, answer_limit_ms);
    const std::vector<std::string_view> lines = split(answer.text, '\n');
    const std::vector<std::string_view> head = split(lines.front(), '\t');
    if (head.size() != 3 || head[0] != "wakelaw-worker" ||
        std::count(lines.begin(), lines.end(), last_line) != 1) {
        if (plugin) {
            return std::vector{broken_file(
                path, (answer.ended.empty() ? "does not answer" : answer.ended) +
                          " while it is loaded or in wakelaw_subjects; do there nothing but return the "
                          "tables, or, if the file is damaged, build it again")};
        }
        return tl::make_unexpected(path +
                                   ": no worker of wakelaw; make one with wakelaw_add_subject in CMake");
    }
    if (number(head[1]) != protocol_version) {
        return tl::make_unexpected(path + ": speaks version " + std::string(head[1]) +
                                   " of the worker's protocol, not " + std::to_string(protocol_version) +
                                   "; build it again with this wakelaw");
    }
    const Flavour flavour = head[2] == "tsan"         ? Flavour::tsan
                            : head[2] == "controlled" ? Flavour::controlled
                                                      : Flavour::plain;
    std::vector<SubjectEntry> result;
    for (const std::string_view line : lines) {
        const std::vector<std::string_view> fields = split(line, '\t');
        if (fields.front() == "problem" && fields.size() == 2) {
            return std::vector{broken_file(path, std::string(fields[1]))};
        }
        if (!result.empty()) {
            read_detail(fields, result.back());
        }
        if (fields.front() != "subject" || fields.size() != 10) {
            continue;
        }
        SubjectEntry entry = read_subject(fields);
        const auto index = static_cast<std::uint32_t>(result.size());
        worker_of(entry, flavour) = path;
        index_of(entry, flavour) = index;
        entry.counts_memory = head[2] != "uncounted";
        if (entry.name.empty()) {
            entry.name = fs::path(path).filename().string();
        }
        result.push_back(std::move(entry));
    }
    return result;
}

Catalog read_catalog(const std::vector<std::string>& paths) {
    Catalog catalog;
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        if (fs::is_directory(path, error)) {
            for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
                if (executable(entry.path()) || is_plugin(entry.path().string())) {
                    files.push_back(entry.path().string());
                }
            }
            continue;
        }
        files.push_back(path);
        if (const std::string other = sanitizer_flavour_of(path); executable(other) || is_plugin(other)) {
            files.push_back(other);
        }
        if (const std::string controlled = path + std::string(controlled_suffix); executable(controlled)) {
            files.push_back(controlled);
        }
    }
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    for (const std::string& file : files) {
        auto described = describe_worker(file);
        if (!described) {
            catalog.problems.push_back(described.error());
            continue;
        }
        for (SubjectEntry& entry : *described) {
            const auto known = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                            [&](const SubjectEntry& one) { return one.name == entry.name; });
            if (known == catalog.subjects.end()) {
                catalog.subjects.push_back(std::move(entry));
            } else if (!add_flavour(*known, entry)) {
                catalog.problems.push_back(file + ": the subject " + entry.name +
                                           " is in another worker too; give one of them another name");
            }
        }
    }
    std::erase_if(catalog.subjects, [&](const SubjectEntry& entry) {
        if (!entry.worker.empty()) {
            return false;
        }
        catalog.problems.push_back((entry.tsan_worker.empty() ? entry.controlled_worker : entry.tsan_worker) +
                                   ": the subject " + entry.name + " has a " +
                                   (entry.tsan_worker.empty() ? "controlled" : "ThreadSanitizer") +
                                   " worker and no plain one; build both");
        return true;
    });
    std::sort(catalog.subjects.begin(), catalog.subjects.end(),
              [](const SubjectEntry& left, const SubjectEntry& right) { return left.name < right.name; });
    return catalog;
}

}  // namespace wakelaw::conformance

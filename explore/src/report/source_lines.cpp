// SPDX-License-Identifier: MIT
#include "report/source_lines.hpp"

#include <link.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace wakelaw::explore::report {

namespace {

std::string path_of_program() {
    std::array<char, PATH_MAX> path{};
    const ssize_t size = readlink("/proc/self/exe", path.data(), path.size() - 1);
    return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string{};
}

int find_load_address(dl_phdr_info* module, std::size_t /*size*/, void* result) {
    *static_cast<std::uintptr_t*>(result) = module->dlpi_addr;
    return 1;
}

std::string quoted(const std::string& path) {
    std::string text = "'";
    for (const char character : path) {
        text += character == '\'' ? "'\\''" : std::string(1, character);
    }
    return text + "'";
}

/// Return addresses lie behind the call.
std::string command(const std::string& program, const std::vector<const void*>& addresses) {
    std::uintptr_t load_address = 0;
    dl_iterate_phdr(find_load_address, &load_address);
    std::string text = "addr2line -a -f -C -i -e " + quoted(program);
    std::array<char, 24> digits{};
    for (const void* address : addresses) {
        const std::uintptr_t offset = reinterpret_cast<std::uintptr_t>(address) - load_address - 1;
        std::snprintf(digits.data(), digits.size(), " 0x%lx", static_cast<unsigned long>(offset));
        text += digits.data();
    }
    return text + " 2>/dev/null";
}

/// `path:12 (discriminator 3)` without what follows the number.
std::string trimmed(std::string line) {
    line.resize(line.find_last_not_of(" \n") + 1);
    const std::size_t extra = line.find(" (discriminator");
    return extra == std::string::npos ? line : line.substr(0, extra);
}

bool is_system_file(const std::string& place) {
    return place.starts_with("/usr/") || place.starts_with("/lib/") || place.starts_with("/build/");
}

/// Whoever calls the code of a thread: all that stands farther out is the runtime's.
bool calls_the_user(const std::string& function) {
    return function.starts_with("wakelaw::explore::runtime::run_thread(") ||
           function.starts_with("wakelaw::explore::(anonymous namespace)::run_body(");
}

std::string without_folder(const std::string& place) { return place.substr(place.rfind('/') + 1); }

}  // namespace

SourceLines source_lines(const std::vector<const void*>& addresses) {
    SourceLines lines;
    const std::string program = path_of_program();
    if (addresses.empty() || program.empty()) {
        return lines;
    }
    std::FILE* output = popen(command(program, addresses).c_str(), "r");
    if (output == nullptr) {
        return lines;
    }
    std::array<char, 4096> buffer{};
    // For each address its number, then a line with a function and one with a place, for each function
    // inlined there.
    std::size_t next = 0;
    std::string function;
    bool place_follows = false;
    while (std::fgets(buffer.data(), buffer.size(), output) != nullptr) {
        const std::string line = trimmed(buffer.data());
        if (!place_follows && line.starts_with("0x")) {
            ++next;
        } else if (!place_follows) {
            function = line;
            place_follows = true;
        } else {
            place_follows = false;
            if (next > 0 && next <= addresses.size() && !line.starts_with('?')) {
                lines[addresses[next - 1]].push_back({function, line});
            }
        }
    }
    pclose(output);
    return lines;
}

std::string users_line(const SourceLines& lines, std::span<const void* const> frames) {
    for (const void* frame : frames) {
        const auto found = lines.find(frame);
        if (found == lines.end()) {
            continue;
        }
        for (const SourceLine& line : found->second) {
            if (calls_the_user(line.function)) {
                return {};
            }
            if (!is_system_file(line.place)) {
                return without_folder(line.place);
            }
        }
    }
    return {};
}

}  // namespace wakelaw::explore::report

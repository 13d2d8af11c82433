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
    std::string text = "addr2line -a -i -e " + quoted(program);
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
    std::size_t next = 0;
    while (std::fgets(buffer.data(), buffer.size(), output) != nullptr) {
        const std::string line = trimmed(buffer.data());
        if (line.starts_with("0x")) {
            ++next;
        } else if (next > 0 && next <= addresses.size() && line.find('?') == std::string::npos) {
            lines[addresses[next - 1]].push_back(line);
        }
    }
    pclose(output);
    return lines;
}

}  // namespace wakelaw::explore::report

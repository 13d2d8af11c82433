// SPDX-License-Identifier: MIT
#include "supervisor/plugin.hpp"

#include <elf.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace wakelaw::conformance {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view sanitizer_part = ".tsan";

/// lib.so, lib.so.1, lib.so.1.2
bool named_as_shared_object(std::string_view name) {
    const std::size_t at = name.rfind(".so");
    if (at == std::string_view::npos) {
        return false;
    }
    const std::string_view version = name.substr(at + 3);
    return version.empty() || (version.front() == '.' && version.size() > 1 &&
                               version.find_first_not_of(".0123456789") == std::string_view::npos);
}

/// A program that is loaded at any address is a shared object too, but names an interpreter.
bool is_elf_library(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    Elf64_Ehdr header{};
    if (!file.read(reinterpret_cast<char*>(&header), sizeof header) ||
        std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
        header.e_type != ET_DYN || header.e_phentsize != sizeof(Elf64_Phdr)) {
        return false;
    }
    file.seekg(static_cast<std::streamoff>(header.e_phoff));
    for (int i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr part{};
        if (!file.read(reinterpret_cast<char*>(&part), sizeof part) || part.p_type == PT_INTERP) {
            return false;
        }
    }
    return true;
}

std::string plugin_worker() {
    if (const char* named = std::getenv("WAKELAW_PLUGIN_WORKER")) {
        return named;
    }
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const char* const place : {".", "../bin", "../libexec/wakelaw"}) {
        const fs::path candidate = folder / place / "wakelaw_plugin_worker";
        if (access(candidate.c_str(), X_OK) == 0) {
            return candidate.lexically_normal().string();
        }
    }
    return "";
}

}  // namespace

bool is_plugin(const std::string& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) &&
           (named_as_shared_object(fs::path(path).filename().string()) || is_elf_library(path));
}

bool is_sanitizer_plugin(const std::string& path) {
    return is_plugin(path) && fs::path(path).stem().extension() == sanitizer_part;
}

std::string sanitizer_flavour_of(const std::string& path) {
    const fs::path file(path);
    if (file.extension() == ".so") {
        return (file.parent_path() / (file.stem().string() + std::string(sanitizer_part) + ".so")).string();
    }
    return path + std::string(sanitizer_part);
}

std::vector<std::string> worker_command(const std::string& path) {
    if (!is_plugin(path)) {
        return {path};
    }
    std::string worker = plugin_worker();
    if (worker.empty()) {
        return {};
    }
    if (is_sanitizer_plugin(path)) {
        worker += sanitizer_part;
    }
    // The loader looks for a name without a slash elsewhere.
    return {worker, "--plugin", fs::absolute(path).string()};
}

}  // namespace wakelaw::conformance

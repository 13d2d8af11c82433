// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "cli/adapter_template.hpp"
#include "cli/commands.hpp"
#include "report/exit_code.hpp"
#include "report/write_file.hpp"

namespace wakelaw::conformance::cli {

namespace {

namespace fs = std::filesystem;
namespace codes = report::exit_codes;

bool is_letter(char one) { return std::isalpha(static_cast<unsigned char>(one)) != 0; }
bool is_digit(char one) { return std::isdigit(static_cast<unsigned char>(one)) != 0; }

/// A name that is a file's, a CMake target's and, in CamelCase, a class's.
bool usable(std::string_view name) {
    return !name.empty() && name.size() <= 64 && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char one) {
               return static_cast<unsigned char>(one) < 0x80 &&
                      (is_letter(one) || is_digit(one) || one == '-' || one == '_');
           });
}

std::string in_camel_case(std::string_view name) {
    std::string result;
    bool upper = true;
    for (const char one : name) {
        if (one == '-' || one == '_') {
            upper = true;
            continue;
        }
        result += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(one))) : one;
        upper = false;
    }
    return result;
}

std::string in_kebab_case(std::string name) {
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

/// The template with its three names put in.
std::string filled(std::string text, const std::string& name) {
    const auto put = [&](std::string_view place, const std::string& what) {
        for (std::size_t at = text.find(place); at != std::string::npos;
             at = text.find(place, at + what.size())) {
            text.replace(at, place.size(), what);
        }
    };
    put("@name@", name);
    put("@Name@", in_camel_case(name));
    put("@subject@", in_kebab_case(name));
    return text;
}

struct File {
    fs::path path;
    std::string content;
    bool executable = false;
};

std::vector<File> files_of(const NewAdapterOptions& options) {
    const fs::path folder = fs::path(options.folder) / options.name;
    return {
        {folder / (options.name + ".cpp"), filled(adapter_template::adapter, options.name)},
        {folder / "stand_in.hpp", adapter_template::stand_in},
        {folder / "CMakeLists.txt", filled(adapter_template::cmake, options.name)},
        {folder / "ci", filled(adapter_template::script, options.name), true},
        {folder / ".github/workflows/conformance.yml", filled(adapter_template::workflow, options.name)},
    };
}

int refuse(int code, const std::string& line) {
    fmt::print(stderr, "wakelaw: {}\n", line);
    return code;
}

std::optional<std::string> write(const File& file) {
    std::error_code error;
    fs::create_directories(file.path.parent_path(), error);
    if (error) {
        return fmt::format("{}: cannot be made: {}; choose another folder with --in",
                           file.path.parent_path().string(), error.message());
    }
    if (auto trouble = report::write_file(file.path.string(), file.content)) {
        return trouble;
    }
    if (file.executable) {
        fs::permissions(file.path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                        fs::perm_options::add, error);
    }
    return std::nullopt;
}

}  // namespace

int new_adapter(const NewAdapterOptions& options) {
    if (!usable(options.name)) {
        return refuse(
            codes::usage,
            "new-adapter: the name has to begin with a letter and to have letters, digits, - and _ only, "
            "64 at most, as in my_executor");
    }
    const std::vector<File> files = files_of(options);
    for (const File& file : files) {
        std::error_code error;
        if (fs::exists(fs::symlink_status(file.path, error))) {
            return refuse(codes::usage,
                          fmt::format("{} is there already, and nothing was written; choose another name, "
                                      "or another folder with --in",
                                      file.path.string()));
        }
    }
    for (const File& file : files) {
        if (const auto trouble = write(file)) {
            return refuse(codes::unwritten_report, *trouble);
        }
        fmt::print("{}\n", file.path.lexically_normal().string());
    }
    const std::string folder = (fs::path(options.folder) / options.name).lexically_normal().string();
    fmt::print(
        "\nIt works as it is, with a stand-in for your executor. Follow the lines marked EDIT, then:\n"
        "  cmake -S {0} -B {0}/build && cmake --build {0}/build\n"
        "  wakelaw doctor {0}/build/subjects/{1}\n"
        "  wakelaw run {0}/build/subjects/{1}\n",
        folder, options.name);
    return codes::conformant;
}

}  // namespace wakelaw::conformance::cli

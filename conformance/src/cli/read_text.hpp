// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace wakelaw::conformance::cli {

/// The bytes of a file; nothing if it cannot be read.
[[nodiscard]] inline std::optional<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

}  // namespace wakelaw::conformance::cli

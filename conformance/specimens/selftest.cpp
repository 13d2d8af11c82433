// SPDX-License-Identifier: MIT
// `wakelaw selftest` under a name of its own.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe");
    std::string tool = (own.parent_path() / "wakelaw").string();
    std::string command = "selftest";
    std::vector<char*> arguments{tool.data(), command.data()};
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    arguments.push_back(nullptr);
    execv(tool.c_str(), arguments.data());
    std::fprintf(stderr, "wakelaw_selftest: %s cannot be started; build it\n", tool.c_str());
    return 70;
}

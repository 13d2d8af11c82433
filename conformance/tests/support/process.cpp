// SPDX-License-Identifier: MIT
#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace wakelaw::conformance::testing {

namespace fs = std::filesystem;

Child::Child(const std::vector<std::string>& command, const Environment& environment,
             const std::string& directory) {
    std::array<int, 2> to_child{};
    std::array<int, 2> from_child{};
    std::array<int, 2> errors{};
    for (auto* ends : {&to_child, &from_child, &errors}) {
        if (pipe2(ends->data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("no pipe");
        }
    }
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    id_ = fork();
    if (id_ == 0) {
        setpgid(0, 0);
        dup2(to_child[0], STDIN_FILENO);
        dup2(from_child[1], STDOUT_FILENO);
        dup2(errors[1], STDERR_FILENO);
        for (const auto& [name, value] : environment) {
            setenv(name.c_str(), value.c_str(), 1);
        }
        if (!directory.empty() && chdir(directory.c_str()) != 0) {
            _exit(126);
        }
        execv(arguments.front(), arguments.data());
        _exit(127);
    }
    setpgid(id_, id_);
    close(to_child[0]);
    close(from_child[1]);
    close(errors[1]);
    in_ = to_child[1];
    out_ = from_child[0];
    err_ = errors[0];
}

Child::~Child() {
    if (id_ > 0) {
        signal_group(SIGKILL);
        waitpid(id_, nullptr, 0);
    }
    for (const int fd : {in_, out_, err_}) {
        if (fd >= 0) {
            close(fd);
        }
    }
}

std::string Child::read_line() {
    std::string line;
    char byte = 0;
    while (read(out_, &byte, 1) == 1 && byte != '\n') {
        line += byte;
    }
    return line;
}

void Child::signal_group(int signal) const { kill(-id_, signal); }

void Child::finish() {
    std::array<pollfd, 2> watched{{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
    const std::array<std::string*, 2> texts{&out, &err};
    std::array<char, 4096> buffer;
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        poll(watched.data(), watched.size(), -1);
        for (std::size_t i = 0; i < watched.size(); ++i) {
            if (watched[i].fd < 0 || watched[i].revents == 0) {
                continue;
            }
            const ssize_t count = read(watched[i].fd, buffer.data(), buffer.size());
            if (count > 0) {
                texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
            } else {
                watched[i].fd = -1;
            }
        }
    }
    int status = 0;
    waitpid(id_, &status, 0);
    id_ = -1;
    code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

Finished run_program(const std::vector<std::string>& command, const Environment& environment,
                     const std::string& directory) {
    Child child(command, environment, directory);
    child.finish();
    return {child.code, child.out, child.err};
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "wakelaw-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no folder " + name);
    }
    path = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    fs::remove_all(path, error);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& content) const {
    std::ofstream(path / name, std::ios::binary) << content;
    return at(name);
}

std::string TemporaryFolder::script(const std::string& name, const std::string& body) const {
    std::string result = write(name, "#!/bin/sh\n" + body + "\n");
    fs::permissions(result, fs::perms::owner_all);
    return result;
}

}  // namespace wakelaw::conformance::testing

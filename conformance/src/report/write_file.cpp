// SPDX-License-Identifier: MIT
#include "report/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>

namespace wakelaw::conformance::report {

namespace {

/// An errno; 0: all is well.
using Error = int;

Error write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// Opens, writes, closes. `mode` 0: the usual one.
Error write_to(const std::string& path, int flags, ::mode_t mode, std::string_view content) {
    const int file = ::open(path.c_str(), flags | O_WRONLY | O_CLOEXEC | O_NOCTTY, 0666);
    if (file < 0) {
        return errno;
    }
    Error error = write_all(file, content);
    if (error == 0 && mode != 0 && ::fchmod(file, mode) != 0) {
        error = errno;
    }
    // Some file systems report a full disk only here.
    if (::close(file) != 0 && error == 0) {
        error = errno;
    }
    return error;
}

/// The path with links followed, so that a rename replaces what a link leads to and not the link.
std::string resolved(const std::string& path) {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), &std::free);
    return real ? std::string(real.get()) : path;
}

Error replace(const std::string& path, ::mode_t mode, std::string_view content) {
    const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
    Error error = write_to(temporary, O_CREAT | O_TRUNC, mode, content);
    if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) {
        error = errno;
    }
    if (error != 0) {
        ::unlink(temporary.c_str());
    }
    return error;
}

Error write_report(const std::string& path, std::string_view content) {
    struct ::stat status = {};
    if (::stat(path.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            return EISDIR;
        }
        if (!S_ISREG(status.st_mode)) {
            return write_to(path, 0, 0, content);
        }
        // A file that may not be written is not replaced either.
        if (::access(path.c_str(), W_OK) != 0) {
            return errno;
        }
        return replace(resolved(path), status.st_mode & 07777, content);
    }
    if (::lstat(path.c_str(), &status) == 0) {
        return write_to(path, O_CREAT | O_TRUNC, 0, content);
    }
    return replace(path, 0, content);
}

}  // namespace

std::optional<std::string> write_file(const std::string& path, std::string_view content) {
    const Error error = path.empty() ? ENOENT : write_report(path, content);
    if (error == 0) {
        return std::nullopt;
    }
    return "cannot write " + path + ": " + std::generic_category().message(error) +
           "; the verdicts above stand";
}

}  // namespace wakelaw::conformance::report

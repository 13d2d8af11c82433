// SPDX-License-Identifier: MIT
/// \file
/// Plug-ins from outside: told from workers by a look at the file, and run by the worker of plug-ins. Nothing
/// of a plug-in is ever loaded into this process.
#pragma once

#include <string>
#include <vector>

namespace wakelaw::conformance {

/// Whether the file is to be loaded rather than executed: an ELF shared object that is no program, or any
/// file that is called lib.so or lib.so.1.
[[nodiscard]] bool is_plugin(const std::string& path);
/// Whether the plug-in is the ThreadSanitizer flavour of another: libmine.tsan.so beside libmine.so.
[[nodiscard]] bool is_sanitizer_plugin(const std::string& path);
/// The path that the ThreadSanitizer flavour of a worker or plug-in would have.
[[nodiscard]] std::string sanitizer_flavour_of(const std::string& path);

/// What starts the worker of that file: the file itself, or the worker of plug-ins and the file. Looks for
/// that worker in the folder of this program, in ../bin and in ../libexec/wakelaw beside it, or takes what
/// WAKELAW_PLUGIN_WORKER names. Empty if it is not there.
[[nodiscard]] std::vector<std::string> worker_command(const std::string& path);

/// For a message: where the worker of plug-ins is missing, what to do.
inline constexpr const char* no_plugin_worker =
    "there is no wakelaw_plugin_worker beside this program to load it; install it there, or name it in "
    "WAKELAW_PLUGIN_WORKER";

}  // namespace wakelaw::conformance

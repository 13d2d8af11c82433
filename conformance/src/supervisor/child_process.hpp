// SPDX-License-Identifier: MIT
/// \file
/// The beginning and the end of the processes in which a subject's code runs.
#pragma once

namespace wakelaw::conformance {

/// In a child, between fork and exec: becomes the program arguments[0], in a process group of its own, with
/// descriptor `given` as its 3 and `output` as its 1 and 2; negative: what it prints is lost. Only calls that
/// are safe in a process with other threads. Exits with 127 if there is no such program.
[[noreturn]] void become_program(char* const arguments[], int given, int output);

/// Kills a child process and all that is in its process group, if it leads one: what a subject has forked
/// does not outlive it. \return its status, as waitpid reports it; if it had ended before, of that end.
int end_process(int child);

}  // namespace wakelaw::conformance

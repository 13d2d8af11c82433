# SPDX-License-Identifier: MIT
# How the project's own targets are compiled. Nothing here reaches a user's targets: the options stand behind
# BUILD_INTERFACE, so the installed wakelaw::wakelaw_build_flags, which exists only because static libraries name it,
# is empty.

add_library(wakelaw_build_flags INTERFACE)
target_compile_features(wakelaw_build_flags INTERFACE $<BUILD_INTERFACE:cxx_std_20>)
target_compile_options(wakelaw_build_flags INTERFACE
  $<BUILD_INTERFACE:-Wall> $<BUILD_INTERFACE:-Wextra> $<BUILD_INTERFACE:-Wpedantic>
  $<BUILD_INTERFACE:-Wconversion> $<BUILD_INTERFACE:-Wshadow>)
if(WAKELAW_WARNINGS_AS_ERRORS)
  target_compile_options(wakelaw_build_flags INTERFACE $<BUILD_INTERFACE:-Werror>)
endif()

# The flags of the ThreadSanitizer flavour of a library or of a subject's worker, to compile and to link.
# -fno-sanitize=all: the flavour replaces whatever sanitizer the whole build uses (preset debug has ASan and UBSan,
# which cannot be in one program with ThreadSanitizer); target options follow CMAKE_CXX_FLAGS on the command line.
set(WAKELAW_TSAN_FLAGS -fno-sanitize=all -fsanitize=thread -g -O1)

# Two targets to hook others onto:
#   wakelaw_generated  makes every generated source and header; clang-tidy needs them before anything is built
#   wakelaw_subjects   builds the workers of all subjects; what `./dev conformance` needs beside the command line tool
add_custom_target(wakelaw_generated)
add_custom_target(wakelaw_subjects)

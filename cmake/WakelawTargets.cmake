# SPDX-License-Identifier: MIT
# How the project's own targets are compiled. Nothing here reaches a user's targets.

add_library(wakelaw_build_flags INTERFACE)
target_compile_features(wakelaw_build_flags INTERFACE cxx_std_20)
target_compile_options(wakelaw_build_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(WAKELAW_WARNINGS_AS_ERRORS)
  target_compile_options(wakelaw_build_flags INTERFACE -Werror)
endif()

# The flags of the ThreadSanitizer flavour of a library or of a subject's worker.
# -Wno-tsan: g++ warns of fences, which ThreadSanitizer does not model; ours are documented where they stand.
set(WAKELAW_TSAN_FLAGS -fsanitize=thread -g -O1)

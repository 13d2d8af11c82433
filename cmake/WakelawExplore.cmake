# SPDX-License-Identifier: MIT
# Programs whose schedules are controlled.
#
#   wakelaw_instrument(<target>)
# Compiles the target's sources with -fsanitize=thread, and links nothing of the sanitizer: what the compiler calls is in
# wakelaw::wakelaw_explore, which the program that contains the target must link.
#
#   wakelaw_add_controlled_executable(<name> SOURCES <file>... [LINK <library>...])
# An instrumented program with the explorer. Each library in LINK that shares data between threads must be
# instrumented too, or be headers only; wakelaw::wakelaw stands for wakelaw::wakelaw_controlled.

# -fno-sanitize=all: whatever sanitizer the whole build uses cannot be in one program with this. -g: tables name source
# lines. g++ warns that ThreadSanitizer does not understand fences; the explorer does.
set(WAKELAW_INSTRUMENT_FLAGS -fno-sanitize=all -fsanitize=thread -g -O1)

function(wakelaw_instrument target)
  target_compile_options(${target} PRIVATE ${WAKELAW_INSTRUMENT_FLAGS})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-tsan)
  endif()
endfunction()

function(wakelaw_add_controlled_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 controlled "" "" "SOURCES;LINK")
  if(NOT controlled_SOURCES OR controlled_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "wakelaw_add_controlled_executable(${name}): give SOURCES, and if need be LINK, and nothing else")
  endif()
  list(TRANSFORM controlled_LINK REPLACE "^wakelaw::wakelaw$" "wakelaw::wakelaw_controlled")
  add_executable(${name} ${controlled_SOURCES})
  wakelaw_instrument(${name})
  # The explorer comes last: of a function that is compiled into several objects, the instrumented one is to be taken.
  target_link_libraries(${name} PRIVATE ${controlled_LINK} wakelaw::wakelaw_explore)
endfunction()

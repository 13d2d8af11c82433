# SPDX-License-Identifier: MIT
# What a newcomer does: `wakelaw new-adapter my_asio`, build it, run it; then put asio in the place of the stand-in, by
# at most 25 lines, and run it again.
#
#   cmake -D PREFIX=<installed wakelaw> -D SOURCE_DIR=<this> -D WORK_DIR=<dir> -D CXX_COMPILER=... -P run.cmake

cmake_minimum_required(VERSION 3.25)

set(most_lines 25)
set(tool ${PREFIX}/bin/wakelaw)
set(adapter ${WORK_DIR}/my_asio)
file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})
set(ENV{CMAKE_PREFIX_PATH} ${PREFIX})
set(ENV{CXX} ${CXX_COMPILER})
set(ENV{CXXFLAGS} "${CXX_FLAGS}")

function(step what)
  message(STATUS "package.new_adapter: ${what}")
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK_DIR} RESULT_VARIABLE result
    OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "package.new_adapter: cannot ${what}: ${result}\n${output}")
  endif()
endfunction()

step("write the adapter" ${tool} new-adapter my_asio)

# Written once, and never over.
execute_process(COMMAND ${tool} new-adapter my_asio WORKING_DIRECTORY ${WORK_DIR} RESULT_VARIABLE result
  OUTPUT_VARIABLE output ERROR_VARIABLE error)
string(REGEX MATCHALL "\n" ends "${error}")
list(LENGTH ends count)
if(NOT result EQUAL 64 OR NOT output STREQUAL "" OR NOT count EQUAL 1 OR NOT error MATCHES "my_asio.cpp is there already")
  message(FATAL_ERROR "package.new_adapter: a second time it exits with ${result} and says:\n${output}${error}")
endif()

step("hold the stand-in to the rules" ${adapter}/ci)
if(NOT EXISTS ${adapter}/build/wakelaw.xml)
  message(FATAL_ERROR "package.new_adapter: the CI job left no JUnit XML")
endif()

# The lines by hand: those of the edited file that are not in the one that was written. `;` would part a list.
file(STRINGS ${adapter}/my_asio.cpp template)
file(STRINGS ${SOURCE_DIR}/my_asio.cpp edited)
set(by_hand 0)
foreach(line IN LISTS edited)
  if(NOT line MATCHES "SPDX" AND NOT line IN_LIST template)
    math(EXPR by_hand "${by_hand} + 1")
  endif()
endforeach()
message(STATUS "package.new_adapter: ${by_hand} lines by hand")
if(by_hand EQUAL 0 OR by_hand GREATER most_lines)
  message(FATAL_ERROR "package.new_adapter: ${by_hand} lines by hand, and ${most_lines} are allowed")
endif()

file(COPY_FILE ${SOURCE_DIR}/my_asio.cpp ${adapter}/my_asio.cpp)
file(REMOVE ${adapter}/stand_in.hpp)
file(REMOVE_RECURSE ${adapter}/build)
step("hold asio to the rules" ${adapter}/ci)
step("replay the doctor" ${tool} doctor ${adapter}/build/subjects/my_asio)

# SPDX-License-Identifier: MIT
# Runs the commands of README.md that a comment `<!-- run: commands -->` or `<!-- run: commands, exit N -->` precedes,
# in a folder of their own, with this build in the place of build/release.
#
#   cmake -D README=<README.md> -D BUILD_DIR=<build> -D WORK_DIR=<dir> -P run.cmake

file(MAKE_DIRECTORY "${WORK_DIR}")
file(STRINGS "${README}" lines)
set(expected "")
set(inside OFF)
set(count 0)
foreach(line IN LISTS lines)
  if(line MATCHES "^<!-- run: commands(, exit ([0-9]+))? -->$")
    set(expected 0)
    if(CMAKE_MATCH_2)
      set(expected ${CMAKE_MATCH_2})
    endif()
  elseif(line STREQUAL "```sh" AND NOT expected STREQUAL "")
    set(inside ON)
  elseif(line STREQUAL "```")
    set(inside OFF)
    set(expected "")
  elseif(inside)
    string(REPLACE "build/release" "${BUILD_DIR}" command "${line}")
    message(STATUS "${line}")
    execute_process(COMMAND sh -c "${command}" WORKING_DIRECTORY "${WORK_DIR}" RESULT_VARIABLE code
      OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT code EQUAL expected)
      message(FATAL_ERROR "README.md: '${line}' exits with ${code}, not ${expected}:\n${output}")
    endif()
    math(EXPR count "${count} + 1")
  endif()
endforeach()
if(count EQUAL 0)
  message(FATAL_ERROR "README.md: no command to run; the comments '<!-- run: commands -->' are gone")
endif()
message(STATUS "${count} commands of README.md run as it says")

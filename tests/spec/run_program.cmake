# SPDX-License-Identifier: MIT
# Runs a program of a chapter and compares what it prints with what the chapter says.
#
#   cmake -D PROGRAM=<program> -D EXPECTED=<file> -P run_program.cmake

execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE code)
file(READ "${EXPECTED}" expected)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ends with ${code}:\n${errors}")
endif()
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} prints\n${output}and the chapter says\n${expected}")
endif()

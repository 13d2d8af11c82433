# SPDX-License-Identifier: MIT
# README.md of the explorer is true: each block after a comment `<!-- from: FILE -->` stands in that file, and each block
# after `<!-- output: EXAMPLE -->` is what that example prints.
#
#   cmake -D README=<README.md> -D PROGRAMS=<folder of the examples> -P check.cmake

get_filename_component(folder "${README}" DIRECTORY)
file(READ "${README}" rest)
set(count 0)
while(rest MATCHES "<!-- (from|output): ([^ ]+) -->\n```[a-z]*\n([^`]*)```")
  set(kind "${CMAKE_MATCH_1}")
  set(name "${CMAKE_MATCH_2}")
  set(block "${CMAKE_MATCH_3}")
  string(LENGTH "${CMAKE_MATCH_0}" length)
  string(FIND "${rest}" "${CMAKE_MATCH_0}" begin)
  math(EXPR behind "${begin} + ${length}")
  string(SUBSTRING "${rest}" ${behind} -1 rest)

  if(kind STREQUAL "from")
    file(READ "${folder}/${name}" text)
    string(FIND "${text}" "${block}" found)
    if(found EQUAL -1)
      message(FATAL_ERROR "README.md: this block does not stand in ${name}:\n${block}")
    endif()
  else()
    execute_process(COMMAND "${PROGRAMS}/wakelaw_explore_${name}" OUTPUT_VARIABLE output RESULT_VARIABLE code)
    if(NOT code EQUAL 0)
      message(FATAL_ERROR "README.md: ${name} exits with ${code}:\n${output}")
    endif()
    # The token names the build.
    string(REGEX REPLACE "token [^\n]*" "token" output "${output}")
    string(REGEX REPLACE "token [^\n]*" "token" block "${block}")
    if(NOT output STREQUAL block)
      message(FATAL_ERROR "README.md: ${name} does not print what it says; it prints\n${output}")
    endif()
  endif()
  math(EXPR count "${count} + 1")
endwhile()
if(count LESS 5)
  message(FATAL_ERROR "README.md: only ${count} blocks are checked; the comments '<!-- from: FILE -->' are gone")
endif()
message(STATUS "${count} blocks of README.md are as it says")

# SPDX-License-Identifier: MIT
# The programs in the chapters of spec/: built, run, and held to the output that the chapter shows.
#
#   <!-- program: NAME -->            a complete program; NAME is unique in spec/
#   ```cpp
#   ...
#   <!-- output: NAME -->             what it prints, to the last byte
#   ```text
#   ...
#
# Every block of C++ in a chapter is such a program.

# Cuts the block behind `mark` out of `text`, and removes all up to its end from `text`.
macro(wakelaw_take_block text mark language result where)
  string(FIND "${${text}}" "${mark}\n```${language}\n" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${where}: after the comment '${mark}' a block of ${language} was expected")
  endif()
  string(LENGTH "${mark}\n```${language}\n" length)
  math(EXPR at "${at} + ${length}")
  string(SUBSTRING "${${text}}" ${at} -1 ${text})
  string(FIND "${${text}}" "\n```\n" end)
  if(end EQUAL -1)
    message(FATAL_ERROR "${where}: the block of '${mark}' has no end")
  endif()
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${${text}}" 0 ${end} ${result})
  string(SUBSTRING "${${text}}" ${end} -1 ${text})
endmacro()

# wakelaw_add_chapter_programs(<file.md>): how many there are goes to wakelaw_chapter_programs.
function(wakelaw_add_chapter_programs file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX MATCHALL "\n```cpp\n" blocks "${text}")
  list(LENGTH blocks block_count)
  set(count 0)
  while(text MATCHES "<!-- program: ([a-z0-9-]+) -->\n")
    set(name ${CMAKE_MATCH_1})
    wakelaw_take_block(text "<!-- program: ${name} -->" cpp source ${file})
    wakelaw_take_block(text "<!-- output: ${name} -->" text output ${file})
    set(program ${CMAKE_CURRENT_BINARY_DIR}/spec/${name})
    file(CONFIGURE OUTPUT ${program}.cpp CONTENT "${source}" @ONLY)
    file(CONFIGURE OUTPUT ${program}.txt CONTENT "${output}" @ONLY)
    add_executable(spec_program_${name} ${program}.cpp)
    target_link_libraries(spec_program_${name} PRIVATE wakelaw::wakelaw wakelaw_build_flags)
    set_target_properties(spec_program_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/spec)
    add_test(NAME spec.program.${name}
      COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:spec_program_${name}> -D EXPECTED=${program}.txt
        -P ${CMAKE_CURRENT_SOURCE_DIR}/spec/run_program.cmake)
    set_tests_properties(spec.program.${name} PROPERTIES TIMEOUT 60 LABELS spec)
    math(EXPR count "${count} + 1")
  endwhile()
  if(NOT count EQUAL block_count)
    message(FATAL_ERROR "${file}: ${block_count} blocks of C++ and ${count} programs; mark each with a program comment")
  endif()
  math(EXPR wakelaw_chapter_programs "${wakelaw_chapter_programs} + ${count}")
  set(wakelaw_chapter_programs ${wakelaw_chapter_programs} PARENT_SCOPE)
endfunction()

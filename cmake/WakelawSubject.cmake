# SPDX-License-Identifier: MIT
#
#   wakelaw_add_subject(<name> SOURCES <file>... [LINK <library>...] [FLAVOURS plain|tsan...])
#
# Builds the worker of a subject: an executable that contains the adapter in SOURCES, and that `wakelaw run <name>`
# starts. Two flavours by default: <name>, and <name>.tsan with ThreadSanitizer, for the rules that need it (THR-1,
# WAK-8). Both land in <build>/subjects, where the command line tool looks.
#
# A library that was compiled without ThreadSanitizer and has threads or atomics of its own makes the second flavour
# report races that are none: name FLAVOURS plain then.

#
#   wakelaw_add_plugin(<name> SOURCES <file>... [LINK <library>...] [FLAVOURS plain|tsan...])
#
# Builds the same as a shared object, lib<name>.so, and with ThreadSanitizer lib<name>.tsan.so: `wakelaw run` loads it
# into a worker of its own. SOURCES may be C or C++. One flavour by default, plain.

set(WAKELAW_SUBJECTS_DIRECTORY ${CMAKE_BINARY_DIR}/subjects)

function(wakelaw_add_subject name)
  cmake_parse_arguments(PARSE_ARGV 1 subject "" "" "SOURCES;LINK;FLAVOURS")
  if(NOT subject_SOURCES OR subject_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "wakelaw_add_subject(${name}): give SOURCES, and if need be LINK and FLAVOURS, and nothing "
      "else")
  endif()
  if(NOT subject_FLAVOURS)
    set(subject_FLAVOURS plain tsan)
  endif()
  foreach(flavour IN LISTS subject_FLAVOURS)
    if(flavour STREQUAL "plain")
      wakelaw_add_worker(${name} ${name} wakelaw_worker)
      target_link_libraries(${name} PRIVATE ${subject_LINK})
    elseif(flavour STREQUAL "tsan")
      wakelaw_add_worker(${name}_tsan ${name}.tsan wakelaw_worker_tsan)
      list(TRANSFORM subject_LINK REPLACE "^wakelaw::wakelaw$" "wakelaw::wakelaw_tsan" OUTPUT_VARIABLE tsan_link)
      target_link_libraries(${name}_tsan PRIVATE ${tsan_link})
      target_compile_options(${name}_tsan PRIVATE ${WAKELAW_TSAN_FLAGS})
      target_link_options(${name}_tsan PRIVATE ${WAKELAW_TSAN_FLAGS})
    else()
      message(FATAL_ERROR "wakelaw_add_subject(${name}): unknown flavour ${flavour}; use plain or tsan")
    endif()
  endforeach()
endfunction()

# One executable. An implementation detail of wakelaw_add_subject, whose variables it reads.
macro(wakelaw_add_worker target file library)
  add_executable(${target} ${subject_SOURCES})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${file}
    RUNTIME_OUTPUT_DIRECTORY ${WAKELAW_SUBJECTS_DIRECTORY})
  target_link_libraries(${target} PRIVATE wakelaw::${library})
  if(TARGET wakelaw_subjects)
    add_dependencies(wakelaw_subjects ${target})
  endif()
endmacro()

function(wakelaw_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "" "" "SOURCES;LINK;FLAVOURS")
  if(NOT plugin_SOURCES OR plugin_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "wakelaw_add_plugin(${name}): give SOURCES, and if need be LINK and FLAVOURS, and nothing else")
  endif()
  if(NOT plugin_FLAVOURS)
    set(plugin_FLAVOURS plain)
  endif()
  foreach(flavour IN LISTS plugin_FLAVOURS)
    if(flavour STREQUAL "plain")
      set(target ${name})
      set(file ${name})
      set(link wakelaw::wakelaw_adapter ${plugin_LINK})
    elseif(flavour STREQUAL "tsan")
      set(target ${name}_tsan)
      set(file ${name}.tsan)
      list(TRANSFORM plugin_LINK REPLACE "^wakelaw::wakelaw$" "wakelaw::wakelaw_tsan" OUTPUT_VARIABLE link)
      list(APPEND link wakelaw::wakelaw_adapter_tsan)
    else()
      message(FATAL_ERROR "wakelaw_add_plugin(${name}): unknown flavour ${flavour}; use plain or tsan")
    endif()
    add_library(${target} MODULE ${plugin_SOURCES})
    set_target_properties(${target} PROPERTIES
      PREFIX lib SUFFIX .so OUTPUT_NAME ${file}
      LIBRARY_OUTPUT_DIRECTORY ${WAKELAW_SUBJECTS_DIRECTORY})
    target_link_libraries(${target} PRIVATE ${link})
    if(flavour STREQUAL "tsan")
      target_compile_options(${target} PRIVATE ${WAKELAW_TSAN_FLAGS})
      target_link_options(${target} PRIVATE ${WAKELAW_TSAN_FLAGS})
    endif()
    if(TARGET wakelaw_subjects)
      add_dependencies(wakelaw_subjects ${target})
    endif()
  endforeach()
endfunction()

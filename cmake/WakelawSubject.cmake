# SPDX-License-Identifier: MIT
#
#   wakelaw_add_subject(<name> SOURCES <file>... [LINK <library>...] [FLAVOURS plain|tsan|controlled...])
#
# Builds the worker of a subject: an executable that contains the adapter in SOURCES, and that `wakelaw run <name>`
# starts. By default in all flavours: <name>; <name>.tsan with ThreadSanitizer, for the rules that need it (THR-1,
# WAK-8); and, where the schedule explorer is part of this wakelaw, <name>.controlled, whose schedules the explorer
# decides. They land in <build>/subjects, where the command line tool looks.
#
# The last two compile SOURCES once more, instrumented. A library in LINK that was compiled without, and has threads
# or atomics of its own, makes them see races that are none: name FLAVOURS plain then. Targets: <name>, <name>_tsan,
# <name>_controlled.

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
    if(TARGET wakelaw::wakelaw_worker_controlled)
      list(APPEND subject_FLAVOURS controlled)
    endif()
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
    elseif(flavour STREQUAL "controlled")
      if(NOT TARGET wakelaw::wakelaw_worker_controlled)
        message(FATAL_ERROR "wakelaw_add_subject(${name}): this wakelaw was built without the schedule explorer, "
          "which the flavour controlled needs")
      endif()
      # The instrumented libraries first: of an inline function that the suite has, too, the linker keeps the first.
      list(TRANSFORM subject_LINK REPLACE "^wakelaw::wakelaw$" "wakelaw::wakelaw_controlled" OUTPUT_VARIABLE
        controlled_link)
      add_executable(${name}_controlled ${subject_SOURCES})
      target_link_libraries(${name}_controlled PRIVATE ${controlled_link} wakelaw::wakelaw_controlled)
      wakelaw_place_worker(${name}_controlled ${name}.controlled wakelaw_worker_controlled)
      wakelaw_instrument(${name}_controlled)
    else()
      message(FATAL_ERROR "wakelaw_add_subject(${name}): unknown flavour ${flavour}; use plain, tsan or controlled")
    endif()
  endforeach()
endfunction()

# One executable. An implementation detail of wakelaw_add_subject, whose variables it reads.
macro(wakelaw_add_worker target file library)
  add_executable(${target} ${subject_SOURCES})
  wakelaw_place_worker(${target} ${file} ${library})
endmacro()

function(wakelaw_place_worker target file library)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${file}
    RUNTIME_OUTPUT_DIRECTORY ${WAKELAW_SUBJECTS_DIRECTORY})
  target_link_libraries(${target} PRIVATE wakelaw::${library})
  if(TARGET wakelaw_subjects)
    add_dependencies(wakelaw_subjects ${target})
  endif()
endfunction()

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

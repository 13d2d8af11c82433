# SPDX-License-Identifier: MIT
# The rule files of spec/rules, and how surely the suite finds their specimens, as string literals in a generated source.
#
#   include(EmbedRules)                # gives the function
#   wakelaw_embed_rules(<target>)      # adds the source to the target, made anew when a rule file changes
#
# As a script, it writes that source:
#   cmake -D OUTPUT=<file.cpp> -D RULES_DIR=<spec/rules> -D POWER=<power.toml> -P EmbedRules.cmake

# The text as a raw string literal, with a delimiter that does not occur in it. One literal must stay below 64 KB.
function(wakelaw_raw_literal result text file)
  string(LENGTH "${text}" length)
  if(length GREATER 60000)
    message(FATAL_ERROR "${file}: ${length} characters, more than a string literal may have")
  endif()
  set(delimiter rule)
  set(number 0)
  string(FIND "${text}" ")${delimiter}\"" found)
  while(NOT found EQUAL -1)
    math(EXPR number "${number} + 1")
    set(delimiter rule${number})
    string(FIND "${text}" ")${delimiter}\"" found)
  endwhile()
  set(${result} "R\"${delimiter}(${text})${delimiter}\"" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  file(GLOB files LIST_DIRECTORIES false "${RULES_DIR}/*.md")
  list(SORT files COMPARE NATURAL)
  list(LENGTH files count)
  if(count EQUAL 0)
    message(FATAL_ERROR "${RULES_DIR}: no rule file")
  endif()
  set(source "// Generated from spec/rules by cmake/EmbedRules.cmake. Do not edit.\n")
  string(APPEND source "#include <array>\n\n#include \"rulebook/power.hpp\"\n#include \"rulebook/rulebook.hpp\"\n\n")
  string(APPEND source "namespace wakelaw::conformance::rulebook {\n\nnamespace {\n\n")
  string(APPEND source "constexpr std::array<EmbeddedRule, ${count}> files{{\n")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    wakelaw_raw_literal(literal "${text}" "${file}")
    string(APPEND source "    {\"spec/rules/${name}\", ${literal}},\n")
  endforeach()
  string(APPEND source "}};\n\n}  // namespace\n\n")
  string(APPEND source "std::span<const EmbeddedRule> embedded_rules() { return files; }\n\n")
  # In parts, which the compiler joins: there is a limit for each.
  file(READ "${POWER}" power)
  string(APPEND source "std::string_view embedded_power() {\n    return")
  string(LENGTH "${power}" length)
  set(from 0)
  while(from LESS length OR from EQUAL 0)
    string(SUBSTRING "${power}" ${from} 8000 part)
    wakelaw_raw_literal(literal "${part}" "${POWER}")
    string(APPEND source "\n        ${literal}")
    math(EXPR from "${from} + 8000")
  endwhile()
  string(APPEND source ";\n}\n\n")
  string(APPEND source "}  // namespace wakelaw::conformance::rulebook\n")
  file(WRITE "${OUTPUT}" "${source}")
  return()
endif()

set(WAKELAW_EMBED_RULES_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(wakelaw_embed_rules target)
  get_filename_component(root "${WAKELAW_EMBED_RULES_SCRIPT}/../.." ABSOLUTE)
  set(rules_dir "${root}/spec/rules")
  set(power "${root}/conformance/specimens/power.toml")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/rulebook/embedded_rules.cpp")
  # CONFIGURE_DEPENDS: a new rule file is seen without being asked for.
  file(GLOB files LIST_DIRECTORIES false CONFIGURE_DEPENDS "${rules_dir}/*.md")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} -D "OUTPUT=${output}" -D "RULES_DIR=${rules_dir}" -D "POWER=${power}"
      -P "${WAKELAW_EMBED_RULES_SCRIPT}"
    DEPENDS ${files} "${power}" "${WAKELAW_EMBED_RULES_SCRIPT}"
    COMMENT "Embedding the rules of the specification"
    VERBATIM)
  add_custom_target(${target}_embedded_rules DEPENDS "${output}")
  if(TARGET wakelaw_generated)
    add_dependencies(wakelaw_generated ${target}_embedded_rules)
  endif()
  target_sources(${target} PRIVATE "${output}")
  add_dependencies(${target} ${target}_embedded_rules)
endfunction()

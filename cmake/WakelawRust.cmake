# SPDX-License-Identifier: MIT
#
#   wakelaw_add_rust_plugin(<name> DIRECTORY <folder> SUPPORT <folder> PACKAGES <Debian package>...
#                           [RUST <version>] RESULT <variable>)
#
# Builds a crate in Rust as a plug-in, lib<name>.so among the subjects, offline: its dependencies come from the folder
# WAKELAW_CARGO_REGISTRY, where Debian puts the sources of its librust-*-dev packages. Where cargo or a dependency is
# missing, or cargo is older than RUST, there is no plug-in, a status line says so, and the variable is false.

find_program(WAKELAW_CARGO cargo)
mark_as_advanced(WAKELAW_CARGO)
set(WAKELAW_CARGO_REGISTRY /usr/share/cargo/registry CACHE PATH "Where the sources of Rust crates are")

# Cargo writes a lock file beside a crate, so it works on a copy.
function(wakelaw_add_rust_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "" "DIRECTORY;SUPPORT;RUST;RESULT" "PACKAGES")
  set(${plugin_RESULT} FALSE PARENT_SCOPE)
  if(NOT WAKELAW_CARGO)
    message(STATUS "wakelaw: shelf: ${name}: absent: there is no cargo (./dev setup --shelf)")
    return()
  endif()
  if(plugin_RUST)
    execute_process(COMMAND ${WAKELAW_CARGO} --version OUTPUT_VARIABLE version ERROR_QUIET)
    string(REGEX MATCH "[0-9]+\\.[0-9]+" version "${version}")
    if(version VERSION_LESS plugin_RUST)
      message(STATUS "wakelaw: shelf: ${name}: absent: cargo is ${version}, and it needs ${plugin_RUST}")
      return()
    endif()
  endif()
  cmake_path(RELATIVE_PATH plugin_DIRECTORY BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE crate)
  set(root ${CMAKE_CURRENT_BINARY_DIR}/rust)
  set(copy
    ${CMAKE_COMMAND} -E copy_directory ${plugin_SUPPORT} ${root}/support/rust COMMAND
    ${CMAKE_COMMAND} -E copy_directory ${plugin_DIRECTORY} ${root}/${crate})
  file(WRITE ${root}/.cargo/config.toml
    "[source.crates-io]\nreplace-with = \"installed\"\n[source.installed]\ndirectory = \"${WAKELAW_CARGO_REGISTRY}\"\n")
  execute_process(COMMAND ${copy})
  execute_process(COMMAND ${WAKELAW_CARGO} generate-lockfile --offline
    WORKING_DIRECTORY ${root}/${crate} RESULT_VARIABLE unresolved OUTPUT_QUIET ERROR_QUIET)
  if(unresolved)
    list(JOIN plugin_PACKAGES " " packages)
    message(STATUS "wakelaw: shelf: ${name}: absent: ${WAKELAW_CARGO_REGISTRY} has not all crates that it needs "
      "(Debian: ${packages}; ./dev setup --shelf)")
    return()
  endif()
  message(STATUS "wakelaw: shelf: ${name}: found")

  set(output ${WAKELAW_SUBJECTS_DIRECTORY}/lib${name}.so)
  string(REPLACE "-" "_" library ${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${plugin_DIRECTORY}/*.rs ${plugin_DIRECTORY}/Cargo.toml
    ${plugin_SUPPORT}/*.rs ${plugin_SUPPORT}/Cargo.toml)
  add_custom_command(OUTPUT ${output}
    COMMAND ${copy}
    COMMAND ${CMAKE_COMMAND} -E env CARGO_TARGET_DIR=${root}/target ${WAKELAW_CARGO} build --release --offline --quiet
    COMMAND ${CMAKE_COMMAND} -E copy ${root}/target/release/lib${library}.so ${output}
    DEPENDS ${sources}
    WORKING_DIRECTORY ${root}/${crate}
    COMMENT "Building the plug-in ${name} with cargo"
    VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${output})
  if(TARGET wakelaw_subjects)
    add_dependencies(wakelaw_subjects ${name})
  endif()
  set(${plugin_RESULT} TRUE PARENT_SCOPE)
endfunction()

# SPDX-License-Identifier: MIT
# The names that users link (wakelaw::...), the same in this build tree and in an installed package, and the package.
# Targets are made elsewhere; those that the chosen options did not create are left out.

set(wakelaw_reference_targets wakelaw_build_flags wakelaw wakelaw_tsan)
set(wakelaw_conformance_targets wakelaw_adapter wakelaw_adapter_tsan wakelaw_conformance wakelaw_worker
  wakelaw_worker_tsan wakelaw_gtest wakelaw_cli wakelaw_plugin_worker wakelaw_plugin_worker_tsan)

# An export may not name a target that is neither exported nor found, as a fetched dependency is. Nothing that is
# installed uses asio or benchmark.
set(wakelaw_fetched ${WAKELAW_FETCHED_DEPENDENCIES})
list(REMOVE_ITEM wakelaw_fetched asio benchmark)

set(wakelaw_exported_targets "")
foreach(target IN LISTS wakelaw_reference_targets wakelaw_conformance_targets)
  if(NOT TARGET ${target})
    continue()
  endif()
  get_target_property(name ${target} EXPORT_NAME)
  if(NOT name)
    set(name ${target})
  endif()
  get_target_property(type ${target} TYPE)
  if(NOT TARGET wakelaw::${name})
    if(type STREQUAL EXECUTABLE)
      add_executable(wakelaw::${name} ALIAS ${target})
    else()
      add_library(wakelaw::${name} ALIAS ${target})
    endif()
  endif()
  if(wakelaw_fetched AND target IN_LIST wakelaw_conformance_targets)
    continue()
  endif()
  list(APPEND wakelaw_exported_targets ${target})
endforeach()

if(NOT WAKELAW_INSTALL)
  return()
endif()
set(wakelaw_package_has_conformance OFF)
if(TARGET wakelaw_conformance AND NOT wakelaw_fetched)
  set(wakelaw_package_has_conformance ON)
endif()
if(wakelaw_fetched)
  list(JOIN wakelaw_fetched ", " fetched)
  message(STATUS "wakelaw: the package has the reference only, because these were fetched and not found: ${fetched}")
endif()

include(CMakePackageConfigHelpers)
set(wakelaw_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wakelaw)

foreach(target IN LISTS wakelaw_exported_targets)
  set(file_sets "")
  get_target_property(header_sets ${target} INTERFACE_HEADER_SETS)
  foreach(set IN LISTS header_sets)
    if(set)
      list(APPEND file_sets FILE_SET ${set} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    endif()
  endforeach()
  install(TARGETS ${target} EXPORT wakelawTargets
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    ${file_sets})
endforeach()

# Headers of a target without a file set; for one with a file set these are the same files again.
install(DIRECTORY reference/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
if(wakelaw_package_has_conformance)
  install(DIRECTORY conformance/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
  install(FILES conformance/abi/wakelaw.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} OPTIONAL)
  install(FILES cmake/WakelawSubject.cmake DESTINATION ${wakelaw_package_dir} OPTIONAL)
endif()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT wakelawTargets NAMESPACE wakelaw:: DESTINATION ${wakelaw_package_dir})
configure_package_config_file(cmake/wakelawConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/wakelawConfig.cmake
  INSTALL_DESTINATION ${wakelaw_package_dir}
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 each minor version may break, and says so here.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/wakelawConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wakelawConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/wakelawConfigVersion.cmake
  DESTINATION ${wakelaw_package_dir})

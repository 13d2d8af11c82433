# SPDX-License-Identifier: MIT
# Each dependency: an installed package first; where there is none, a pinned release through FetchContent.
# Only what the chosen options need is looked up. Headers of dependencies are SYSTEM: our warnings never reach them.
#
# Targets: GTest::gtest GTest::gmock, rapidcheck rapidcheck_gtest, benchmark::benchmark, fmt::fmt, CLI11::CLI11,
#          nlohmann_json::nlohmann_json, tomlplusplus::tomlplusplus, tl::expected, wakelaw_asio
# Result:  WAKELAW_FETCHED_DEPENDENCIES lists those that were not found and had to be fetched.

include(FetchContent)
set(WAKELAW_FETCHED_DEPENDENCIES "")

# wakelaw_dependency(<name> <FetchContent arguments>...): found or fetched.
macro(wakelaw_dependency name)
  FetchContent_Declare(${name} SYSTEM ${ARGN})
  FetchContent_MakeAvailable(${name})
  # "Populated" it is either way; a source directory it has only when it was fetched.
  set(wakelaw_dependency_source_dir "")
  FetchContent_GetProperties(${name} SOURCE_DIR wakelaw_dependency_source_dir)
  if(wakelaw_dependency_source_dir)
    list(APPEND WAKELAW_FETCHED_DEPENDENCIES ${name})
    message(STATUS "wakelaw: ${name}: fetched")
  else()
    message(STATUS "wakelaw: ${name}: found")
  endif()
endmacro()

# A fetched dependency takes no part in our install and none in our tests. The policy makes these variables reach the
# options of a project that asks for an old CMake.
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(BUILD_GMOCK ON)
set(INSTALL_GTEST OFF)
set(BENCHMARK_ENABLE_TESTING OFF)
set(BENCHMARK_ENABLE_INSTALL OFF)
set(FMT_INSTALL OFF)
set(CLI11_BUILD_TESTS OFF)
set(CLI11_BUILD_EXAMPLES OFF)
set(JSON_BuildTests OFF)
set(JSON_Install OFF)
set(EXPECTED_BUILD_TESTS OFF)
set(EXPECTED_BUILD_PACKAGE OFF)
set(RC_ENABLE_GTEST ON)

find_package(Threads REQUIRED)

if(WAKELAW_BUILD_CONFORMANCE OR WAKELAW_BUILD_TESTS)
  wakelaw_dependency(googletest
    GIT_REPOSITORY https://github.com/google/googletest.git
    GIT_TAG v1.14.0
    FIND_PACKAGE_ARGS NAMES GTest)
endif()

if(WAKELAW_BUILD_CONFORMANCE)
  wakelaw_dependency(fmt
    GIT_REPOSITORY https://github.com/fmtlib/fmt.git
    GIT_TAG 10.2.1
    FIND_PACKAGE_ARGS)
  wakelaw_dependency(CLI11
    GIT_REPOSITORY https://github.com/CLIUtils/CLI11.git
    GIT_TAG v2.4.1
    FIND_PACKAGE_ARGS)
  wakelaw_dependency(nlohmann_json
    GIT_REPOSITORY https://github.com/nlohmann/json.git
    GIT_TAG v3.11.3
    FIND_PACKAGE_ARGS)
  wakelaw_dependency(tomlplusplus
    GIT_REPOSITORY https://github.com/marzer/tomlplusplus.git
    GIT_TAG v3.4.0
    FIND_PACKAGE_ARGS)
  wakelaw_dependency(tl-expected
    GIT_REPOSITORY https://github.com/TartanLlama/expected.git
    GIT_TAG v1.1.0
    FIND_PACKAGE_ARGS)
  # No release since 2017 and no version file in Debian's package, so a commit and no version.
  wakelaw_dependency(rapidcheck
    GIT_REPOSITORY https://github.com/emil-e/rapidcheck.git
    GIT_TAG ff6af6fc683159deb51c543b065eba14dfcf329b
    FIND_PACKAGE_ARGS CONFIG)
endif()

if(WAKELAW_BUILD_BENCH)
  wakelaw_dependency(benchmark
    GIT_REPOSITORY https://github.com/google/benchmark.git
    GIT_TAG v1.8.3
    FIND_PACKAGE_ARGS)
endif()

# Asio is headers only and brings no CMake package.
if(WAKELAW_BUILD_SUBJECTS OR WAKELAW_BUILD_BENCH)
  find_path(WAKELAW_ASIO_INCLUDE_DIR asio.hpp)
  mark_as_advanced(WAKELAW_ASIO_INCLUDE_DIR)
  if(WAKELAW_ASIO_INCLUDE_DIR)
    set(wakelaw_asio_include_dir ${WAKELAW_ASIO_INCLUDE_DIR})
    message(STATUS "wakelaw: asio: found")
  else()
    wakelaw_dependency(asio
      GIT_REPOSITORY https://github.com/chriskohlhoff/asio.git
      GIT_TAG asio-1-28-0)
    set(wakelaw_asio_include_dir ${asio_SOURCE_DIR}/asio/include)
  endif()
  add_library(wakelaw_asio INTERFACE)
  target_include_directories(wakelaw_asio SYSTEM INTERFACE ${wakelaw_asio_include_dir})
  target_compile_definitions(wakelaw_asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
  target_link_libraries(wakelaw_asio INTERFACE Threads::Threads)
endif()

# SPDX-License-Identifier: MIT
# The libraries behind the shelf of real executors (conformance/adapters). None is required: where one is missing its
# subjects are missing, a status line says so, and nothing else changes.
#
# Targets, each if its library was found: wakelaw_libuv, wakelaw_onetbb, wakelaw_glib, wakelaw_kj,
# wakelaw_boost_asio, wakelaw_qt.

include(CheckCXXSourceCompiles)

# wakelaw_shelf_found(<name> <result variable> <Debian package>)
function(wakelaw_shelf_found name result package)
  if(${result})
    message(STATUS "wakelaw: shelf: ${name}: found")
  else()
    message(STATUS "wakelaw: shelf: ${name}: absent, so are its subjects (Debian: ${package}; ./dev setup --shelf)")
  endif()
endfunction()

# wakelaw_shelf_pkg_config(<name> <Debian package> <module>...)
# Libraries that pkg-config knows, as the target wakelaw_<name>. Their headers are SYSTEM.
function(wakelaw_shelf_pkg_config name package)
  set(found FALSE)
  if(PkgConfig_FOUND)
    pkg_check_modules(wakelaw_shelf_${name} QUIET ${ARGN})
    set(found ${wakelaw_shelf_${name}_FOUND})
  endif()
  wakelaw_shelf_found(${name} found ${package})
  if(NOT found)
    return()
  endif()
  add_library(wakelaw_${name} INTERFACE)
  target_include_directories(wakelaw_${name} SYSTEM INTERFACE ${wakelaw_shelf_${name}_INCLUDE_DIRS})
  target_compile_options(wakelaw_${name} INTERFACE ${wakelaw_shelf_${name}_CFLAGS_OTHER})
  # Full paths: -lkj would be the subject of that name.
  target_link_libraries(wakelaw_${name} INTERFACE ${wakelaw_shelf_${name}_LINK_LIBRARIES} Threads::Threads)
endfunction()

find_package(PkgConfig QUIET)
wakelaw_shelf_pkg_config(libuv libuv1-dev libuv)
wakelaw_shelf_pkg_config(glib libglib2.0-dev glib-2.0)
wakelaw_shelf_pkg_config(kj libcapnp-dev kj-async kj)

find_package(TBB QUIET)
wakelaw_shelf_found(onetbb TBB_FOUND libtbb-dev)
if(TBB_FOUND)
  add_library(wakelaw_onetbb INTERFACE)
  target_link_libraries(wakelaw_onetbb INTERFACE TBB::tbb)
endif()

find_package(Qt5Core QUIET)
wakelaw_shelf_found(qt Qt5Core_FOUND qtbase5-dev)
if(Qt5Core_FOUND)
  add_library(wakelaw_qt INTERFACE)
  target_link_libraries(wakelaw_qt INTERFACE Qt5::Core)
endif()

# Headers only. Boost 1.74 knows g++'s coroutines, and of clang's only those of libc++.
function(wakelaw_check_boost_asio_coroutines)
  set(CMAKE_CXX_STANDARD 20)
  set(CMAKE_REQUIRED_QUIET TRUE)
  check_cxx_source_compiles("
    #include <utility>  // Boost 1.74 forgets it
    #include <boost/asio/co_spawn.hpp>
    #include <boost/asio/detached.hpp>
    #include <boost/asio/io_context.hpp>
    boost::asio::awaitable<void> nothing() { co_return; }
    int main() {
      boost::asio::io_context context;
      boost::asio::co_spawn(context, nothing(), boost::asio::detached);
    }" WAKELAW_BOOST_ASIO_COROUTINES)
endfunction()
wakelaw_check_boost_asio_coroutines()
wakelaw_shelf_found(boost_asio WAKELAW_BOOST_ASIO_COROUTINES libboost-dev)
if(WAKELAW_BOOST_ASIO_COROUTINES)
  add_library(wakelaw_boost_asio INTERFACE)
  target_link_libraries(wakelaw_boost_asio INTERFACE Threads::Threads)
endif()

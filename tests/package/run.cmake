# SPDX-License-Identifier: MIT
# Installs the build into an empty prefix, then configures, builds and runs the consumer against that prefix.

set(prefix ${WORK_DIR}/prefix)
set(build ${WORK_DIR}/build)
file(REMOVE_RECURSE ${prefix} ${build})

function(step what)
  message(STATUS "package.consumer: ${what}")
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "package.consumer: cannot ${what}: ${result}")
  endif()
endfunction()

step("install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix} --config ${CONFIG})
step("configure the consumer" ${CMAKE_COMMAND} -S ${CONSUMER_DIR} -B ${build} -G ${GENERATOR}
  "-DCMAKE_PREFIX_PATH=${prefix}"
  "-DCMAKE_BUILD_TYPE=${CONFIG}"
  "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}"
  "-DCMAKE_CXX_COMPILER_LAUNCHER=${CXX_COMPILER_LAUNCHER}"
  "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}"
  "-DWAKELAW_CONFORMANCE=${CONFORMANCE}"
  "-DWAKELAW_EXAMPLES=${EXAMPLES_DIR}"
  "-DWAKELAW_EXPECTED_PREFIX=${prefix}")
step("build the consumer" ${CMAKE_COMMAND} --build ${build} --config ${CONFIG})
step("run the consumer's tests" ${CMAKE_CTEST_COMMAND} --test-dir ${build} --build-config ${CONFIG}
  --output-on-failure --no-tests=error)

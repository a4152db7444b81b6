# SPDX-License-Identifier: Apache-2.0
# The kinds of target in this tree.

# yak_precompile(TARGET): in a release, precompiles the common headers, which halves the build time. Other builds
# do not, so that a file that lacks an include fails to compile.
function(yak_precompile target)
  if(TARGET yak_precompiled)
    target_precompile_headers(${target} REUSE_FROM yak_precompiled)
  endif()
endfunction()

# yak_core_part(NAME [LIBRARIES lib...]): one folder of core/src as an object library, a part of
# libyak_core.so. `scripts/check-includes` checks the dependencies between the folders.
function(yak_core_part name)
  cmake_parse_arguments(PART "" "" "LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  if(NOT sources)
    return()
  endif()
  add_library(yak_${name} OBJECT ${sources})
  target_link_libraries(yak_${name} PUBLIC yak_headers ${PART_LIBRARIES})
  target_include_directories(yak_${name} PRIVATE ${PROJECT_SOURCE_DIR}/core/src)
  # The core is loaded at program start, so thread-local variables can use the fastest access model.
  target_compile_options(yak_${name} PRIVATE -ftls-model=initial-exec)
  yak_precompile(yak_${name})
  set_property(GLOBAL APPEND PROPERTY YAK_CORE_PARTS yak_${name})
endfunction()

# yak_plugin(NAME KIND kind [LIBRARIES lib...]): plugins/NAME as a loadable module, and its objects as
# plugin_NAME for tests to link. `kind` is channel, provider, middleware or store.
function(yak_plugin name)
  cmake_parse_arguments(PLUGIN "" "KIND" "LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  set(entry ${CMAKE_CURRENT_SOURCE_DIR}/plugin.cpp)
  list(REMOVE_ITEM sources ${entry})
  add_library(plugin_${name} OBJECT ${sources})
  target_link_libraries(plugin_${name} PUBLIC yak_headers ${PLUGIN_LIBRARIES})
  target_include_directories(plugin_${name} PUBLIC ${PROJECT_SOURCE_DIR}/plugins)
  yak_precompile(plugin_${name})

  add_library(${name}_module MODULE ${entry})
  target_link_libraries(${name}_module PRIVATE plugin_${name} yak_core ${PLUGIN_LIBRARIES})
  target_link_options(${name}_module PRIVATE -Wl,-z,defs)
  set_target_properties(${name}_module PROPERTIES
    PREFIX "" OUTPUT_NAME ${name}
    LIBRARY_OUTPUT_DIRECTORY ${YAK_PLUGIN_OUTPUT_DIRECTORY}
    INSTALL_RPATH "$ORIGIN/../..")
  install(TARGETS ${name}_module LIBRARY DESTINATION ${YAK_PLUGIN_INSTALL_DIR})
  set_property(GLOBAL APPEND PROPERTY YAK_PLUGINS ${name}_module)
  set_property(GLOBAL APPEND PROPERTY YAK_PLUGIN_KINDS "{\"${name}\", InstanceKind::${PLUGIN_KIND}}")
endfunction()

# yak_test(NAME SOURCES file... [LIBRARIES lib...] [LABELS label...] [SHARDS number]): a GoogleTest executable
# that links the core's objects, and so reaches symbols that the shared library hides. ctest runs it as one test,
# or as SHARDS tests if it takes long; a process for each case would take longer than the cases. The results are
# in test-results/NAME.json of the build folder.
function(yak_test name)
  cmake_parse_arguments(TEST "" "SHARDS" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  get_property(parts GLOBAL PROPERTY YAK_CORE_PARTS)
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${parts} ${TEST_LIBRARIES} GTest::gmock GTest::gtest
    GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core/src
    ${PROJECT_SOURCE_DIR}/plugins ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE
    YAK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
    YAK_PLUGIN_DIR="${YAK_PLUGIN_OUTPUT_DIRECTORY}"
    YAK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(NOT TEST_SHARDS)
    set(TEST_SHARDS 1)
  endif()
  math(EXPR last "${TEST_SHARDS} - 1")
  foreach(shard RANGE ${last})
    set(test ${name})
    if(TEST_SHARDS GREATER 1)
      set(test ${name}.${shard})
    endif()
    add_test(NAME ${test} COMMAND ${name})
    set_tests_properties(${test} PROPERTIES TIMEOUT 900 LABELS "${TEST_LABELS}" ENVIRONMENT
      "GTEST_BRIEF=1;GTEST_OUTPUT=json:${CMAKE_BINARY_DIR}/test-results/${test}.json;GTEST_TOTAL_SHARDS=${TEST_SHARDS};GTEST_SHARD_INDEX=${shard}")
  endforeach()
  if("concurrent" IN_LIST TEST_LABELS)
    set_property(GLOBAL APPEND PROPERTY YAK_CONCURRENT_TESTS ${name})
  endif()
endfunction()

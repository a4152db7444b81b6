# SPDX-License-Identifier: Apache-2.0
# yak_add_store_contract(NAME source...): builds the executable NAME, the tests of what every store promises. The
# sources define `yak::store_contract::store_kinds()`, which names the stores. Needs GoogleTest with GoogleMock.
function(yak_add_store_contract name)
  find_package(GTest REQUIRED)
  file(GLOB suite ${YAK_SHARED_FILES}/store_contract/*.cpp)
  add_executable(${name} ${ARGN} ${suite})
  target_include_directories(${name} PRIVATE ${YAK_SHARED_FILES})
  target_link_libraries(${name} PRIVATE yak::testing yak::core GTest::gmock GTest::gtest_main)
  # The suite compiles as one source, in a third of the time.
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

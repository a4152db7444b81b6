# SPDX-License-Identifier: Apache-2.0
# Compiler and linker settings of all targets.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(YAK_PLUGIN_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/yak/plugins)
set(YAK_PLUGIN_INSTALL_DIR ${CMAKE_INSTALL_LIBDIR}/yak/plugins)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC marks inline statics unique across libraries, so that two versions of a plugin would share them.
  add_compile_options(-fno-gnu-unique)
endif()
# Line tables are enough for a backtrace and build in half the time of full debug information.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
# -O3 takes longer to build and is not faster: time is spent in the kernel, in SQLite and in hashing.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(YAK_CCACHE ccache)
if(YAK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${YAK_CCACHE})
endif()
find_program(YAK_MOLD mold)
find_program(YAK_LLD ld.lld-19)
option(YAK_LTO "Optimize releases across their files, with Clang and lld" ON)
if(YAK_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND YAK_LLD)
  # Link-time optimization takes about 6% off the processor time of a message. The cache avoids that every
  # link compiles unchanged files again.
  add_compile_options(-flto=thin)
  add_link_options(-flto=thin -fuse-ld=lld
    -Wl,--thinlto-cache-dir=${CMAKE_BINARY_DIR}/lto-cache
    -Wl,--thinlto-cache-policy,cache_size_bytes=512m)
  include(YakProfile)
elseif(YAK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(YAK_SANITIZE)
  add_compile_options(-fsanitize=${YAK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${YAK_SANITIZE} -shared-libsan)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-runtime-dir
      OUTPUT_VARIABLE runtime_dir OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT EXISTS ${runtime_dir})
      # Debian's Clang prints the folder of one layout but has the other.
      execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-resource-dir
        OUTPUT_VARIABLE runtime_dir OUTPUT_STRIP_TRAILING_WHITESPACE)
      string(APPEND runtime_dir /lib/linux)
    endif()
    list(APPEND CMAKE_BUILD_RPATH ${runtime_dir})
    link_directories(${runtime_dir})
  endif()
endif()

# yak_without_vptr_check(TARGET): for a test that exhausts the descriptors. UBSan's vptr check uses a pipe to
# test whether memory is readable, and reports a failure of pipe() as an invalid object.
function(yak_without_vptr_check target)
  if(YAK_SANITIZE MATCHES undefined)
    target_compile_options(${target} PRIVATE -fno-sanitize=vptr)
  endif()
endfunction()

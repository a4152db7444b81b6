# SPDX-License-Identifier: Apache-2.0
# Compiles for arm64 on another machine; CONTRIBUTING.md shows how. YAK_SYSROOT is a folder with the libraries of an
# arm64 Debian.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
# The compiler checks of CMake run this file again, in projects of their own.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES YAK_SYSROOT)
if(NOT YAK_SYSROOT)
  message(FATAL_ERROR "YAK_SYSROOT is not set")
endif()
set(CMAKE_SYSROOT ${YAK_SYSROOT})
set(CMAKE_CXX_COMPILER_TARGET aarch64-linux-gnu)
# The machine's own linker may know one architecture only.
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT -fuse-ld=lld)
endforeach()
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

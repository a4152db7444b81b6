# Releases are optimized for what they do most: release.proftext says how often each branch of the code
# that a message passes through is taken (bench/load/profile measures it). It is a hint: what has changed
# since is compiled as if nothing were known of it. For the Clang that wrote it.

option(YAK_PROFILE_GENERATE "Count what runs, for bench/load/profile" OFF)

# A file's own functions are told apart by the file's name without its folder, wherever the tree stands.
set(profile_names "SHELL:-mllvm -static-func-full-module-prefix=false")
set(profile_text ${CMAKE_CURRENT_LIST_DIR}/release.proftext)
find_program(YAK_PROFDATA llvm-profdata-19)

if(YAK_PROFILE_GENERATE)
  add_compile_options(-fprofile-generate -fprofile-update=atomic ${profile_names})
  add_link_options(-fprofile-generate)
elseif(YAK_PROFDATA AND EXISTS ${profile_text} AND CMAKE_CXX_COMPILER_VERSION MATCHES "^19\\.")
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${profile_text})
  # Another profile is another file, so that everything is compiled anew.
  file(MD5 ${profile_text} profile_sum)
  set(profile ${CMAKE_BINARY_DIR}/profile/${profile_sum}.profdata)
  if(NOT EXISTS ${profile})
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/profile)
    execute_process(COMMAND ${YAK_PROFDATA} merge --sparse -o ${profile} ${profile_text}
      COMMAND_ERROR_IS_FATAL ANY)
  endif()
  # That it is older than the code is no mistake.
  add_compile_options(-fprofile-use=${profile} ${profile_names} -Wno-backend-plugin
    -Wno-profile-instr-out-of-date -Wno-profile-instr-unprofiled)
  set(YAK_PROFILE_USED ON)
endif()

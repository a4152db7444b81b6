# SPDX-License-Identifier: Apache-2.0
# Profile-guided optimization with Clang: `scripts/package --optimize` builds once to count which branches
# a message's way takes, runs that build under load, and builds the packages with the counts.

option(YAK_PROFILE_GENERATE "Count which branches run, for scripts/package --optimize" OFF)
set(YAK_PROFILE "" CACHE FILEPATH "Counts (.profdata) of a build with YAK_PROFILE_GENERATE; empty: none")

# Functions that are local to a file are told apart by its name without the folder, so that the counts
# of one build folder are found by another.
set(profile_names "SHELL:-mllvm -static-func-full-module-prefix=false")

if(YAK_PROFILE_GENERATE)
  add_compile_options(-fprofile-generate -fprofile-update=atomic ${profile_names})
  add_link_options(-fprofile-generate)
elseif(YAK_PROFILE)
  # The load does not run every function: those without counts are compiled as usual.
  add_compile_options(-fprofile-use=${YAK_PROFILE} ${profile_names} -Wno-backend-plugin
    -Wno-profile-instr-unprofiled)
endif()

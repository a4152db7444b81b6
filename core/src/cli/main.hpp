// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/api.hpp"

namespace yak::cli {

/// The whole program: parses the command line, runs the command, and returns its exit code
/// (sysexits.h).
YAK_API int run(int argc, char** argv);

}  // namespace yak::cli

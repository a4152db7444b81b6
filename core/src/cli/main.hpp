#pragma once

#include "yak/api.hpp"

namespace yak::cli {

/// The whole program: parses the command line, runs the command, gives its exit code (sysexits).
YAK_API int run(int argc, char** argv);

}  // namespace yak::cli

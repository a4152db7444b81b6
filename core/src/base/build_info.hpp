#pragma once

#include <string>

#include "yak/metrics.hpp"

/// What this build is. Pure.
namespace yak::base {

/// `clang 19.1.4`.
std::string compiler_name();
/// The tag that a plugin's has to equal, without the prefix of the symbol.
std::string abi_name();

/// yak_build_info: always 1, the facts are its labels.
void show_build(Metrics& metrics);

}  // namespace yak::base

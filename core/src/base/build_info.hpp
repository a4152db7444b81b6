// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/metrics.hpp"

/// Information about this build. Pure.
namespace yak::base {

/// `clang 19.1.4`.
std::string compiler_name();
/// The ABI tag that a plugin must have, without the symbol's prefix.
std::string abi_name();

/// Registers yak_build_info: always 1, with the information as labels.
void show_build(Metrics& metrics);

}  // namespace yak::base

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::plugins {

/// Describes how a plugin's ABI symbol differs from this build's, with both tags: `compiler gcc12
/// instead of clang19 (its tag …, ours …)`. Both symbols must begin with kAbiPrefix. Pure.
std::string describe_mismatch(std::string_view plugin_symbol, std::string_view our_symbol);

}  // namespace yak::plugins

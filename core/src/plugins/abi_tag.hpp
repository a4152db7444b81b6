#pragma once

#include <string>
#include <string_view>

namespace yak::plugins {

/// Says in words how a plugin's ABI symbol differs from this build's, both tags included:
/// `built with gcc12, this Yak with clang19; …`. Pure. Both begin with kAbiPrefix.
std::string describe_mismatch(std::string_view plugin_symbol, std::string_view our_symbol);

}  // namespace yak::plugins

// SPDX-License-Identifier: Apache-2.0
#include "base/build_info.hpp"

#include <string_view>

#include "base/version.hpp"
#include "yak/abi.hpp"

namespace yak::base {

std::string compiler_name() {
#if defined(__clang__)
  return "clang " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__) + "." +
         std::to_string(__clang_patchlevel__);
#else
  return "gcc " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__) + "." +
         std::to_string(__GNUC_PATCHLEVEL__);
#endif
}

std::string abi_name() {
  return std::string(std::string_view(kAbiSymbol).substr(std::string_view(kAbiPrefix).size()));
}

void show_build(Metrics& metrics) {
  metrics
      .gauge(
          "yak_build_info", "Always 1; the labels describe this build",
          {{"version", std::string(version())}, {"compiler", compiler_name()}, {"abi", abi_name()}})
      .set(1);
}

}  // namespace yak::base

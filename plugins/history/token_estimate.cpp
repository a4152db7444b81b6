// SPDX-License-Identifier: Apache-2.0
#include "history/token_estimate.hpp"

namespace yak::history {

std::int64_t estimate_tokens(std::string_view text) noexcept {
  constexpr std::int64_t kBytesPerToken = 4;
  constexpr std::int64_t kFrame = 3;
  const auto bytes = static_cast<std::int64_t>(text.size());
  return (bytes + kBytesPerToken - 1) / kBytesPerToken + kFrame;
}

}  // namespace yak::history

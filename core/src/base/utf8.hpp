// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "yak/text/utf8.hpp"

namespace yak::base {

/// The offset of the first byte that is NUL or not part of valid UTF-8. Nothing if the text has no
/// such byte. Pure.
[[nodiscard]] inline std::optional<std::size_t> find_malformed_utf8(
    std::string_view text) noexcept {
  const std::size_t found =
      std::min(text.find('\0'), find_invalid_utf8(text).value_or(std::string_view::npos));
  return found == std::string_view::npos ? std::nullopt : std::optional(found);
}

}  // namespace yak::base

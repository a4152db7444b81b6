// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace yak::base {

/// The offset of the first byte that is NUL or not part of well-formed UTF-8 (RFC 3629: shortest
/// form, no surrogates, up to U+10FFFF). Nothing if the text has no such byte.
[[nodiscard]] std::optional<std::size_t> find_malformed_utf8(std::string_view text) noexcept;

/// The number of code points in a well-formed text.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

}  // namespace yak::base

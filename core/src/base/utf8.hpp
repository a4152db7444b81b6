#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace yak::base {

/// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: shortest form, no
/// surrogates, up to U+10FFFF), or that is NUL. Nothing where the text is clean.
[[nodiscard]] std::optional<std::size_t> find_malformed_utf8(std::string_view text) noexcept;

/// Code points in a well-formed text.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

}  // namespace yak::base

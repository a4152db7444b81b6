#pragma once

#include <cstddef>
#include <string_view>

namespace yak::base {

/// How many characters at the beginning of `text` are printable ASCII, from space to tilde: nearly
/// all there are in lines of a log, so that what writes them looks closely at the rest alone.
[[nodiscard]] std::size_t printable_prefix(std::string_view text) noexcept;

}  // namespace yak::base

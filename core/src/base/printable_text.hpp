// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace yak::base {

/// The length of the longest prefix of printable ASCII, from space to tilde. Log lines consist of
/// it almost entirely, so writers examine only the rest character by character.
[[nodiscard]] std::size_t printable_prefix(std::string_view text) noexcept;

}  // namespace yak::base

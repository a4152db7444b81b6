// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "yak/api.hpp"

/// Bytes as text. Pure.
namespace yak {

/// Two lower-case hexadecimal digits a byte.
[[nodiscard]] YAK_API std::string hex(std::span<const std::uint8_t> bytes);
/// 16 lower-case hexadecimal digits.
[[nodiscard]] YAK_API std::string hex(std::uint64_t number);

/// Appends `bytes` in base64 with padding (RFC 4648, section 4).
YAK_API void append_base64(std::string& out, std::span<const std::uint8_t> bytes);

}  // namespace yak

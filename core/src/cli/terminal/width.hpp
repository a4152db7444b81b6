// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The width and the characters of UTF-8 text on a terminal. Pure.
namespace yak::cli {

/// One code point of a text.
struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;  ///< its length; 1 for a malformed byte
  bool is_valid = false;
};
/// The code point at `at`, which must be inside `text`.
Character character_at(std::string_view text, std::size_t at) noexcept;

/// The end of the user-perceived character that begins at `at`, and the beginning of the one that
/// ends at `at` (Unicode Standard Annex 29). `at` must be a boundary.
std::size_t next_boundary(std::string_view text, std::size_t at) noexcept;
std::size_t previous_boundary(std::string_view text, std::size_t at) noexcept;

/// The columns of one user-perceived character: 0, 1 or 2; a tab takes 4.
std::size_t columns_of(std::string_view character) noexcept;

/// Whether the code is a C1 control, a line separator, or a direction override (Unicode Standard
/// Annex 9). Such characters can forge or hide text on a terminal.
bool is_unseen_control(std::uint32_t code) noexcept;

}  // namespace yak::cli

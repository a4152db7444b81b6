#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// UTF-8 as a terminal shows it. Pure.
namespace yak::cli {

/// One code point of a text.
struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;  ///< that it takes; of malformed text 1
  bool is_valid = false;
};
/// The code point that begins at `at`, which is inside `text`.
Character character_at(std::string_view text, std::size_t at) noexcept;

/// Where the user-perceived character that begins at `at` ends, and the one that ends at `at`
/// begins (Unicode Standard Annex 29). `at` is a boundary.
std::size_t next_boundary(std::string_view text, std::size_t at) noexcept;
std::size_t previous_boundary(std::string_view text, std::size_t at) noexcept;

/// Columns that one user-perceived character takes: 0, 1 or 2. A tab takes 4 here.
std::size_t columns_of(std::string_view character) noexcept;

/// C1 controls, line separators, and what reverses the direction of text (Unicode Standard Annex
/// 9): what could forge or hide what a terminal shows.
bool is_unseen_control(std::uint32_t code) noexcept;

}  // namespace yak::cli

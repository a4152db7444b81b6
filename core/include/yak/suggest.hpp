#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "yak/api.hpp"

/// Finds the word that was probably meant. Pure.
namespace yak {

/// How many insertions, deletions, replacements and swaps of neighbours turn one text into the
/// other (optimal string alignment, the restricted Damerau-Levenshtein distance), in bytes.
[[nodiscard]] YAK_API std::size_t edit_distance(std::string_view left, std::string_view right);

/// The word that was probably meant; empty where none is close: a third of the letters may be
/// wrong, and case, `-` and `_` do not count.
[[nodiscard]] YAK_API std::string_view closest(std::string_view written,
                                               std::span<const std::string_view> words);

/// `; did you mean 'auth_token'?`, or nothing.
[[nodiscard]] YAK_API std::string did_you_mean(std::string_view written,
                                               std::span<const std::string_view> words);

}  // namespace yak

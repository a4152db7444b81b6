// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "yak/api.hpp"

/// Suggestions for misspelt words. Pure.
namespace yak {

/// The number of insertions, deletions, replacements and swaps of neighbours that turn one text
/// into the other (optimal string alignment, the restricted Damerau-Levenshtein distance), in
/// bytes.
[[nodiscard]] YAK_API std::size_t edit_distance(std::string_view left, std::string_view right);

/// The word closest to `written`; empty if none is close. At most a third of the letters may
/// differ; case, `-` and `_` are ignored.
[[nodiscard]] YAK_API std::string_view closest(std::string_view written,
                                               std::span<const std::string_view> words);

/// `; did you mean 'auth_token'?`, or an empty text.
[[nodiscard]] YAK_API std::string did_you_mean(std::string_view written,
                                               std::span<const std::string_view> words);

}  // namespace yak

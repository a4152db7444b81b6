// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

/// How many arrays and objects may be open at once in JSON that Yak accepts from outside.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// Whether `json` nests at most `kMaxJsonDepth` levels, counted by brackets outside of strings.
/// Check it before a parser that has no bound of its own: with nlohmann/json, a copy or an output
/// of a deeply nested value overflows the stack. Says nothing about whether `json` is valid. Pure.
[[nodiscard]] YAK_API bool is_shallow_json(std::string_view json) noexcept;

/// Parses JSON from outside. `Json` is nlohmann::json or nlohmann::ordered_json. Discarded
/// (`is_discarded()`, no object and no array) if it is not JSON or nests too deep. The caller
/// bounds the size. Pure.
template <class Json>
[[nodiscard]] Json parse_untrusted(std::string_view text) {
  if (!is_shallow_json(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "yak/text/json_depth.hpp"

namespace yak::base {

/// Parses JSON from outside. `Json` is nlohmann::json or nlohmann::ordered_json. Discarded
/// (`is_discarded()`, no object and no array) if it is not JSON or nests too deep. The caller
/// bounds the size. Pure.
template <class Json>
Json parse_untrusted(std::string_view text) {
  if (!is_shallow_json(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

}  // namespace yak::base

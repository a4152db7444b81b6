// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"

namespace yak::openai {

/// Configured fields that are added to every request and replace Yak's own. A field that is `null`
/// removes Yak's own from the request (as in a JSON merge patch, RFC 7396). A plain value.
struct ExtraBody {
  std::string fragment;           ///< `,"top_p":0.9,…`, ready to be appended; may be empty
  std::vector<std::string> keys;  ///< all keys, including those that are null

  [[nodiscard]] bool names(std::string_view key) const noexcept;
};

/// `invalid` when `json` is not an object, or sets `model` or `messages`.
result<ExtraBody> parse_extra_body(std::string_view json);

}  // namespace yak::openai

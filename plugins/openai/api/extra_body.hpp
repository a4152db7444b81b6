#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"

namespace yak::openai {

/// Fields from the configuration that go into every request and win over our own. A field that is
/// `null` keeps ours out of the request (as a JSON merge patch would, RFC 7396). A plain value.
struct ExtraBody {
  std::string fragment;           ///< `,"top_p":0.9,…`, ready to be appended; may be empty
  std::vector<std::string> keys;  ///< all of them, those that are null too

  [[nodiscard]] bool names(std::string_view key) const noexcept;
};

/// `invalid` when `json` is no object, or sets `model` or `messages`.
result<ExtraBody> parse_extra_body(std::string_view json);

}  // namespace yak::openai

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "yak/error.hpp"

namespace yak::openai {

/// A server's address, parsed from `base_url`.
struct Endpoint {
  std::string base;    ///< `https://api.openai.com/v1`, without a trailing slash
  std::string origin;  ///< `https://api.openai.com`
  std::string host;    ///< lower case
  std::uint16_t port = 0;
  std::string query;  ///< `?api-version=…` of the base, or empty; appended to every path

  [[nodiscard]] std::string url(std::string_view path) const;
};

/// `invalid`, with a message for the operator, when it is not an absolute http or https URL.
result<Endpoint> parse_endpoint(std::string_view base_url);

}  // namespace yak::openai

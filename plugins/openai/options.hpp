// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "openai/api/request_builder.hpp"
#include "openai/endpoint.hpp"
#include "yak/http.hpp"
#include "yak/plugin.hpp"

namespace yak::openai {

/// The parsed configuration of one instance. Immutable.
struct Options {
  Endpoint endpoint;
  Secret api_key;    ///< empty: none
  Secret admin_key;  ///< empty: none
  std::string organization;
  std::string project;
  std::vector<Header> headers;
  RequestStyle style;
  int max_retries = 2;
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds first_token_timeout{30'000};
  std::chrono::milliseconds stall_timeout{20'000};
  std::chrono::milliseconds models_lifetime{600'000};
  std::optional<double> top_up_usd;

  [[nodiscard]] const Quirks& quirks() const noexcept { return quirks_of(style.flavor); }
};

/// The keys of a `plugin: openai` instance.
Schema schema();

/// Checks that the schema cannot express: the URL, the flavor and key together, header names,
/// extra_body.
std::vector<ConfigIssue> validate(const Settings& settings);

/// `invalid` with the first issue of `validate`.
result<Options> read_options(const Settings& settings);

}  // namespace yak::openai

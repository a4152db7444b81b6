// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"

namespace yak::openai {

/// Sums the organization's costs, page by page, and formats them. Not thread-safe.
class CostTotal {
 public:
  /// Adds one page of `GET /organization/costs`. Returns the cursor of the next page, empty after
  /// the last. `protocol`, with a message that continues "OpenAI …", when the page is invalid.
  result<std::optional<std::string>> add_page(std::string_view body);

  /// `OpenAI: 3.21 USD in the last 30 days`, and with a top-up `, about 6.79 USD of the 10.00 USD
  /// top-up left`.
  [[nodiscard]] std::string summary(std::optional<double> top_up_usd) const;

 private:
  struct Sum {
    std::string currency;  ///< upper case
    double value = 0;
  };
  void add(std::string currency, double value);

  std::vector<Sum> sums_;
};

}  // namespace yak::openai

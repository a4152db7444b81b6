// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "openai/options.hpp"
#include "yak/http.hpp"

namespace yak::openai {

/// Builds the HTTP requests of one instance: URLs, headers, deadlines. Immutable; thread-safe;
/// `options` must outlive it.
class ApiRequests {
 public:
  explicit ApiRequests(const Options& options);

  /// `traceparent` is the header of that name, sent unless it is empty or configured; `left` is the
  /// time until the deadline of the answer.
  [[nodiscard]] HttpRequest completion(std::string body, const std::string& traceparent,
                                       std::chrono::milliseconds left) const;
  [[nodiscard]] HttpRequest models() const;
  /// A page of the organization's costs by day; `start` in Unix seconds, `page` empty for the
  /// first.
  [[nodiscard]] HttpRequest costs(std::int64_t start, std::string_view page) const;

 private:
  [[nodiscard]] HttpDeadlines deadlines(std::chrono::milliseconds left) const;

  const Options& options_;
  std::vector<Header> headers_;  ///< of all requests except those for costs
  std::vector<Header> completion_headers_;
  std::string completion_url_;
};

}  // namespace yak::openai

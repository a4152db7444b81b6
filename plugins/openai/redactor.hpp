// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/secret.hpp"

namespace yak::openai {

/// Cleans a server's text for a log line. Servers echo keys ("Incorrect API key provided: sk-…")
/// and sometimes text of users. Immutable; thread-safe.
class Redactor {
 public:
  static constexpr std::size_t kMaxBytes = 300;

  Redactor() = default;
  explicit Redactor(std::vector<Secret> secrets) : secrets_(std::move(secrets)) {}

  /// `text` on one line, without keys and echoed input, at most `kMaxBytes` and an ellipsis.
  [[nodiscard]] std::string clean(std::string_view text) const;

 private:
  std::vector<Secret> secrets_;
};

}  // namespace yak::openai

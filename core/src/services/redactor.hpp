#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/secret.hpp"

namespace yak::services {

/// Takes known secrets and control characters out of text on its way to a log. Immutable;
/// thread-safe.
class Redactor {
 public:
  /// Shorter secrets would blank out ordinary words and are left alone.
  static constexpr std::size_t kMinimumLength = 6;

  Redactor() = default;
  explicit Redactor(std::vector<Secret> secrets);

  /// Every occurrence of a secret, also in percent-encoded form, becomes `[redacted]`.
  [[nodiscard]] std::string redact(std::string text) const;

 private:
  std::vector<Secret> secrets_;
};

/// Replaces control characters (line breaks and terminal escapes among them) by `\n`, `\x1b`, …, so
/// that nobody can forge or recolour a log line. UTF-8 passes.
std::string neutralize_controls(std::string_view text);

}  // namespace yak::services

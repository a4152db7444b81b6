// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/secret.hpp"

namespace yak::observe {

/// Removes known secrets from text before it is logged. Immutable; thread-safe.
class Redactor {
 public:
  /// Shorter secrets are not redacted, because they would match ordinary words.
  static constexpr std::size_t kMinimumLength = 6;

  Redactor() = default;
  explicit Redactor(std::vector<Secret> secrets);

  /// Replaces every occurrence of a secret, plain or percent-encoded, with `[redacted]`. The text
  /// must not be escaped yet in any other way.
  [[nodiscard]] std::string redact(std::string text) const;
  /// Whether `redact` would change the text.
  [[nodiscard]] bool finds_secret(std::string_view text) const;

 private:
  std::vector<Secret> secrets_;  ///< the longest first, since one may begin with another
};

/// Escapes characters that could forge, hide or recolour a line: control characters (line breaks,
/// terminal escapes, and U+0080–U+009F in UTF-8 or as single bytes), bytes that are not valid
/// UTF-8, line and paragraph separators, and characters that change the direction of text (Unicode
/// Standard Annex 9). They become `\n`, `\x1b`, `\u202e`, …. All other UTF-8 is unchanged.
std::string neutralize_controls(std::string_view text);

/// The same for text of several lines on a terminal: line feeds and tabs are kept.
std::string neutralize_text(std::string_view text);

/// Escapes the same code points in a JSON text as `\u009b`, …, which does not change its value. The
/// text must be UTF-8.
std::string escape_unseen(std::string_view json);

}  // namespace yak::observe

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/secret.hpp"

namespace yak::observe {

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

/// Replaces what could forge, hide or recolour a line: control characters (line breaks and terminal
/// escapes, those of U+0080–U+009F in UTF-8 or as bare bytes), bytes that are no UTF-8, line and
/// paragraph separators, and what reverses the direction of text (Unicode Standard Annex 9). They
/// become `\n`, `\x1b`, `\u202e`, …. All other UTF-8 passes.
std::string neutralize_controls(std::string_view text);

/// The same for a terminal that shows several lines: line feeds and tabs stay.
std::string neutralize_text(std::string_view text);

/// Writes the same code points of a JSON text as `\u009b`, …, which JSON takes for the same. The
/// text must be UTF-8.
std::string escape_unseen(std::string_view json);

}  // namespace yak::observe

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::cli {

/// Colours and weights of a terminal (ECMA-48, SGR), or none. Immutable.
class TextStyle {
 public:
  /// Without escape sequences.
  TextStyle() = default;
  /// For `descriptor`: with escape sequences if it is a terminal that supports them, and NO_COLOR
  /// (no-color.org) is not set.
  static TextStyle of(int descriptor);
  /// With escape sequences, regardless of the environment.
  static TextStyle always() { return TextStyle(true); }

  [[nodiscard]] bool is_on() const noexcept { return is_on_; }

  [[nodiscard]] std::string bold(std::string_view text) const { return around(text, "1", "22"); }
  [[nodiscard]] std::string dim(std::string_view text) const { return around(text, "2", "22"); }
  [[nodiscard]] std::string red(std::string_view text) const { return around(text, "31", "39"); }
  [[nodiscard]] std::string green(std::string_view text) const { return around(text, "32", "39"); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return around(text, "33", "39"); }
  [[nodiscard]] std::string cyan(std::string_view text) const { return around(text, "36", "39"); }
  /// A single SGR code, as `1` or `22`.
  [[nodiscard]] std::string code(const char* number) const;

 private:
  explicit TextStyle(bool is_on) : is_on_(is_on) {}
  [[nodiscard]] std::string around(std::string_view text, const char* on, const char* off) const;

  bool is_on_ = false;
};

/// Whether the environment allows colours: NO_COLOR is unset or empty, and TERM is set and not
/// `dumb`.
bool environment_has_colors();

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/text/text_style.hpp"

#include <unistd.h>

#include <cstdlib>

namespace yak::cli {

bool environment_has_colors() {
  const char* none = std::getenv("NO_COLOR");
  if (none != nullptr && *none != '\0') return false;
  const char* terminal = std::getenv("TERM");
  return terminal != nullptr && *terminal != '\0' && std::string_view(terminal) != "dumb";
}

TextStyle TextStyle::of(int descriptor) {
  return TextStyle(::isatty(descriptor) == 1 && environment_has_colors());
}

std::string TextStyle::code(const char* number) const {
  return is_on_ ? "\x1b[" + std::string(number) + "m" : std::string();
}

std::string TextStyle::around(std::string_view text, const char* on, const char* off) const {
  return code(on) + std::string(text) + code(off);
}

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yak::twilio {

/// The approved template that is sent instead of a reply when the person's last message is older
/// than 24 hours (Twilio, "Content API"). A plain value.
struct WindowTemplate {
  std::string content_sid;
  /// Pairs of name and value; `{text}` in a value is replaced by the reply's text.
  std::vector<std::pair<std::string, std::string>> variables;

  /// Whether a variable contains the reply's text.
  [[nodiscard]] bool has_text() const;
  /// ContentVariables for a reply with `text`: a JSON object of strings.
  [[nodiscard]] std::string variables_for(std::string_view text) const;
};

/// `text` as a valid template variable: without line breaks, tabs and runs of spaces, and short
/// enough for a template (Twilio, "Content API limits": 1,024 characters in total).
std::string as_variable(std::string_view text);

}  // namespace yak::twilio

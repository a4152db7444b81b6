#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yak::twilio {

/// The approved template that is sent in place of a reply once a person's last message is older
/// than 24 hours (Twilio, "Content API"). A plain value.
struct WindowTemplate {
  std::string content_sid;
  /// By name; `{text}` in a value stands for the reply's text.
  std::vector<std::pair<std::string, std::string>> variables;

  /// Whether the reply's text is in it.
  [[nodiscard]] bool has_text() const;
  /// ContentVariables for a reply that says `text`: a JSON object of strings.
  [[nodiscard]] std::string variables_for(std::string_view text) const;
};

/// `text` as a template's variable may have it: no line breaks, no tabs, no runs of spaces, and at
/// most so much that it fits a template (Twilio, "Content API limits": 1,024 characters in all).
std::string as_variable(std::string_view text);

}  // namespace yak::twilio

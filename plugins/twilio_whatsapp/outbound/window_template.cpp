// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/window_template.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

constexpr std::string_view kTextMark = "{text}";
/// Leaves room for the template's own text.
constexpr std::size_t kMaxVariableBytes = 700;
constexpr std::string_view kEllipsis = "…";

}  // namespace

bool WindowTemplate::has_text() const {
  return std::ranges::any_of(variables, [](const auto& variable) {
    return variable.second.find(kTextMark) != std::string::npos;
  });
}

std::string WindowTemplate::variables_for(std::string_view text) const {
  const std::string value = as_variable(text);
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [name, pattern] : variables) {
    std::string filled = pattern;
    const std::size_t mark = filled.find(kTextMark);
    if (mark != std::string::npos) filled.replace(mark, kTextMark.size(), value);
    json[name] = std::move(filled);
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string as_variable(std::string_view text) {
  std::string words;
  for (const char c : text) {
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!is_space) words.push_back(c);
    if (is_space && !words.empty() && words.back() != ' ') words.push_back(' ');
  }
  if (words.ends_with(' ')) words.pop_back();
  if (words.size() <= kMaxVariableBytes) return words;
  return std::string(clip_utf8(words, kMaxVariableBytes - kEllipsis.size())) +
         std::string(kEllipsis);
}

}  // namespace yak::twilio

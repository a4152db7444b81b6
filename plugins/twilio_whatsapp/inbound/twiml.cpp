// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/twiml.hpp"

#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

// Nothing may precede `<?xml` (error 12100).
constexpr std::string_view kProlog = R"(<?xml version="1.0" encoding="UTF-8"?>)";

bool is_xml_char(char32_t c) noexcept {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

void attribute(std::string& document, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  document.append(" ").append(name).append("=\"").append(escape_xml(value)).append("\"");
}

/// The end of the run of one-byte characters from `at` on that need no escape.
std::size_t plain_end(std::string_view text, std::size_t at) noexcept {
  const auto is_plain = [](char c) {
    return c >= 0x20 && c != '&' && c != '<' && c != '>' && c != '"';
  };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

/// A carriage return is written as a reference, because XML parsers replace a literal one by a line
/// feed (XML 1.0, section 2.11). Line ends and tabs in attributes are read as spaces (3.3.3).
void append_escaped(std::string& escaped, std::string_view text, const CodePoint& point,
                    std::size_t at) {
  switch (point.value) {
    case '&': escaped += "&amp;"; break;
    case '<': escaped += "&lt;"; break;
    case '>': escaped += "&gt;"; break;
    case '"': escaped += "&quot;"; break;
    case '\r': escaped += "&#13;"; break;
    default: escaped.append(text, at, point.bytes);
  }
}

}  // namespace

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = plain_end(text, at);
    escaped.append(text, at, end - at);
    at = end;
    if (at == text.size()) break;
    const CodePoint point = decode_utf8(text, at);
    if (point.valid() && is_xml_char(point.value)) append_escaped(escaped, text, point, at);
    at += point.bytes;
  }
  return escaped;
}

std::string xml_text(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (point.valid() && is_xml_char(point.value)) kept.append(text, at, point.bytes);
    at += point.bytes;
  }
  return kept;
}

std::string empty_twiml() { return std::string(kProlog) + "<Response/>"; }

std::optional<std::string> message_twiml(const TwimlMessage& message) {
  std::string document(kProlog);
  document += "<Response><Message";
  attribute(document, "to", message.to);
  attribute(document, "from", message.from);
  // The status callback is `action` for WhatsApp, `statusCallback` for MMS.
  attribute(document, "action", message.status_callback);
  attribute(document, "statusCallback", message.status_callback);
  document += ">";
  if (!message.body.empty()) document += "<Body>" + escape_xml(message.body) + "</Body>";
  if (!message.media_url.empty()) {
    document += "<Media>" + escape_xml(message.media_url) + "</Media>";
  }
  document += "</Message></Response>";
  if (document.size() > kMaxTwimlBytes) return std::nullopt;
  return document;
}

}  // namespace yak::twilio

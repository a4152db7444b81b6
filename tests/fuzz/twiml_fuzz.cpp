// SPDX-License-Identifier: Apache-2.0
// The XML of any text is well-formed.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "twilio_whatsapp/inbound/twiml.hpp"
#include "yak/text/utf8.hpp"

namespace {

/// True when `text` has no markup and no character that XML 1.0 does not allow.
bool is_plain_xml_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const yak::CodePoint point = yak::decode_utf8(text, at);
    const char32_t c = point.value;
    if (!point.valid() || c == '<' || c == '>' || c == '"' || c == 0xFFFE || c == 0xFFFF)
      return false;
    if (c < 0x20 && c != '\t' && c != '\n') return false;
    if (c == '&' && text.find(';', at) == std::string_view::npos) return false;
    at += point.bytes;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!is_plain_xml_text(yak::twilio::escape_xml(text))) std::abort();

  yak::twilio::TwimlMessage message;
  message.to = text;
  message.body = text;
  message.media_url = text;
  message.status_callback = text;
  const auto document = yak::twilio::message_twiml(message);
  if (document && !document->starts_with("<?xml")) std::abort();
  if (document && document->size() > yak::twilio::kMaxTwimlBytes) std::abort();
  return 0;
}

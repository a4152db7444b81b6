// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yak::twilio {

/// Twilio parses `text/xml`, `application/xml` and `text/html` as TwiML. It sends the body of a
/// `text/plain` answer to the person, so never use that type.
inline constexpr std::string_view kTwimlType = "text/xml; charset=utf-8";
/// Twilio refuses a longer document (error 11750).
inline constexpr std::size_t kMaxTwimlBytes = 64'000;

/// One message in the answer to a webhook. Addresses have their `whatsapp:`.
struct TwimlMessage {
  std::string to;
  std::string from;
  std::string body;
  std::string media_url;        ///< empty: none
  std::string status_callback;  ///< empty: none
};

/// A document without a message.
std::string empty_twiml();

/// The document that sends `message`; empty when it would exceed kMaxTwimlBytes.
std::optional<std::string> message_twiml(const TwimlMessage& message);

/// `text` escaped for an element or a quoted attribute. Invalid UTF-8 and characters that XML 1.0
/// does not allow (section 2.2, Char) are left out.
std::string escape_xml(std::string_view text);

/// The text that a parser gets from escape_xml(text): `text` without what is left out there.
std::string xml_text(std::string_view text);

}  // namespace yak::twilio

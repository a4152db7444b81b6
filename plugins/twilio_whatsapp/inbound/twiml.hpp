#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yak::twilio {

/// Twilio takes `text/xml`, `application/xml` and `text/html` for TwiML; `text/plain` it sends to
/// the person as a message, so no answer of ours ever has that type.
inline constexpr std::string_view kTwimlType = "text/xml; charset=utf-8";
/// Error 11750: a longer document is refused.
inline constexpr std::size_t kMaxTwimlBytes = 64'000;

/// One message that rides on the webhook's own answer. Addresses with their `whatsapp:`.
struct TwimlMessage {
  std::string to;
  std::string from;
  std::string body;
  std::string media_url;        ///< empty: none
  std::string status_callback;  ///< empty: none
};

/// The document that says nothing.
std::string empty_twiml();

/// The document that sends `message`, or nothing when it would be longer than Twilio reads.
std::optional<std::string> message_twiml(const TwimlMessage& message);

/// `text` for the inside of an element or of a quoted attribute. Broken UTF-8 and characters that
/// XML 1.0 has no way to write (section 2.2, Char) are left out.
std::string escape_xml(std::string_view text);

/// What a reader of escape_xml's text gets: `text` without what is left out there.
std::string xml_text(std::string_view text);

}  // namespace yak::twilio

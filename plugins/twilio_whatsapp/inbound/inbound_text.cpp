// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/inbound/inbound.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

constexpr std::size_t kMaxNoteBytes = 500;
constexpr std::size_t kMaxDataBytes = 2'000;

/// `text` for a model: valid UTF-8, no control characters other than line feed and tab.
std::string legible(std::string_view text) {
  std::string clean = repair_utf8(text);
  std::erase_if(clean, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20U && c != '\n' && c != '\t') || byte == 0x7FU;
  });
  return clean;
}

/// A field's value for a bracketed note: on one line, clipped.
std::string note(const std::vector<FormField>& form, std::string_view name,
                 std::size_t max_bytes = kMaxNoteBytes) {
  const std::string_view value = field(form, name);
  std::string text = legible(clip_utf8(value, max_bytes));
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  if (value.size() > max_bytes) text += "…";
  return text;
}

void add_line(std::string& text, const std::string& line) {
  if (line.empty()) return;
  if (!text.empty()) text.push_back('\n');
  text += line;
}

std::string joined(const std::vector<std::string>& pieces, std::string_view separator) {
  std::string text;
  for (const std::string& piece : pieces) {
    if (piece.empty()) continue;
    if (!text.empty()) text += separator;
    text += piece;
  }
  return text;
}

std::string quoted_note(const std::vector<FormField>& form) {
  if (field(form, "OriginalRepliedMessageSid").empty()) return {};
  const std::string_view sender = field(form, "OriginalRepliedMessageSender");
  if (!sender.empty() && sender == field(form, "To")) {
    return "[in reply to an earlier message of yours]";
  }
  if (!sender.empty() && sender == field(form, "From")) {
    return "[in reply to an earlier message of their own]";
  }
  return "[in reply to an earlier message]";
}

std::string forwarded_note(const std::vector<FormField>& form) {
  if (field(form, "FrequentlyForwarded") == "true") return "[forwarded many times]";
  if (field(form, "Forwarded") == "true") return "[forwarded]";
  return {};
}

std::string referral_note(const std::vector<FormField>& form) {
  const std::string said = joined(
      {note(form, "ReferralHeadline"), note(form, "ReferralBody"), note(form, "ReferralSourceUrl")},
      ", ");
  return said.empty() ? said : "[came from an advertisement: " + said + "]";
}

std::string location_note(const std::vector<FormField>& form) {
  const std::string latitude = note(form, "Latitude");
  const std::string longitude = note(form, "Longitude");
  if (latitude.empty() || longitude.empty()) return {};
  std::string text = "[location: " + latitude + ", " + longitude;
  const std::string place = joined({note(form, "Label"), note(form, "Address")}, ", ");
  if (!place.empty()) text += " (" + place + ")";
  return text + "]";
}

std::string button_note(const std::vector<FormField>& form) {
  const std::string text = note(form, "ButtonText");
  const std::string payload = note(form, "ButtonPayload");
  if (text.empty() && payload.empty()) return {};
  std::string words = "[button pressed: " + (text.empty() ? payload : text);
  if (!text.empty() && !payload.empty() && payload != text) words += " (" + payload + ")";
  return words + "]";
}

std::string data_note(const std::vector<FormField>& form, std::string_view name,
                      std::string_view words) {
  const std::string data = note(form, name, kMaxDataBytes);
  return data.empty() ? data : "[" + std::string(words) + ": " + data + "]";
}

std::string_view kind_of(std::string_view content_type) noexcept {
  struct Kind {
    std::string_view prefix;
    std::string_view word;
  };
  static constexpr std::array<Kind, 5> kKinds{{{"image/", "image"},
                                               {"audio/", "audio"},
                                               {"video/", "video"},
                                               {"text/vcard", "contact"},
                                               {"text/x-vcard", "contact"}}};
  for (const Kind& kind : kKinds) {
    if (content_type.starts_with(kind.prefix)) return kind.word;
  }
  return "document";
}

std::string attachment_note(const Attachment& attachment) {
  const std::string_view full = attachment.content_type;
  if (full.empty()) return "[file attached]";
  std::string text = "[" + std::string(kind_of(full)) + " attached: ";
  return text + legible(clip_utf8(full, kMaxNoteBytes)) + "]";
}

}  // namespace

std::string readable_text(const std::vector<FormField>& form) {
  const std::string body = legible(field(form, "Body"));
  std::string said;
  // The body of a pressed button repeats its text.
  if (body != field(form, "ButtonText")) add_line(said, body);
  add_line(said, button_note(form));
  add_line(said, data_note(form, "InteractiveData", "interactive answer"));
  add_line(said, data_note(form, "FlowData", "form filled in"));
  add_line(said, location_note(form));
  for (const Attachment& attachment : read_attachments(form)) {
    add_line(said, attachment_note(attachment));
  }
  // Notes about a text are useless without a text.
  if (said.find_first_not_of(" \t\n") == std::string::npos) return said;
  std::string text;
  add_line(text, forwarded_note(form));
  add_line(text, quoted_note(form));
  add_line(text, referral_note(form));
  add_line(text, said);
  return text;
}

}  // namespace yak::twilio

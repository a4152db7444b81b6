// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/message_sid.hpp"

#include <algorithm>
#include <array>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/inbound/signature.hpp"

namespace yak::twilio {
namespace {

constexpr std::size_t kSidBytes = 34;
constexpr std::array<std::string_view, 3> kSidFields{"MessageSid", "SmsMessageSid", "SmsSid"};
/// Fields that hold a message's SID. A name that ends with another name precedes it.
constexpr std::array<std::string_view, 4> kNamesBeforeSids{"OriginalRepliedMessageSid",
                                                           "SmsMessageSid", "MessageSid", "SmsSid"};
/// Fields by which Yak identifies an account, a message or a person.
constexpr std::array<std::string_view, 10> kIdentifiers{"AccountSid",
                                                        "MessageSid",
                                                        "SmsMessageSid",
                                                        "SmsSid",
                                                        "MessagingServiceSid",
                                                        "OriginalRepliedMessageSid",
                                                        "ExternalUserId",
                                                        "ParentExternalUserId",
                                                        "From",
                                                        "WaId"};

bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

/// True for `MessageSidSM01` and `Fromwhatsapp:+1`, but not for `FromCountry`: Twilio's names
/// continue with a capitalised word, which no identifier's value does.
bool continues_identifier(std::string_view name) noexcept {
  bool is_continued = false;
  for (const std::string_view identifier : kIdentifiers) {
    if (!name.starts_with(identifier)) continue;
    const std::string_view rest = name.substr(identifier.size());
    if (rest.empty()) return false;
    is_continued = is_continued || rest.size() < 2 || !is_upper(rest[0]) || !is_lower(rest[1]);
  }
  return is_continued;
}

bool has_value(const std::vector<FormField>& form, std::string_view name, std::string_view value) {
  return std::ranges::any_of(form, [name, value](const FormField& field) {
    return field.first == name && field.second == value;
  });
}

/// Whether `sid`, which follows `before` in the signed text, is the value of a field of `form`.
bool is_field_of(const std::vector<FormField>& form, std::string_view before,
                 std::string_view sid) {
  return std::ranges::all_of(kNamesBeforeSids, [&](std::string_view name) {
    return !before.ends_with(name) || has_value(form, name, sid) ||
           // `MessageSid` is also the end of two longer names.
           (name == "MessageSid" &&
            (before.ends_with("SmsMessageSid") || before.ends_with("OriginalRepliedMessageSid")));
  });
}

}  // namespace

bool is_message_sid(std::string_view text) noexcept {
  return text.size() == kSidBytes && (text.starts_with("SM") || text.starts_with("MM")) &&
         std::ranges::all_of(text.substr(2), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

result<std::string> read_message_sid(const std::vector<FormField>& form) {
  std::string_view sid;
  for (const auto& [name, value] : form) {
    if (value.empty() || std::ranges::find(kSidFields, name) == kSidFields.end()) continue;
    if (!is_message_sid(value)) {
      return error(ErrorKind::invalid, "webhook whose " + name + " is not the SID of a message");
    }
    if (!sid.empty() && value != sid) {
      return error(ErrorKind::invalid, "webhook whose MessageSid, SmsMessageSid and SmsSid differ");
    }
    sid = value;
  }
  if (sid.empty()) return error(ErrorKind::invalid, "webhook without a MessageSid");
  return std::string(sid);
}

bool is_unambiguous(const std::vector<FormField>& form) {
  if (std::ranges::any_of(form, continues_identifier, &FormField::first)) return false;
  const std::string text = signed_fields(form);
  const std::string_view all = text;
  // Every SID has an M as its second character; find() skips faster than a loop.
  for (std::size_t m = all.find('M', 1); m != std::string_view::npos; m = all.find('M', m + 1)) {
    const std::string_view sid = all.substr(m - 1, kSidBytes);
    if (is_message_sid(sid) && !is_field_of(form, all.substr(0, m - 1), sid)) return false;
  }
  return true;
}

}  // namespace yak::twilio

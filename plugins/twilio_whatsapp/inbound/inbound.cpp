// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/inbound.hpp"

#include <algorithm>
#include <charconv>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/inbound/message_sid.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

constexpr std::size_t kMaxSidBytes = 64;       // a SID has 34
constexpr std::size_t kMaxAddressBytes = 160;  // the id of a sender without a number has up to 131
constexpr std::size_t kMaxNameBytes = 256;

bool is_plain_word(std::string_view text, std::size_t max_bytes) noexcept {
  return !text.empty() && text.size() <= max_bytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

result<void> check_account(const InboundRules& rules, const std::vector<FormField>& form) {
  if (field(form, "AccountSid") == rules.account_sid) return {};
  return error(ErrorKind::forbidden, "the webhook is for another Twilio account than account_sid");
}

/// The sender, and the address for the answer.
struct Person {
  std::string id;       ///< the stable id: ExternalUserId if Twilio sends it, else the address
  std::string address;  ///< from `From`: a telephone number, or `US.1A2B…`; may be empty
};

result<Person> person_of(const std::vector<FormField>& form) {
  const std::string_view from = field(form, "From");
  const std::string_view external = field(form, "ExternalUserId");
  if (from.empty() && external.empty()) {
    return error(ErrorKind::invalid, "webhook without From");
  }
  // A number without the prefix sent an SMS. Senders of SMS can be forged, and an answer over
  // WhatsApp would reach a person who did not write.
  if (!from.empty() && !has_address_prefix(from)) {
    return error(ErrorKind::invalid,
                 "From is not a WhatsApp address: this webhook URL is set for an SMS number or "
                 "another channel in the Twilio console");
  }
  Person person;
  person.address = bare_address(from);
  if (!person.address.empty() && !is_plain_word(person.address, kMaxAddressBytes)) {
    return error(ErrorKind::invalid, "webhook with an unusable From");
  }
  person.id = is_plain_word(external, kMaxAddressBytes) ? std::string(external) : person.address;
  if (person.id.empty()) return error(ErrorKind::invalid, "webhook with an unusable From");
  return person;
}

/// For a person with an id, the number becomes an alias: later messages may not have it.
void set_sender(Message& message, Person person) {
  message.peer = person.id;
  message.sender = std::move(person.id);
  if (person.address.empty() || person.address == message.sender) return;
  message.aliases.push_back(person.address);
  message.address = std::move(person.address);
}

}  // namespace

std::vector<Attachment> read_attachments(const std::vector<FormField>& form) {
  const std::string_view announced = field(form, "NumMedia");
  int count = 0;
  std::from_chars(announced.data(), announced.data() + announced.size(), count);
  std::vector<Attachment> attachments;
  for (int i = 0; i < std::clamp(count, 0, kMaxMedia); ++i) {
    const std::string number = std::to_string(i);
    const std::string_view url = field(form, "MediaUrl" + number);
    if (url.empty()) continue;
    Attachment attachment;
    attachment.url = repair_utf8(url);
    attachment.content_type = repair_utf8(field(form, "MediaContentType" + number));
    attachments.push_back(std::move(attachment));
  }
  return attachments;
}

result<Message> parse_inbound(const InboundRules& rules, const std::vector<FormField>& form,
                              std::string_view wire, WallTime received_at) {
  result<std::string> sid = read_message_sid(form);
  if (!sid) {
    // Report another account's request as `forbidden` whatever else is wrong with it.
    if (auto ours = check_account(rules, form); !ours) return ours.error();
    return sid.error();
  }
  return inbound_message(rules, *std::move(sid), form, wire, received_at);
}

result<Message> inbound_message(const InboundRules& rules, std::string sid,
                                const std::vector<FormField>& form, std::string_view wire,
                                WallTime received_at) {
  if (auto ours = check_account(rules, form); !ours) return ours.error();
  if (!is_plain_word(sid, kMaxSidBytes)) {
    return error(ErrorKind::invalid, "a message without a usable SID");
  }
  result<Person> person = person_of(form);
  if (!person) return person.error();

  Message message;
  message.channel = rules.channel;
  message.external_id = std::move(sid);
  set_sender(message, *std::move(person));
  message.sender_name = repair_utf8(clip_utf8(field(form, "ProfileName"), kMaxNameBytes));
  message.to = repair_utf8(bare_address(clip_utf8(field(form, "To"), kMaxAddressBytes)));
  message.raw_text = field(form, "Body");
  message.text = readable_text(form);
  message.reply_to = repair_utf8(clip_utf8(field(form, "OriginalRepliedMessageSid"), kMaxSidBytes));
  message.attachments = read_attachments(form);
  message.payload = wire;
  message.received_at = received_at;
  return message;
}

}  // namespace yak::twilio

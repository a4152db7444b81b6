#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::twilio {

/// WhatsApp sends one file a message, MMS up to ten (Twilio, "Webhook request parameters").
inline constexpr int kMaxMedia = 10;

/// What an inbound webhook is checked against.
struct InboundRules {
  std::string channel;      ///< instance name
  std::string account_sid;  ///< the account that messages must be for
};

/// Turns the fields of a webhook into a message; `wire` is the form or query as it was received.
/// Failures: `forbidden` for another account, `invalid` when it names no sender or no message, or
/// when the sender is not a WhatsApp address. Messages of failures hold no text of the person.
result<Message> parse_inbound(const InboundRules& rules, const std::vector<FormField>& form,
                              std::string_view wire, WallTime received_at);

/// The same for a message whose id is known otherwise (from Twilio's list); `form` need not name
/// it.
result<Message> inbound_message(const InboundRules& rules, std::string sid,
                                const std::vector<FormField>& form, std::string_view wire,
                                WallTime received_at);

/// What the model reads of a message: what was typed, and words in brackets for everything else
/// that came with it (a file, a place, a button, a quoted message, an advertisement). Valid UTF-8
/// without control characters other than line feed and tab.
std::string readable_text(const std::vector<FormField>& form);

/// The files that came with it, in order.
std::vector<Attachment> read_attachments(const std::vector<FormField>& form);

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message/message.hpp"

namespace yak::twilio {

/// A WhatsApp message has at most one file, an MMS ten (Twilio, "Webhook request parameters").
inline constexpr int kMaxMedia = 10;

/// The instance and account that an inbound webhook must be for.
struct InboundRules {
  std::string channel;      ///< instance name
  std::string account_sid;  ///< the account that messages must be for
};

/// Converts the fields of a webhook into a message; `wire` is the form or query as received.
/// `forbidden` for another account; `invalid` when there is no sender or no message id, or when the
/// sender is not a WhatsApp address. Error messages contain no text of the person.
result<Message> parse_inbound(const InboundRules& rules, const std::vector<FormField>& form,
                              std::string_view wire, WallTime received_at);

/// The same for a message whose id is known from Twilio's list; `form` need not contain it.
result<Message> inbound_message(const InboundRules& rules, std::string sid,
                                const std::vector<FormField>& form, std::string_view wire,
                                WallTime received_at);

/// The message's text for the model: what the person typed, and notes in brackets for everything
/// else (a file, a location, a button, a quoted message, an advertisement). Valid UTF-8 without
/// control characters other than line feed and tab.
std::string readable_text(const std::vector<FormField>& form);

/// The message's files, in order.
std::vector<Attachment> read_attachments(const std::vector<FormField>& form);

}  // namespace yak::twilio

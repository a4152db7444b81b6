#pragma once

#include <string_view>
#include <vector>

#include "twilio_whatsapp/inbound/inbound.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"

namespace yak::twilio {

/// Turns a listed message that came in into the message that its webhook would have made, received
/// when that was called. The list tells the text and the files, not what else a webhook has.
/// Failures as parse_inbound.
result<Message> message_of(const InboundRules& rules, const ListedMessage& listed,
                           const std::vector<Attachment>& files);

}  // namespace yak::twilio

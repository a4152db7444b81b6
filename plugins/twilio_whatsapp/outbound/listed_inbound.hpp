// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "twilio_whatsapp/inbound/inbound.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"

namespace yak::twilio {

/// Converts a listed inbound message into the message that its webhook would have given, with the
/// time of that webhook. The list has the text and the files, but not a webhook's other fields.
/// Fails like parse_inbound.
result<Message> message_of(const InboundRules& rules, const ListedMessage& listed,
                           const std::vector<Attachment>& files);

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"

namespace yak::twilio {

/// Moves the messages of `page` that may be sends of `delivery` to `candidates`: outbound, from our
/// sender, created not before the delivery. Does not compare texts.
void keep_candidates(const Options& options, const Delivery& delivery,
                     std::vector<ListedMessage> page, std::vector<ListedMessage>& candidates);

/// True when `message` has the text `text` and `media` files. Ignores characters that TwiML cannot
/// contain, and white space at the ends, which Twilio does not promise to keep.
bool says(const ListedMessage& message, std::string_view text, std::size_t media);

}  // namespace yak::twilio

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"

namespace yak::twilio {

/// Takes those of `page` to `candidates` that may be sends of `delivery`, whatever they say: they
/// went out, from our sender, when the delivery was there.
void keep_candidates(const Options& options, const Delivery& delivery,
                     std::vector<ListedMessage> page, std::vector<ListedMessage>& candidates);

/// True when `message` says `text` and has `media` files. Control characters that TwiML cannot
/// carry do not count, nor does white space at the ends, which Twilio does not promise to keep.
bool says(const ListedMessage& message, std::string_view text, std::size_t media);

}  // namespace yak::twilio

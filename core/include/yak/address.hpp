#pragma once

#include <string>
#include <string_view>

#include "yak/api.hpp"

namespace yak {

/// What makes two ways of writing an address the same: equal keys, same person. Pure.
///
/// A leading `whatsapp:` is dropped (Twilio writes it before every address, operators often do
/// not). What then reads as a phone number is reduced to its digits: spaces, hyphens, brackets, the
/// plus and the invisible marks that address books copy along are dropped. Anything else (a
/// WhatsApp sender without a number, `local`) only loses the spaces around it. Empty when nothing
/// is left.
YAK_API std::string address_key(std::string_view address);

/// The same for users, `whatsapp:+1 555 123-4567`: the channel's name as it is, then the key of the
/// address. Empty when either is missing, so that it never equals another one's.
YAK_API std::string user_key(std::string_view user);

}  // namespace yak

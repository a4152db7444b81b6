#pragma once

#include <string>
#include <string_view>

#include "yak/address.hpp"

namespace yak::twilio {

/// How addresses of WhatsApp are compared (an AddressRule): Twilio's `whatsapp:` in front is
/// dropped; then it is a telephone number, or a person's business-scoped id, as it is: `US.1A2B…`.
result<std::string> whatsapp_address(std::string_view written);

}  // namespace yak::twilio

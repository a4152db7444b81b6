// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "yak/message/address.hpp"

namespace yak::twilio {

/// The AddressRule of WhatsApp: drops Twilio's prefix `whatsapp:` and normalises a telephone
/// number. A business-scoped id of a person (`US.1A2B…`) is kept unchanged.
result<std::string> whatsapp_address(std::string_view written);

}  // namespace yak::twilio

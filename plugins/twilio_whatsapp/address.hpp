// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// Twilio's prefix of WhatsApp addresses.
inline constexpr std::string_view kAddressPrefix = "whatsapp:";

/// Twilio's shared sandbox number: one message in 3 s, and only with people who have joined it.
inline constexpr std::string_view kSandboxNumber = "+14155238886";

inline bool has_address_prefix(std::string_view address) noexcept {
  return address.starts_with(kAddressPrefix);
}

/// Removes the prefix: `whatsapp:+15551234567` and `+15551234567` give `+15551234567`; the address
/// of a sender without a phone number is `US.1A2B…`.
inline std::string bare_address(std::string_view address) {
  if (has_address_prefix(address)) address.remove_prefix(kAddressPrefix.size());
  return std::string(address);
}

/// `address` with the prefix, as requests need it.
inline std::string wire_address(std::string_view address) {
  if (has_address_prefix(address)) return std::string(address);
  return std::string(kAddressPrefix) + std::string(address);
}

}  // namespace yak::twilio

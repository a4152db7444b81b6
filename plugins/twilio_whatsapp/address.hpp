#pragma once

#include <string>
#include <string_view>

namespace yak::twilio {

/// What Twilio puts before every WhatsApp address on the wire.
inline constexpr std::string_view kAddressPrefix = "whatsapp:";

/// Twilio's shared sandbox number: it takes one message in 3 s, and only from who has joined.
inline constexpr std::string_view kSandboxNumber = "+14155238886";

inline bool has_address_prefix(std::string_view address) noexcept {
  return address.starts_with(kAddressPrefix);
}

/// `whatsapp:+15551234567` and `+15551234567` give `+15551234567`; a sender without a phone number
/// gives `US.1A2B…`.
inline std::string bare_address(std::string_view address) {
  if (has_address_prefix(address)) address.remove_prefix(kAddressPrefix.size());
  return std::string(address);
}

/// The other way round: how `address` is written in requests.
inline std::string wire_address(std::string_view address) {
  if (has_address_prefix(address)) return std::string(address);
  return std::string(kAddressPrefix) + std::string(address);
}

}  // namespace yak::twilio

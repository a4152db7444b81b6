// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/address_rule.hpp"

#include <algorithm>
#include <cstddef>

#include "twilio_whatsapp/address.hpp"
#include "yak/text/ascii.hpp"

namespace yak::twilio {
namespace {

/// Two letters, a dot, and up to 128 letters and digits; `CC.ENT.…` for portfolios that share ids
/// (Meta, "Business-scoped user IDs").
constexpr std::size_t kMaxIdBytes = 2 + 1 + 4 + 128;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_id_character(char c) {
  return is_capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
}

bool is_scoped_id(std::string_view text) {
  return text.size() > 3 && text.size() <= kMaxIdBytes && is_capital(text[0]) &&
         is_capital(text[1]) && text[2] == '.' && text[3] != '.' && text.back() != '.' &&
         std::ranges::all_of(text, is_id_character);
}

bool begins_with_prefix(std::string_view text) {
  return same_ignoring_case(text.substr(0, kAddressPrefix.size()), kAddressPrefix);
}

std::string_view without_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

}  // namespace

result<std::string> whatsapp_address(std::string_view written) {
  std::string_view address = without_spaces(written);
  while (begins_with_prefix(address)) {
    address = without_spaces(address.substr(kAddressPrefix.size()));
  }
  if (is_scoped_id(address)) return std::string(address);
  return phone_address(address);
}

}  // namespace yak::twilio

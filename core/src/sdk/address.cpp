#include "yak/address.hpp"

#include <cstddef>
#include <cstdint>

namespace yak {
namespace {

constexpr std::string_view kPrefix = "whatsapp:";
/// Fewer digits are a name or an id rather than a number that somebody could be called at.
constexpr std::size_t kLeastDigits = 5;

char lowercase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool has_prefix(std::string_view text) {
  if (text.size() < kPrefix.size()) return false;
  for (std::size_t i = 0; i < kPrefix.size(); ++i) {
    if (lowercase(text[i]) != kPrefix[i]) return false;
  }
  return true;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Length of the invisible character or typographic hyphen that `text` begins with, else 0: the
/// no-break space (U+00A0) and all of General Punctuation (U+2000 to U+206F: spaces, hyphens,
/// direction marks), in UTF-8.
std::size_t typographic_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  if (text.size() >= 2 && byte(0) == 0xC2 && byte(1) == 0xA0) return 2;
  if (text.size() < 3 || byte(0) != 0xE2) return 0;
  const bool low = byte(1) == 0x80 && byte(2) >= 0x80 && byte(2) <= 0xBF;
  const bool high = byte(1) == 0x81 && byte(2) >= 0x80 && byte(2) <= 0xAF;
  return low || high ? 3 : 0;
}

/// The digits of a phone number, or nothing if `text` is something else.
std::string digits_of_number(std::string_view text) {
  std::string digits;
  bool plus = false;
  while (!text.empty()) {
    const char c = text.front();
    std::size_t length = 1;
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c == '+' && digits.empty() && !plus) {
      plus = true;
    } else if (c != '-' && c != '(' && c != ')' && !is_space(c)) {
      length = typographic_length(text);
      if (length == 0) return {};
    }
    text.remove_prefix(length);
  }
  return digits.size() >= kLeastDigits ? digits : std::string();
}

}  // namespace

std::string address_key(std::string_view address) {
  address = trimmed(address);
  while (has_prefix(address)) address = trimmed(address.substr(kPrefix.size()));
  std::string digits = digits_of_number(address);
  return digits.empty() ? std::string(address) : digits;
}

std::string user_key(std::string_view user) {
  const std::size_t colon = user.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view channel = trimmed(user.substr(0, colon));
  const std::string address = address_key(user.substr(colon + 1));
  if (channel.empty() || address.empty()) return {};
  return std::string(channel) + ":" + address;
}

}  // namespace yak

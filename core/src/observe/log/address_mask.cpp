// SPDX-License-Identifier: Apache-2.0
#include "observe/log/address_mask.hpp"

#include <algorithm>

#include "yak/log.hpp"

namespace yak::observe {
namespace {

constexpr std::size_t kLeastDigits = 7;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string digits_of(std::string_view address) {
  std::string digits;
  std::ranges::copy_if(address, std::back_inserter(digits), is_digit);
  return digits;
}

void mask_all(std::string& text, const std::string& address) {
  const std::string masked = mask_address(address);
  for (std::size_t at = text.find(address); at != std::string::npos;
       at = text.find(address, at + masked.size())) {
    text.replace(at, address.size(), masked);
  }
}

/// Finds the next plus sign from `at` on, plain or percent-encoded (`%2B`). Returns the offset
/// behind it, or npos.
std::size_t after_plus(const std::string& text, std::size_t at) {
  const std::size_t plain = text.find('+', at);
  for (at = text.find('%', at); at < plain; at = text.find('%', at + 1)) {
    if (text.compare(at, 3, "%2B") == 0 || text.compare(at, 3, "%2b") == 0) return at + 3;
  }
  return plain == std::string::npos ? plain : plain + 1;
}

void mask_numbers(std::string& text) {
  for (std::size_t at = after_plus(text, 0); at != std::string::npos; at = after_plus(text, at)) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - at < kLeastDigits) continue;
    // mask_address() expects the plus sign. Adding it gives the same mask as for a known address.
    text.replace(at, end - at, mask_address("+" + text.substr(at, end - at)).substr(1));
  }
}

}  // namespace

AddressMask::AddressMask(std::initializer_list<std::string_view> addresses) {
  for (const std::string_view address : addresses) {
    if (address.size() >= kLeastDigits) known_.emplace_back(address);
    std::string digits = digits_of(address);
    if (digits.size() >= kLeastDigits && digits != address) known_.push_back(std::move(digits));
  }
}

std::string AddressMask::clean(std::string text) const {
  for (const std::string& address : known_) mask_all(text, address);
  mask_numbers(text);
  return text;
}

}  // namespace yak::observe

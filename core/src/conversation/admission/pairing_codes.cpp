// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/pairing_codes.hpp"

#include <algorithm>
#include <utility>

namespace yak::conversation {
namespace {

// A code is letter, digit, letter, digit, a form that no word and no number has. It has no I and O,
// which look like digits, and no 0 and 1, which look like letters.
constexpr std::string_view kCodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view kCodeDigits = "23456789";
constexpr std::size_t kPairs = kCodeLetters.size() * kCodeDigits.size();
constexpr std::size_t kCodes = kPairs * kPairs;

std::string code_number(std::size_t number) {
  std::string code;
  for (const std::size_t pair : {number / kPairs, number % kPairs}) {
    code += kCodeLetters[pair / kCodeDigits.size()];
    code += kCodeDigits[pair % kCodeDigits.size()];
  }
  return code;
}

char to_capital(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::optional<std::string> PairingCodes::code_in(std::string_view text) {
  if (text.size() != 4) return std::nullopt;
  std::string code;
  for (std::size_t i = 0; i < text.size(); ++i) {
    code += to_capital(text[i]);
    const std::string_view allowed = i % 2 == 0 ? kCodeLetters : kCodeDigits;
    if (allowed.find(code.back()) == std::string_view::npos) return std::nullopt;
  }
  return code;
}

const WaitingSender* PairingCodes::of(const std::string& key) const {
  const auto found = codes_.find(key);
  return found == codes_.end() ? nullptr : &by_code_.find(found->second)->second;
}

const WaitingSender* PairingCodes::find(std::string_view code) const {
  const auto written = code_in(code);
  if (!written) return nullptr;
  const auto found = by_code_.find(*written);
  return found == by_code_.end() ? nullptr : &found->second;
}

bool PairingCodes::has_room(const std::string& channel) const {
  const auto found = of_channel_.find(channel);
  return by_code_.size() < kMax && (found == of_channel_.end() || found->second < kMaxOfChannel);
}

const WaitingSender* PairingCodes::add(WaitingSender sender, std::uint64_t random) {
  if (!has_room(sender.channel)) return nullptr;
  std::size_t number = random % kCodes;
  while (by_code_.contains(code_number(number))) number = (number + 1) % kCodes;
  sender.code = code_number(number);
  const std::string code = sender.code;
  return restore(std::move(sender)) ? &by_code_.find(code)->second : nullptr;
}

bool PairingCodes::restore(WaitingSender sender) {
  if (!has_room(sender.channel) || code_in(sender.code) != sender.code || sender.key.empty() ||
      by_code_.contains(sender.code) || codes_.contains(sender.key)) {
    return false;
  }
  codes_.emplace(sender.key, sender.code);
  ++of_channel_[sender.channel];
  std::string code = sender.code;
  by_code_.emplace(std::move(code), std::move(sender));
  return true;
}

void PairingCodes::erase(const std::string& code) {
  const auto found = by_code_.find(code);
  if (found == by_code_.end()) return;
  codes_.erase(found->second.key);
  const auto count = of_channel_.find(found->second.channel);
  if (--count->second == 0) of_channel_.erase(count);
  by_code_.erase(found);
}

std::vector<std::string> PairingCodes::expire(WallTime now) {
  std::vector<std::string> over;
  for (const auto& [code, sender] : by_code_) {
    if (now - sender.since >= kLifetime) over.push_back(code);
  }
  for (const std::string& code : over) erase(code);
  return over;
}

std::vector<WaitingSender> PairingCodes::all() const {
  std::vector<WaitingSender> senders;
  senders.reserve(by_code_.size());
  for (const auto& [code, sender] : by_code_) senders.push_back(sender);
  std::ranges::sort(senders, {}, [](const WaitingSender& sender) {
    return std::pair(sender.since, sender.code);
  });
  return senders;
}

}  // namespace yak::conversation

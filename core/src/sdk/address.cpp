// SPDX-License-Identifier: Apache-2.0
#include "yak/message/address.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "yak/text/ascii.hpp"
#include "yak/text/suggest.hpp"
#include "yak/text/utf8.hpp"

namespace yak {
namespace {

/// No international number is shorter than this; ITU-T E.164, section 6, allows at most 15 digits.
constexpr std::size_t kLeastDigits = 5;
constexpr std::size_t kMaxDigits = 15;
constexpr std::size_t kMaxShown = 80;
constexpr std::size_t kMaxChannelName = 64;
/// The character that `mask_address` puts in place of the middle.
constexpr std::string_view kMaskMark = "\xE2\x80\xA2";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed_address(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string quoted(std::string_view text) {
  const bool cut = text.size() > kMaxShown;
  return "'" + std::string(clip_utf8(text, kMaxShown)) + (cut ? "…'" : "'");
}

/// Whether `text` could be the name of a channel instance.
bool is_channel_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxChannelName && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

/// The length of the invisible character or typographic hyphen that `text` begins with, else 0: the
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

/// The digits of a number; empty if there are other characters. A leading hyphen is a minus sign
/// (as in Telegram's group ids), which no telephone number has.
std::string digits_of_number(std::string_view text) {
  std::string digits;
  bool plus = false;
  while (!text.empty()) {
    const char c = text.front();
    std::size_t length = 1;
    const bool separates = c == '(' || c == ')' || is_blank(c) || (c == '-' && !digits.empty());
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c == '+' && digits.empty() && !plus) {
      plus = true;
    } else if (!separates) {
      length = typographic_length(text);
      if (length == 0) return {};
    }
    text.remove_prefix(length);
  }
  return digits;
}

error no_phone_number(std::string_view written) {
  return {ErrorKind::invalid, quoted(written) +
                                  " is not a phone number: write it with its country code, such as "
                                  "+15551234567"};
}

const ChannelInfo* channel_called(std::string_view name, const std::vector<ChannelInfo>& channels) {
  const auto exact = std::ranges::find(channels, name, &ChannelInfo::name);
  if (exact != channels.end()) return &*exact;
  const auto alike = std::ranges::find_if(
      channels, [&](const ChannelInfo& channel) { return same_ignoring_case(channel.name, name); });
  return alike == channels.end() ? nullptr : &*alike;
}

error no_channel(std::string_view name, const std::vector<ChannelInfo>& channels) {
  std::vector<std::string_view> names;
  std::string listed;
  for (const ChannelInfo& channel : channels) {
    names.emplace_back(channel.name);
    listed += (listed.empty() ? "" : ", ") + channel.name;
  }
  std::string hint = did_you_mean(name, names);
  if (hint.empty() && !listed.empty()) hint = "; the channels are " + listed;
  return {ErrorKind::not_found, "there is no channel " + quoted(name) + hint};
}

error no_channel_named(std::string_view written) {
  while (!written.empty() && (written.front() == ':' || is_blank(written.front()))) {
    written.remove_prefix(1);
  }
  const std::string address = written.empty() ? "ADDRESS" : std::string(written);
  return {ErrorKind::invalid, quoted(written) +
                                  " does not say which channel it is on: write 'CHANNEL:" +
                                  std::string(clip_utf8(address, kMaxShown)) +
                                  "' with the channel's name under 'channels', such as "
                                  "'whatsapp:+15551234567'"};
}

result<UserAddress> read_on(const ChannelInfo& channel, std::string_view address) {
  const std::string_view bare = trimmed_address(address);
  if (bare == "*") {
    return error(ErrorKind::invalid, "'*' (everybody on '" + channel.name +
                                         "') is not accepted here: name each one (allow_from can "
                                         "open a channel to everybody)");
  }
  auto read = read_address(channel.people.read, bare);
  if (!read) return read.error();
  return UserAddress{channel.name, *std::move(read)};
}

}  // namespace

result<std::string> exact_address(std::string_view written) {
  const std::string_view address = trimmed_address(written);
  const std::size_t colon = address.find(':');
  if (colon != std::string_view::npos && is_channel_name(address.substr(0, colon))) {
    return error(ErrorKind::invalid, quoted(address) +
                                         " is not an address of this channel: write "
                                         "it without the part before the ':'");
  }
  return std::string(address);
}

result<std::string> phone_address(std::string_view written) {
  const std::string_view address = trimmed_address(written);
  if (address.empty()) return std::string();
  std::string digits = digits_of_number(address);
  if (digits.size() < kLeastDigits || digits.size() > kMaxDigits) return no_phone_number(address);
  // No country code begins with 0 (ITU-T E.164, annex), so it is a national number.
  if (digits.front() == '0') return no_phone_number(address);
  return digits;
}

result<std::string> read_address(AddressRule rule, std::string_view written) {
  if (written.find(kMaskMark) != std::string_view::npos) {
    return error(ErrorKind::invalid,
                 quoted(written) +
                     " is a masked address from a log: write the full address, or the code that "
                     "the log line gives");
  }
  return rule(written);
}

result<UserAddress> read_user(std::string_view written, const std::vector<ChannelInfo>& channels,
                              std::string_view current) {
  const std::string_view user = trimmed_address(written);
  if (user.empty()) return UserAddress{};
  const ChannelInfo* const here = current.empty() ? nullptr : channel_called(current, channels);
  const std::size_t colon = user.find(':');
  const std::string_view before =
      colon == std::string_view::npos ? "" : trimmed_address(user.substr(0, colon));
  if (!before.empty()) {
    const ChannelInfo* const named = channel_called(before, channels);
    if (named != nullptr) return read_on(*named, user.substr(colon + 1));
    // Some services' own addresses have a prefix too: Twilio's `whatsapp:+1555…`.
    if (here != nullptr) {
      auto whole = read_on(*here, user);
      if (whole || !is_channel_name(before)) return whole;
    }
    return no_channel(before, channels);
  }
  if (here == nullptr) return no_channel_named(user);
  return read_on(*here, user);
}

}  // namespace yak

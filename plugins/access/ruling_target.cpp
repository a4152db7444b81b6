#include "access/ruling_target.hpp"

#include <algorithm>
#include <string_view>

#include "yak/address.hpp"

namespace yak::access {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Phones write the first letter of a word large.
bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

const ChannelInfo* channel_called(const std::vector<ChannelInfo>& channels, std::string_view name) {
  const auto found =
      std::find_if(channels.begin(), channels.end(),
                   [&](const ChannelInfo& channel) { return same_word(channel.name, name); });
  return found == channels.end() ? nullptr : &*found;
}

std::string names_of(const std::vector<ChannelInfo>& channels) {
  std::string names;
  for (const ChannelInfo& channel : channels) names += (names.empty() ? "" : ", ") + channel.name;
  return names;
}

constexpr std::string_view kTwilioPrefix = "whatsapp";

/// What stands behind Twilio's prefix and spaces.
std::string bare(std::string_view address) {
  for (;;) {
    while (address.starts_with(' ')) address.remove_prefix(1);
    const std::size_t colon = address.find(':');
    if (colon == std::string_view::npos) return std::string(address);
    if (!same_word(address.substr(0, colon), kTwilioPrefix)) return std::string(address);
    address.remove_prefix(colon + 1);
  }
}

}  // namespace

result<RulingTarget> ruling_target(const std::string& argument, const std::string& current_channel,
                                   const std::vector<ChannelInfo>& channels) {
  RulingTarget target;
  target.channel = current_channel;
  target.address = argument;
  const std::size_t colon = argument.find(':');
  if (colon != std::string::npos) {
    const std::string before = argument.substr(0, colon);
    if (const ChannelInfo* named = channel_called(channels, before)) {
      target.channel = named->name;
      target.address = argument.substr(colon + 1);
    } else if (!same_word(before, kTwilioPrefix)) {
      return error(ErrorKind::not_found,
                   "There is no channel '" + before + "'. Channels: " + names_of(channels) + ".");
    }
  }
  target.address = bare(target.address);
  target.key = user_key(target.channel + ":" + target.address);
  if (target.key.empty()) {
    return error(ErrorKind::invalid,
                 "Whom? Write the address behind it, such as +15551234567 or "
                 "whatsapp:+15551234567.");
  }
  if (target.address == "*") {
    return error(ErrorKind::invalid,
                 "One at a time: a channel is opened to all by allow_from in the configuration.");
  }
  return target;
}

}  // namespace yak::access

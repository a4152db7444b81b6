#pragma once

#include <string>
#include <vector>

#include "yak/context.hpp"
#include "yak/error.hpp"

namespace yak::access {

/// Whom `/allow` and `/deny` are about.
struct RulingTarget {
  std::string channel;
  std::string address;  ///< as it was written, without what stands before it
  std::string key;      ///< user_key of both
};

/// Reads `CHANNEL:ADDRESS`, or an address alone, which is on `current_channel`. `whatsapp:` in
/// front of a number is Twilio's way of writing it where no channel has that name. `invalid` or
/// `not_found` with words for the administrator. Pure.
result<RulingTarget> ruling_target(const std::string& argument, const std::string& current_channel,
                                   const std::vector<ChannelInfo>& channels);

}  // namespace yak::access

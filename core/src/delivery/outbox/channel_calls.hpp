// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "yak/channel.hpp"

/// Calls to a channel that catch what it throws.
namespace yak::delivery {

/// Sends. A channel that throws may have sent: the outcome is unknown. The arguments must stay
/// valid until the task ends.
task<SendOutcome> send_by(Channel& channel, const Delivery& delivery);

struct LookupAnswer {
  Lookup lookup;        ///< unknown if the channel could not answer
  std::string failure;  ///< why it could not answer; empty if it did
  bool threw = false;   ///< it threw instead of returning an error
};
/// Looks a send in doubt up. The arguments must stay valid until the task ends.
task<LookupAnswer> find_by(Channel& channel, const Delivery& delivery);

}  // namespace yak::delivery

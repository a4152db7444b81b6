// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace yak::conversation {

/// What happens when a message arrives and `backlog` messages are already waiting in its lane.
enum class OverflowRule : std::uint8_t {
  reject_newest,  ///< the new message is rejected
  drop_oldest,    ///< the message that has waited longest is dropped
  coalesce,       ///< the new message joins the last waiting one, if JoinRule admits it
};

/// The settings of `lanes` that concern one conversation.
struct LaneOptions {
  std::size_t backlog = 32;  ///< messages that may wait; at least 1
  OverflowRule overflow = OverflowRule::reject_newest;
  /// How long no message must arrive before the next turn begins with all collected messages that
  /// JoinRule admits; 0: every message is a turn of its own.
  std::chrono::milliseconds collect{0};
  /// A message that is older when its turn would begin is not run.
  std::chrono::milliseconds max_age{std::chrono::hours{6}};
  bool apologises = true;  ///< send an apology for such messages
};

}  // namespace yak::conversation

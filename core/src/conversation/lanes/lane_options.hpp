#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace yak::conversation {

/// What gives way when a message comes to a conversation that has `backlog` waiting already.
enum class OverflowRule : std::uint8_t {
  reject_newest,  ///< the message that came
  drop_oldest,    ///< the one that has waited longest
  coalesce,       ///< none: the message joins the last one that waits, as far as Joining lets it
};

/// The configuration's `lanes`, as far as it concerns one conversation.
struct LaneOptions {
  std::size_t backlog = 32;  ///< messages that may wait; at least 1
  OverflowRule overflow = OverflowRule::reject_newest;
  /// For how long a conversation must be quiet before its next turn begins, with all that came as
  /// far as Joining lets it; 0: every message is a turn of its own.
  std::chrono::milliseconds collect{0};
  /// A message that is older when its turn would begin gets none.
  std::chrono::milliseconds max_age{std::chrono::hours{6}};
  bool apologises = true;  ///< for those
};

}  // namespace yak::conversation

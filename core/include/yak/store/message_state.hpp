// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yak/message/message.hpp"

namespace yak {

/// How a message ended.
enum class MessageState : std::uint8_t {
  received = 0,     ///< accepted, its turn not committed yet
  done = 1,         ///< its turn is committed
  dropped = 2,      ///< ended without a turn: backlog overflow, stopped, purged
  expired = 3,      ///< ended without a turn: an answer would have come too late
  quarantined = 4,  ///< ended without a turn: its turns crashed the process; an operator decides
};

/// The result of Journal::accept.
struct AcceptResult {
  MessageId id = 0;
  bool duplicate = false;
  /// The sender's id if the message came from an alias of it; else empty.
  std::string sender;
  /// The aliases of the message that were not the sender's until now.
  std::vector<std::string> merged;
};

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "conversation/lanes/pending_turn.hpp"

namespace yak::testing {

/// A message of `+1` that waits for its turn.
inline conversation::PendingTurnPtr pending(MessageId id, const std::string& text) {
  auto turn = std::make_unique<conversation::PendingTurn>();
  Message& message = turn->turn.message;
  message.id = id;
  message.channel = "fake";
  message.external_id = "m" + std::to_string(id);
  message.peer = "+1";
  message.sender = "+1";
  message.raw_text = text;
  message.text = text;
  return turn;
}

}  // namespace yak::testing

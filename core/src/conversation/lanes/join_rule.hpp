// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "conversation/lanes/pending_turn.hpp"

namespace yak::conversation {

/// Decides which messages may join a given first message in one turn. Pure.
///
/// Only messages from one sender to one of our addresses may join, because a turn has one user with
/// that user's permissions, limits and model. A message suspected of having crashed the process
/// never joins, because the others would become suspects too. A turn has at most kMaxMessages with
/// kMaxBytes of text and attachments' names, which bounds the request to the model and the memory.
class JoinRule {
 public:
  static constexpr std::size_t kMaxMessages = 32;
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;

  explicit JoinRule(const PendingTurn& first);

  /// Returns whether `next` may join, and if so counts it as joined.
  bool admit(const PendingTurn& next);

 private:
  const Message& first_;
  std::size_t messages_;
  std::size_t bytes_;
};

/// Joins two turns that JoinRule has admitted. The result is `newer` with the texts and attachments
/// of `older` prepended. The reply thus answers the newest message, through the newest waiting
/// webhook; the ticket of an older webhook is released.
PendingTurnPtr join(PendingTurnPtr older, PendingTurnPtr newer);

/// Makes `older` end together with `newer`, without passing its text to the model.
PendingTurnPtr end_together(PendingTurnPtr older, PendingTurnPtr newer);

}  // namespace yak::conversation

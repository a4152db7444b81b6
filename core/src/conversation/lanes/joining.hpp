#pragma once

#include <cstddef>

#include "conversation/lanes/pending_turn.hpp"

namespace yak::conversation {

/// Says which messages may be read as one, beginning with a given one. Pure.
///
/// Only what one person wrote to one of our addresses: a turn has one user, whose rights, limits
/// and model it runs with. Never a message that is suspected of having ended the process: what
/// joined it would be suspected too. At most kMaxMessages with kMaxBytes of text and attachments'
/// names, so that neither the model nor memory has to take whatever somebody can type.
class Joining {
 public:
  static constexpr std::size_t kMaxMessages = 32;
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;

  explicit Joining(const PendingTurn& first);

  /// Whether `next` may join; if so, it has.
  bool admit(const PendingTurn& next);

 private:
  const Message& first_;
  std::size_t messages_;
  std::size_t bytes_;
};

/// Makes one turn of two that Joining lets be one: it is the newer one, with the texts and
/// attachments of the older one put before its own. So its reply goes to the newest message, by
/// the newest webhook that waits; an older one is let go.
PendingTurnPtr join(PendingTurnPtr older, PendingTurnPtr newer);

/// Lets `older` end with `newer`, unread.
PendingTurnPtr end_together(PendingTurnPtr older, PendingTurnPtr newer);

}  // namespace yak::conversation

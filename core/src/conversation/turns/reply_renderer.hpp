// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "delivery/channel_directory.hpp"
#include "yak/clock.hpp"
#include "yak/middleware.hpp"

namespace yak::conversation {

/// A reply as deliveries for the journal.
struct RenderedReply {
  std::vector<Delivery> deliveries;   ///< in order; ids are given by the journal
  std::size_t left_out = 0;           ///< pieces beyond the channel's max_parts
  std::optional<std::string> thrown;  ///< what the channel threw; the reply is then an apology
};

/// Makes deliveries of a turn's reply: the channel converts and splits the text, then the rules for
/// every channel (reply_pieces.hpp) drop blank pieces and bound their number. Has no other effect.
///
/// A reply of more than 8 KiB is rendered on a thread of this object, because parsing Markdown and
/// splitting the text take some milliseconds per 10 KiB. Thread-safe.
class ReplyRenderer {
 public:
  /// `clock` dates the deliveries and must outlive this object.
  explicit ReplyRenderer(const Clock& clock) : clock_(clock) {}

  /// Without a lease the pieces are the texts as written: the channel was removed while the turn
  /// ran, and they wait until it is back or the reply expires. Both arguments must stay valid until
  /// the task ends.
  task<RenderedReply> render(const Turn& turn, const std::optional<delivery::ChannelLease>& lease);
  /// Waits for replies that are being rendered on the thread. The frames of their turns belong to
  /// the event loops: call it after the loops have stopped and before they are destroyed.
  void join() { thread_.join(); }

 private:
  struct Pieces {
    std::vector<Outbound> pieces;
    std::optional<std::string> thrown;
  };

  [[nodiscard]] static Pieces pieces_of(const Turn& turn, const delivery::ChannelLease& lease);
  task<Pieces> pieces_apart(const Turn& turn, const delivery::ChannelLease& lease);
  [[nodiscard]] std::vector<Delivery> deliveries_of(const Turn& turn,
                                                    std::vector<Outbound> pieces) const;

  const Clock& clock_;
  boost::asio::thread_pool thread_{1};
};

}  // namespace yak::conversation

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"
#include "yak/context/channel_context.hpp"

namespace yak::twilio {

/// Accepts the messages that no webhook delivered, from Twilio's message list. Thread-safe;
/// `context` and `options` must outlive it.
class CatchUp {
 public:
  CatchUp(ChannelContext& context, const Options& options);

  /// Accepts the messages since `since` (at most 7 days ago); returns how many were new. Twilio
  /// lists whole UTC days; the list begins with the day that `options.catch_up` ago falls on. Fails
  /// when Twilio does not answer with the list or with a file's address, or when the inbox refuses
  /// a message; messages accepted by then stay accepted.
  task<result<std::size_t>> run(WallTime since);

 private:
  /// Oldest first.
  task<result<std::vector<ListedMessage>>> list(WallTime since);
  [[nodiscard]] bool is_for_us(const ListedMessage& message) const;
  task<result<std::size_t>> give(const std::vector<ListedMessage>& messages);
  /// True when it was new.
  task<result<bool>> accept(const ListedMessage& listed);
  task<result<std::vector<Attachment>>> files_of(const ListedMessage& listed);
  /// Logs that messages between `since` and `reached` may be missing because of `limit`.
  void log_skipped(WallTime reached, WallTime since, std::string_view limit);

  ChannelContext& context_;
  const Options& options_;
  Counter& caught_up_;
};

}  // namespace yak::twilio

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"
#include "yak/context.hpp"

namespace yak::twilio {

/// Gives the inbox what came in while nobody took webhooks, from Twilio's message list.
/// Thread-safe; `context` and `options` outlive it.
class CatchUp {
 public:
  CatchUp(Context& context, const Options& options);

  /// Gives how many messages since `since` were new. Twilio lists whole days (UTC): the list begins
  /// with the day on which `options.catch_up` ago falls, and `since` reaches back 7 days at most.
  /// Fails when Twilio does not answer with the list or with a file's address, or when the inbox
  /// refuses; what it has taken by then stays taken.
  task<result<std::size_t>> run(WallTime since);

 private:
  /// Oldest first.
  task<result<std::vector<ListedMessage>>> list(WallTime since);
  [[nodiscard]] bool is_for_us(const ListedMessage& message) const;
  task<result<std::size_t>> give(const std::vector<ListedMessage>& messages);
  /// True when it was new.
  task<result<bool>> accept(const ListedMessage& listed);
  task<result<std::vector<Attachment>>> files_of(const ListedMessage& listed);
  /// Between `since` and `reached` there may be more, which `limit` kept from being read.
  void tell_left_out(WallTime reached, WallTime since, std::string_view limit);

  Context& context_;
  const Options& options_;
  Counter& caught_up_;
};

}  // namespace yak::twilio

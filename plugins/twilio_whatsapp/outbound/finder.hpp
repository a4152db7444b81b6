// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"
#include "yak/context/channel_context.hpp"

namespace yak::twilio {

/// Looks up a send whose outcome is unknown in Twilio's message list. A listed message that is the
/// receipt of another delivery never counts. Thread-safe; `context` and `options` must outlive it.
class Finder {
 public:
  Finder(ChannelContext& context, const Options& options) : context_(context), options_(options) {}

  /// `absent` only when the list was read completely and contains no part of the delivery;
  /// `unknown` when Twilio's answer is not such a list, when the list exceeds the bounds, or when
  /// it contains only some pieces of a text that was cut. Fails when there is no answer, or when
  /// the store fails.
  task<result<Lookup>> find(Delivery delivery);

 private:
  /// The messages that were sent since the delivery was created.
  struct Sent {
    std::vector<ListedMessage> candidates;  ///< oldest first
    bool is_whole = true;
  };
  task<result<Sent>> list(Delivery delivery);
  /// For a template: its text is known only to Twilio, so any candidate fits.
  task<result<Lookup>> find_template(Delivery delivery, Sent sent);
  /// Removes and returns the SID of the oldest fitting candidate that is not the receipt of another
  /// delivery; empty when there is none.
  using Fits = std::function<bool(const ListedMessage& message)>;
  task<result<std::string>> claim(std::vector<ListedMessage>& candidates, Fits fits,
                                  DeliveryId delivery);
  void explain(const Delivery& delivery, const error& failure);

  ChannelContext& context_;
  const Options& options_;
};

}  // namespace yak::twilio

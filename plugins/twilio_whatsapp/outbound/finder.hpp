#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"
#include "yak/context.hpp"

namespace yak::twilio {

/// Looks in Twilio's message list for a send whose outcome is unknown. A listed message that is the
/// receipt of another delivery is never taken for this one. Thread-safe; `context` and `options`
/// outlive it.
class Finder {
 public:
  Finder(Context& context, const Options& options) : context_(context), options_(options) {}

  /// `absent` only when the list was read whole and has nothing of it; `unknown` when Twilio's
  /// answer is no such list, when the list is longer than is read, or when a text that was cut into
  /// pieces is there in part. Fails when no answer came, and when the store does.
  task<result<Lookup>> find(Delivery delivery);

 private:
  /// What was sent while the delivery was there.
  struct Sent {
    std::vector<ListedMessage> candidates;  ///< oldest first
    bool is_whole = true;
  };
  task<result<Sent>> list(Delivery delivery);
  /// For a template, whose text only Twilio knows.
  task<result<Lookup>> find_template(Delivery delivery, Sent sent);
  /// Takes the oldest fitting candidate that no other delivery has for its receipt; gives its SID,
  /// or nothing.
  using Fits = std::function<bool(const ListedMessage& message)>;
  task<result<std::string>> claim(std::vector<ListedMessage>& candidates, Fits fits,
                                  DeliveryId delivery);
  void explain(const Delivery& delivery, const error& failure);

  Context& context_;
  const Options& options_;
};

}  // namespace yak::twilio

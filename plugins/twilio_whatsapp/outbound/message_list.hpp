// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message/message.hpp"

namespace yak::twilio {

/// One item of Twilio's message list (Twilio, "Message resource"). Addresses have their prefix.
struct ListedMessage {
  std::string sid;
  std::string direction;  ///< `inbound`, `outbound-api`, `outbound-reply`, `outbound-call`
  std::string body;
  std::string from;
  std::string to;
  std::string account_sid;
  std::string messaging_service_sid;
  int num_media = 0;
  WallTime created_at{};  ///< both times are in whole seconds; a missing one is set to the other
  WallTime sent_at{};     ///< of an inbound message: when its webhook was called
  std::string json;       ///< the item itself; only for inbound messages
  std::size_t place = 0;  ///< in the list, over all its pages

  [[nodiscard]] bool is_inbound() const noexcept { return direction == "inbound"; }
};

/// A page of the list, newest first.
struct MessagePage {
  std::vector<ListedMessage> messages;
  int unreadable = 0;   ///< items without a SID, a time or a direction
  std::string trouble;  ///< why the first of them is unreadable, for the log
  std::string next;     ///< path and query of the next page; empty at the end
};

/// Parses a page. Fails by the status, or with `protocol` when it is not such a list or when the
/// next page has another origin: the request for it contains our credentials.
result<MessagePage> read_page(const HttpResponse& response);

/// Sorts by one of the times, then by descending place in the list.
void sort_oldest_first(std::vector<ListedMessage>& messages, WallTime ListedMessage::* time);

/// One file in a message's media list.
struct ListedMedia {
  std::string sid;
  std::string content_type;
};

/// Parses a message's media list (Twilio, "Media resource"), in order. Fails like read_page.
result<std::vector<ListedMedia>> read_media_list(const HttpResponse& response);

}  // namespace yak::twilio

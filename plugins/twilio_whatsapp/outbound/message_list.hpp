#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::twilio {

/// One item of Twilio's message list (Twilio, "Message resource"). Addresses as Twilio writes them.
struct ListedMessage {
  std::string sid;
  std::string direction;  ///< `inbound`, `outbound-api`, `outbound-reply`, `outbound-call`
  std::string body;
  std::string from;
  std::string to;
  std::string account_sid;
  std::string messaging_service_sid;
  int num_media = 0;
  WallTime
      created_at{};    ///< to the second, as `sent_at`; each stands in where the other is missing
  WallTime sent_at{};  ///< of one that came in: when its webhook was called
  std::string json;    ///< the item itself; of those that came in
  std::size_t place = 0;  ///< in the list, over all its pages

  [[nodiscard]] bool is_inbound() const noexcept { return direction == "inbound"; }
};

/// A page of the list, newest first.
struct MessagePage {
  std::vector<ListedMessage> messages;
  int unreadable = 0;   ///< items that name no message, no time or no direction
  std::string trouble;  ///< of the first of them, in words for the log
  std::string next;     ///< path and query of the next page; empty at the end
};

/// Reads a page. Failures: by the status; `protocol` when it is no such list, or when the next page
/// is not below the same origin: the request for it carries our credentials.
result<MessagePage> read_page(const HttpResponse& response);

/// Sorts by one of the times; what has the same second goes by its place, later ones first.
void sort_oldest_first(std::vector<ListedMessage>& messages, WallTime ListedMessage::* time);

/// One file of a message, as its media list names it.
struct ListedMedia {
  std::string sid;
  std::string content_type;
};

/// Reads a message's media list (Twilio, "Media resource"), in order. Failures as read_page.
result<std::vector<ListedMedia>> read_media_list(const HttpResponse& response);

}  // namespace yak::twilio

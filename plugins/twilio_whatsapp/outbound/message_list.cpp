// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/message_list.hpp"

#include <algorithm>
#include <optional>

#include "twilio_whatsapp/rest/bounded_json.hpp"
#include "twilio_whatsapp/rest/rest_response.hpp"
#include "yak/text/http_date.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

constexpr std::size_t kMaxListedSidBytes = 64;  // a SID has 34

bool is_sid(std::string_view sid) noexcept {
  return !sid.empty() && sid.size() <= kMaxListedSidBytes;
}

/// True for a path that can be appended to `api_url`: of the same origin, without characters that a
/// client might read as the end of the request line or as another host.
bool is_own_path(std::string_view uri) noexcept {
  return uri.starts_with('/') && !uri.starts_with("//") && std::ranges::all_of(uri, [](char c) {
           return c > ' ' && c < 0x7F && c != '\\' && c != '#';
         });
}

/// The body of a list's answer; it must have status 200.
result<nlohmann::json> read_list(const HttpResponse& response, const char* name) {
  if (response.status != 200) return read_failure(response);
  std::optional<nlohmann::json> body = parse_object(response.body);
  if (!body) return error(ErrorKind::protocol, "Twilio's list is not a JSON object");
  const auto items = body->find(name);
  if (items == body->end() || !items->is_array()) {
    return error(ErrorKind::protocol, std::string("Twilio's list has no ") + name);
  }
  return *std::move(body);
}

/// Describes an item without a readable time.
std::string no_time(const nlohmann::json& item) {
  constexpr std::size_t kShown = 40;
  const auto shown = [&item](const char* name) {
    return repair_utf8(clip_utf8(text_of(item, name), kShown));
  };
  return "its dates are '" + shown("date_created") + "' and '" + shown("date_sent") + "'";
}

/// Fails with a message for the log.
result<ListedMessage> read_message(const nlohmann::json& item) {
  const auto unreadable = [](std::string why) {
    return error(ErrorKind::protocol, std::move(why));
  };
  if (!item.is_object()) return unreadable("it is not a JSON object");
  ListedMessage message;
  message.sid = text_of(item, "sid");
  if (!is_sid(message.sid)) return unreadable("it has no SID");
  const std::optional<WallTime> created = parse_http_date(text_of(item, "date_created"));
  const std::optional<WallTime> sent = parse_http_date(text_of(item, "date_sent"));
  if (!created && !sent) return unreadable(no_time(item));
  message.created_at = created ? *created : *sent;
  message.sent_at = sent ? *sent : *created;
  message.direction = text_of(item, "direction");
  if (message.direction.empty()) return unreadable("it has no direction");
  message.body = text_of(item, "body");
  message.from = text_of(item, "from");
  message.to = text_of(item, "to");
  message.account_sid = text_of(item, "account_sid");
  message.messaging_service_sid = text_of(item, "messaging_service_sid");
  message.num_media = std::max(0, integer_of(item, "num_media"));
  if (message.is_inbound()) message.json = item.dump();
  return message;
}

}  // namespace

result<MessagePage> read_page(const HttpResponse& response) {
  const result<nlohmann::json> body = read_list(response, "messages");
  if (!body) return body.error();
  MessagePage page;
  page.next = text_of(*body, "next_page_uri");
  if (!page.next.empty() && !is_own_path(page.next)) {
    return error(ErrorKind::protocol,
                 "the next page of Twilio's list has another origin than api_url; not followed");
  }
  for (const nlohmann::json& item : body->at("messages")) {
    result<ListedMessage> message = read_message(item);
    if (message) {
      page.messages.push_back(*std::move(message));
    } else if (++page.unreadable == 1) {
      page.trouble = message.error().message;
    }
  }
  return page;
}

void sort_oldest_first(std::vector<ListedMessage>& messages, WallTime ListedMessage::* time) {
  std::ranges::sort(messages, [time](const ListedMessage& left, const ListedMessage& right) {
    return left.*time != right.*time ? left.*time < right.*time : left.place > right.place;
  });
}

result<std::vector<ListedMedia>> read_media_list(const HttpResponse& response) {
  const result<nlohmann::json> body = read_list(response, "media_list");
  if (!body) return body.error();
  std::vector<ListedMedia> list;
  for (const nlohmann::json& item : body->at("media_list")) {
    if (!item.is_object()) continue;
    ListedMedia media{text_of(item, "sid"), text_of(item, "content_type")};
    if (is_sid(media.sid)) list.push_back(std::move(media));
  }
  return list;
}

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/catch_up.hpp"

#include <algorithm>
#include <utility>

#include "twilio_whatsapp/outbound/list_reader.hpp"
#include "twilio_whatsapp/outbound/listed_inbound.hpp"
#include "twilio_whatsapp/rest/rest_request.hpp"

namespace yak::twilio {
namespace {

constexpr std::chrono::days kFurthest{7};
constexpr std::size_t kMaxMessages = 10'000;
// 1000 is Twilio's largest page (Twilio, "Message resource", PageSize).
constexpr ListBounds kCatchUpBounds{1'000, 64, std::size_t{64} << 20U};

}  // namespace

CatchUp::CatchUp(ChannelContext& context, const Options& options)
    : context_(context),
      options_(options),
      caught_up_(context.metrics().counter("yak_twilio_caught_up_total",
                                           "Messages taken from the list, without a webhook.",
                                           {{"channel", context.instance()}})) {}

task<result<std::size_t>> CatchUp::run(WallTime since) {
  if (options_.catch_up.count() == 0) co_return std::size_t{0};
  since = std::max(since, context_.clock().now() - kFurthest);
  const result<std::vector<ListedMessage>> messages =
      co_await list(std::chrono::floor<std::chrono::seconds>(since));
  if (!messages) co_return messages.error();
  co_return co_await give(*messages);
}

task<result<std::vector<ListedMessage>>> CatchUp::list(WallTime since) {
  const WallTime wanted = std::max(since, context_.clock().now() - options_.catch_up);
  const auto day = std::chrono::floor<std::chrono::days>(wanted);
  ListReader reader(options_, received_list(options_, day, kCatchUpBounds.page_size),
                    kCatchUpBounds);
  std::vector<ListedMessage> kept;
  int unreadable = 0;
  std::string trouble;
  WallTime reached = context_.clock().now();
  bool past = false;  // all further messages are older than `since`
  while (reader.has_next() && !past && kept.size() < kMaxMessages) {
    const result<HttpResponse> response = co_await context_.http().send(reader.request());
    if (!response) co_return response.error();
    result<MessagePage> page = reader.take(*response);
    if (!page) co_return page.error();
    unreadable += page->unreadable;
    if (trouble.empty()) trouble = std::move(page->trouble);
    past = !page->messages.empty();
    for (ListedMessage& message : page->messages) {
      reached = std::min(reached, message.sent_at);
      if (message.sent_at < since) continue;
      past = false;
      if (is_for_us(message)) kept.push_back(std::move(message));
    }
  }
  const bool too_many = kept.size() > kMaxMessages;
  if (too_many) kept.resize(kMaxMessages);
  if (too_many) reached = kept.back().sent_at;
  if (too_many || !(past || reader.is_whole())) log_skipped(reached, since, "bound");
  if (since < day) log_skipped(day, since, "catch_up");
  if (unreadable > 0) {
    context_.log().warn("Twilio's message list has unreadable items; they were skipped",
                        {{"items", unreadable}, {"first", trouble}});
  }
  sort_oldest_first(kept, &ListedMessage::sent_at);
  co_return kept;
}

bool CatchUp::is_for_us(const ListedMessage& message) const {
  if (!message.is_inbound()) return false;
  if (!options_.from.empty()) return true;  // the list was filtered by receiver
  return message.messaging_service_sid == options_.messaging_service_sid;
}

task<result<std::size_t>> CatchUp::give(const std::vector<ListedMessage>& messages) {
  std::size_t fresh = 0;
  std::optional<error> failure;
  for (const ListedMessage& listed : messages) {
    const result<bool> is_new = co_await accept(listed);
    if (!is_new) {
      failure = is_new.error();
      break;
    }
    if (*is_new) ++fresh;
  }
  caught_up_.add(static_cast<double>(fresh));
  if (fresh > 0) {
    context_.log().info("accepted messages that no webhook delivered",
                        {{"messages", fresh}, {"listed", messages.size()}});
  }
  if (failure) co_return *std::move(failure);
  co_return fresh;
}

task<result<bool>> CatchUp::accept(const ListedMessage& listed) {
  std::vector<Attachment> files;
  if (listed.num_media > 0) {
    result<std::vector<Attachment>> found = co_await files_of(listed);
    if (!found) co_return found.error();
    files = *std::move(found);
  }
  const InboundRules rules{context_.instance(), options_.account_sid};
  result<Message> message = message_of(rules, listed, files);
  if (!message) {
    context_.log().debug("a listed message was skipped",
                         {{"sid", listed.sid}, {"reason", message.error().message}});
    co_return false;
  }
  const result<Accepted> accepted =
      co_await context_.inbox().accept(*std::move(message), std::chrono::milliseconds(0));
  if (!accepted) co_return accepted.error();
  co_return !accepted->duplicate;
}

task<result<std::vector<Attachment>>> CatchUp::files_of(const ListedMessage& listed) {
  std::vector<Attachment> files;
  const result<HttpResponse> response =
      co_await context_.http().send(list_media(options_, listed.sid));
  if (!response) co_return response.error();
  const result<std::vector<ListedMedia>> list = read_media_list(*response);
  if (!list && list.error().retryable) co_return list.error();
  if (!list) {
    // A file that was deleted at Twilio must not block this message and those after it.
    context_.log().warn("a message is accepted without its files",
                        {{"sid", listed.sid}, {"reason", list.error().message}});
    co_return files;
  }
  for (const ListedMedia& media : *list) {
    files.push_back({media_url(options_, listed.sid, media.sid), media.content_type, ""});
  }
  co_return files;
}

void CatchUp::log_skipped(WallTime reached, WallTime since, std::string_view limit) {
  const auto minutes = [now = context_.clock().now()](WallTime time) {
    return std::int64_t{std::chrono::floor<std::chrono::minutes>(now - time).count()};
  };
  context_.log().warn("older messages without a webhook were not read from Twilio's list",
                      {{"longer_ago_than_min", minutes(reached)},
                       {"away_for_min", minutes(since)},
                       {"limit", limit}});
}

}  // namespace yak::twilio

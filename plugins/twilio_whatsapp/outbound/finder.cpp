// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/finder.hpp"

#include <algorithm>
#include <utility>

#include "twilio_whatsapp/outbound/list_reader.hpp"
#include "twilio_whatsapp/outbound/sent_match.hpp"
#include "twilio_whatsapp/rest/rest_request.hpp"
#include "twilio_whatsapp/rest/rest_response.hpp"
#include "twilio_whatsapp/text/text_pieces.hpp"
#include "yak/text/http_date.hpp"
#include "yak/text/text_format.hpp"

namespace yak::twilio {
namespace {

// Far more messages than one person gets in two days.
constexpr ListBounds kFindBounds{100, 20, std::size_t{8} << 20U};

Lookup lookup(Lookup::Kind kind, std::string receipt = {}) {
  Lookup answer;
  answer.kind = kind;
  answer.receipt = std::move(receipt);
  return answer;
}

/// How far our clock is ahead of Twilio's, by the answer's Date header; never negative.
std::chrono::milliseconds ahead_of(const HttpResponse& response, WallTime now) {
  const std::optional<WallTime> theirs = parse_http_date(response.header("Date"));
  return theirs ? std::max(now - *theirs, WallTime::duration::zero()) : WallTime::duration::zero();
}

}  // namespace

task<result<Lookup>> Finder::find(Delivery delivery) {
  result<Sent> sent = co_await list(delivery);
  if (!sent) co_return sent.error();
  if (delivery.window_closed && options_.window_template) {
    co_return co_await find_template(std::move(delivery), *std::move(sent));
  }
  // Cut the text as Sender does: a piece that is not listed was too long and was cut.
  TextPieces pieces(delivery.content.text, options_.max_length);
  std::size_t media = delivery.content.media.size();
  std::string receipt;
  bool complete = true;
  while (std::optional<std::string> piece = pieces.next()) {
    Fits fits = [text = *std::move(piece), media](const ListedMessage& message) {
      return says(message, text, media);
    };
    result<std::string> sid = co_await claim(sent->candidates, std::move(fits), delivery.id);
    if (!sid) co_return sid.error();
    if (!sid->empty()) {
      receipt = *std::move(sid);
      media = 0;  // the files were sent with the first piece
    } else if (!pieces.cut_smaller()) {
      complete = false;
    }
  }
  if (complete) co_return lookup(Lookup::Kind::found, std::move(receipt));
  const bool nothing_of_it = receipt.empty() && sent->is_whole;
  co_return lookup(nothing_of_it ? Lookup::Kind::absent : Lookup::Kind::unknown);
}

task<result<Lookup>> Finder::find_template(Delivery delivery, Sent sent) {
  Fits any = [](const ListedMessage& /*message*/) { return true; };
  result<std::string> sid = co_await claim(sent.candidates, std::move(any), delivery.id);
  if (!sid) co_return sid.error();
  if (!sid->empty()) co_return lookup(Lookup::Kind::found, *std::move(sid));
  co_return lookup(sent.is_whole ? Lookup::Kind::absent : Lookup::Kind::unknown);
}

task<result<Finder::Sent>> Finder::list(Delivery delivery) {
  const WallTime created_at = delivery.created_at;
  Sent sent;
  ListReader reader(options_, sent_list(options_, delivery, kFindBounds.page_size), kFindBounds);
  while (reader.has_next()) {
    const result<HttpResponse> response = co_await context_.http().send(reader.request());
    if (!response) co_return response.error();
    result<MessagePage> page = reader.take(*response);
    if (!page) {
      explain(delivery, page.error());
      sent.is_whole = false;
      break;
    }
    if (page->unreadable > 0) {
      explain(delivery, error(ErrorKind::protocol, format_count(page->unreadable, "item") +
                                                       " cannot be read: " + page->trouble));
      sent.is_whole = false;
    }
    delivery.created_at = created_at - ahead_of(*response, context_.clock().now());
    keep_candidates(options_, delivery, std::move(page->messages), sent.candidates);
  }
  if (!reader.is_whole()) sent.is_whole = false;
  sort_oldest_first(sent.candidates, &ListedMessage::created_at);
  co_return sent;
}

task<result<std::string>> Finder::claim(std::vector<ListedMessage>& candidates, Fits fits,
                                        DeliveryId delivery) {
  for (auto message = candidates.begin(); message != candidates.end();) {
    if (!fits(*message)) {
      ++message;
      continue;
    }
    std::string sid = std::move(message->sid);
    message = candidates.erase(message);
    const result<DeliveryId> owner =
        co_await context_.inbox().find_receipt(context_.instance(), sid);
    if (!owner) co_return owner.error();
    if (*owner == 0 || *owner == delivery) co_return sid;
  }
  co_return std::string();
}

void Finder::explain(const Delivery& delivery, const error& failure) {
  context_.log().warn("Twilio's message list does not show whether a delivery was accepted",
                      {{"delivery", delivery.id}, {"reason", failure.message}});
}

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/sender.hpp"

#include <algorithm>
#include <utility>

#include "twilio_whatsapp/rest/rest_request.hpp"
#include "twilio_whatsapp/text/text_pieces.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

// Retries of the pieces after the first. The core's own retries would send the first piece again.
constexpr int kTriesOfLaterPiece = 4;
constexpr std::chrono::milliseconds kLongestPause = 10s;

/// The outcome of the delivery when some pieces were sent and the next one failed.
SendOutcome after_some(const SendOutcome& failed) {
  const std::string reason =
      "the text was too long and was split; the first pieces were sent, then: ";
  if (failed.kind == SendOutcome::Kind::rejected) {
    return SendOutcome::rejected(reason + failed.reason);
  }
  return SendOutcome::unknown(reason + failed.reason);
}

bool is_passing(const SendOutcome& outcome) { return outcome.kind == SendOutcome::Kind::retry; }

}  // namespace

task<CreateOutcome> Sender::create(const Delivery& delivery, std::string text) {
  return post(create_message(options_, delivery, text));
}

task<CreateOutcome> Sender::post(HttpRequest request) {
  const result<HttpResponse> response = co_await context_.http().send(std::move(request));
  CreateOutcome created = response ? read_create(*response) : read_create(response.error());
  count(created);
  co_return created;
}

task<CreateOutcome> Sender::create_patiently(const Delivery& delivery, std::string text) {
  std::chrono::milliseconds pause = std::max<std::chrono::milliseconds>(1s, options_.send_interval);
  for (int attempt = 1;; ++attempt) {
    CreateOutcome created = co_await create(delivery, text);
    if (!is_passing(created.outcome) || attempt == kTriesOfLaterPiece) co_return created;
    const std::chrono::milliseconds wanted = created.outcome.wait.value_or(pause);
    if (wanted > kLongestPause) co_return created;
    co_await context_.clock().sleep(std::max(pause, wanted));
    pause = std::min(pause * 2, kLongestPause);
  }
}

task<SendOutcome> Sender::send_template(const Delivery& delivery) {
  // A template without the text replaces the whole reply: send it only once, as each one costs.
  if (delivery.part > 1 && !options_.window_template->has_text()) {
    co_return SendOutcome::rejected(
        "more than 24 hours since this person last wrote: window_template was sent instead of the "
        "first part; retry this part after they have written again");
  }
  const CreateOutcome created = co_await post(create_template(options_, delivery));
  co_return created.outcome;
}

task<SendOutcome> Sender::send(Delivery delivery) {
  if (delivery.window_closed && options_.window_template) {
    co_return co_await send_template(delivery);
  }
  TextPieces pieces(delivery.content.text, options_.max_length);
  std::string receipt;
  while (std::optional<std::string> piece = pieces.next()) {
    // A report about one piece must not settle the delivery, and the pieces' different SIDs must
    // not look like two sends of it.
    if (pieces.is_cut()) delivery.id = 0;
    CreateOutcome created;
    if (receipt.empty()) {
      created = co_await create(delivery, *piece);
    } else {
      co_await context_.clock().sleep(options_.send_interval);
      created = co_await create_patiently(delivery, *piece);
    }
    if (created.too_long && pieces.cut_smaller()) continue;
    if (created.outcome.kind != SendOutcome::Kind::sent) {
      co_return receipt.empty() ? created.outcome : after_some(created.outcome);
    }
    receipt = created.outcome.receipt;
    delivery.content.media.clear();  // the files were sent with the first piece
  }
  co_return SendOutcome::sent(receipt);
}

void Sender::count(const CreateOutcome& created) {
  context_.metrics()
      .counter("yak_twilio_sends_total", "Requests to create a message, by result.",
               {{"channel", context_.instance()}, {"result", created.label}})
      .add();
}

}  // namespace yak::twilio

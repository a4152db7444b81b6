// SPDX-License-Identifier: Apache-2.0
// Turns a finished turn's reply into deliveries for the journal.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/activity.hpp"
#include "conversation/turns/reply_pieces.hpp"
#include "conversation/turns/turn_runner.hpp"

namespace yak::conversation {
namespace asio = boost::asio;
using delivery::ChannelLease;
using delivery::InlineTicket;
namespace {

/// Longer replies are rendered outside the event loops: parsing Markdown and splitting the text
/// take some milliseconds per 10 KiB.
constexpr std::size_t kLongReply = std::size_t{8} << 10U;

/// Unrendered pieces, for a reply whose channel was removed while its turn ran. They wait until the
/// channel is back or the reply expires.
std::vector<Outbound> as_written(const Reply& reply) {
  std::vector<Outbound> pieces;
  for (const ReplyPart& part : reply.parts) {
    Outbound& piece = pieces.emplace_back(part.text);
    piece.media = part.media;
  }
  return pieces;
}

}  // namespace

std::vector<Outbound> TurnRunner::render(const Turn& turn, const ChannelLease& lease) const {
  const base::ActivityScope activity(lease.label, "render", turn.message.id);
  try {
    return lease.channel->render(turn.reply);
  } catch (const std::exception& failure) {
    dependencies_.log.error("the channel threw while it rendered a reply",
                            {{"message", turn.message.id}, {"reason", failure.what()}});
  } catch (...) {
    dependencies_.log.error("the channel threw while it rendered a reply",
                            {{"message", turn.message.id}});
  }
  std::vector<Outbound> pieces;
  pieces.emplace_back(std::string(kFailureWords));
  return pieces;
}

task<std::vector<Outbound>> TurnRunner::render_apart(const Turn& turn, const ChannelLease& lease) {
  const auto work = [this, &turn, &lease]() -> task<std::vector<Outbound>> {
    co_return render(turn, lease);
  };
  co_return co_await asio::co_spawn(renderers_.get_executor(), work, asio::use_awaitable);
}

task<std::vector<Outbound>> TurnRunner::pieces_of(const Turn& turn,
                                                  const std::optional<ChannelLease>& lease) {
  if (!lease) co_return as_written(turn.reply);
  std::vector<Outbound> pieces;
  if (text_bytes(turn.reply) > kLongReply) {
    pieces = co_await render_apart(turn, *lease);
  } else {
    pieces = render(turn, *lease);
  }
  pieces = never_nothing(std::move(pieces), turn.reply);
  const std::size_t left_out = cut_to(lease->max_parts, pieces);
  if (left_out > 0) note_cut(turn, lease->max_parts, left_out);
  co_return pieces;
}

std::vector<Delivery> TurnRunner::deliveries_of(const Turn& turn,
                                                std::vector<Outbound> pieces) const {
  std::vector<Delivery> deliveries;
  deliveries.reserve(pieces.size());
  const WallTime now = dependencies_.clock.now();
  for (Outbound& piece : pieces) {
    Delivery delivery;
    delivery.message = turn.message.id;
    delivery.channel = turn.message.channel;
    delivery.peer = turn.message.peer;
    delivery.address = turn.message.address;
    delivery.from = turn.message.to;
    delivery.in_reply_to = turn.message.external_id;
    delivery.part = static_cast<int>(deliveries.size()) + 1;
    delivery.parts = static_cast<int>(pieces.size());
    delivery.content = std::move(piece);
    delivery.created_at = now;
    delivery.answers_at = turn.message.received_at;
    delivery.next_at = now;
    deliveries.push_back(std::move(delivery));
  }
  return deliveries;
}

MessagePrice TurnRunner::price_on(const std::string& channel) const {
  const auto lease = dependencies_.channels.lease(channel);
  return lease ? lease->price : MessagePrice();
}

void TurnRunner::charge(const Turn& turn, const MessagePrice& price, std::size_t messages,
                        TurnCommit& entry) {
  const std::int64_t in = price.in_nano_usd * static_cast<std::int64_t>(messages);
  const std::int64_t out = price.out_nano_usd * static_cast<std::int64_t>(entry.deliveries.size());
  const auto count = [&](const char* direction, std::int64_t nano_usd) {
    constexpr double kNano = 1e-9;
    dependencies_.metrics
        .counter("yak_channel_cost_usd_total",
                 "Fees of a channel's service by price_per_message_usd, in US dollars",
                 {{"channel", turn.message.channel}, {"direction", direction}})
        .add(static_cast<double>(nano_usd) * kNano);
  };
  count("in", in);
  count("out", out);
  if (turn.result == TurnResult::refused && entry.deliveries.empty()) return;
  UsageRow row;
  row.user = turn.message.user();
  row.model = "channel/" + turn.message.channel;
  row.day = day_of(dependencies_.clock.now());
  row.cost_nano_usd = in + out;
  entry.writes.usage.push_back(std::move(row));
}

bool TurnRunner::claim_inline(const std::vector<Delivery>& deliveries, const Turn& turn,
                              const ChannelLease& lease, InlineTicket* ticket) const {
  return ticket != nullptr && deliveries.size() == 1 && lease.capabilities.inline_reply &&
         deliveries.front().content.media.empty() &&
         dependencies_.outbox.is_idle(turn.message.conversation()) && ticket->claim();
}

}  // namespace yak::conversation

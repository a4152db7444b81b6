// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/reply_renderer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/async/activity.hpp"
#include "base/exception_text.hpp"
#include "conversation/turns/reply_pieces.hpp"

namespace yak::conversation {
namespace asio = boost::asio;
using delivery::ChannelLease;
namespace {

/// Longer replies are rendered outside the event loops.
constexpr std::size_t kLongReply = std::size_t{8} << 10U;

std::vector<Outbound> as_written(const Reply& reply) {
  std::vector<Outbound> pieces;
  for (const ReplyPart& part : reply.parts) {
    Outbound& piece = pieces.emplace_back(part.text);
    piece.media = part.media;
  }
  return pieces;
}

}  // namespace

task<RenderedReply> ReplyRenderer::render(const Turn& turn,
                                          const std::optional<ChannelLease>& lease) {
  RenderedReply rendered;
  if (!lease) {
    rendered.deliveries = deliveries_of(turn, as_written(turn.reply));
    co_return rendered;
  }
  Pieces made;
  if (text_bytes(turn.reply) > kLongReply) {
    made = co_await pieces_apart(turn, *lease);
  } else {
    made = pieces_of(turn, *lease);
  }
  std::vector<Outbound> pieces = ensure_visible(std::move(made.pieces), turn.reply);
  rendered.left_out = cut_to(lease->max_parts, pieces);
  rendered.thrown = std::move(made.thrown);
  rendered.deliveries = deliveries_of(turn, std::move(pieces));
  co_return rendered;
}

ReplyRenderer::Pieces ReplyRenderer::pieces_of(const Turn& turn, const ChannelLease& lease) {
  const base::ActivityScope activity(lease.label, "render", turn.message.id);
  Pieces made;
  try {
    made.pieces = lease.channel->render(turn.reply);
    return made;
  } catch (...) {
    made.thrown = base::exception_text();
  }
  made.pieces.emplace_back(std::string(kTurnFailedText));
  return made;
}

task<ReplyRenderer::Pieces> ReplyRenderer::pieces_apart(const Turn& turn,
                                                        const ChannelLease& lease) {
  const auto work = [&turn, &lease]() -> task<Pieces> { co_return pieces_of(turn, lease); };
  co_return co_await asio::co_spawn(thread_.get_executor(), work, asio::use_awaitable);
}

std::vector<Delivery> ReplyRenderer::deliveries_of(const Turn& turn,
                                                   std::vector<Outbound> pieces) const {
  std::vector<Delivery> deliveries;
  deliveries.reserve(pieces.size());
  const WallTime now = clock_.now();
  for (Outbound& piece : pieces) {
    Delivery delivery;
    delivery.message = turn.message.id;
    delivery.channel = turn.message.channel;
    delivery.peer = turn.message.peer;
    delivery.address = turn.message.address;
    delivery.from = turn.message.to;
    delivery.in_reply_to = turn.message.external_id;
    delivery.trace_id = turn.message.trace_id;
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

}  // namespace yak::conversation

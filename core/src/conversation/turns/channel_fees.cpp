// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/channel_fees.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace yak::conversation {

void ChannelFees::charge(const Turn& turn, const MessagePrice& price, std::size_t messages,
                         TurnCommit& entry) {
  if (!price.any()) return;
  const std::int64_t in = price.in_nano_usd * static_cast<std::int64_t>(messages);
  const std::int64_t out = price.out_nano_usd * static_cast<std::int64_t>(entry.deliveries.size());
  const auto count = [&](const char* direction, std::int64_t nano_usd) {
    constexpr double kNano = 1e-9;
    metrics_
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
  row.day = day_of(clock_.now());
  row.cost_nano_usd = in + out;
  entry.writes.usage.push_back(std::move(row));
}

}  // namespace yak::conversation

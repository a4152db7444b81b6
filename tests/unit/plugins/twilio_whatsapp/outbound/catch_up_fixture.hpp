// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "listed_items.hpp"
#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {

/// A time on the fake clock's first day, as Twilio writes it.
inline std::string at(const std::string& time) { return "Mon, 05 Jan 2026 " + time + " +0000"; }

inline Json received_at(std::string sid, const std::string& time) {
  return changed(received_item(std::move(sid), "hi"), {{"date_sent", at(time)}});
}

/// Catches up at 09:00 on the fake clock's first day.
class CatchUpTest : public ChannelTest {
 protected:
  [[nodiscard]] WallTime nine() const {
    return std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + std::chrono::hours(9);
  }

  result<std::size_t> catch_up(WallTime since) { return context_.run(channel_->catch_up(since)); }
  result<std::size_t> catch_up() { return catch_up(nine() - std::chrono::hours(1)); }

  std::vector<std::string> taken() {
    std::vector<std::string> sids;
    for (const Message& message : context_.inbox().messages()) sids.push_back(message.external_id);
    return sids;
  }
  double counted() {
    return context_.metrics().value("yak_twilio_caught_up_total", {{"channel", "whatsapp"}});
  }
};

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "monitor/rates.hpp"

#include <algorithm>
#include <utility>

namespace yak::monitor {
namespace {

using Bucket = observe::MetricsRegistry::Bucket;

/// Counters never decrease while the process lives, but rounding may make the difference negative.
double grown(double now, double then) { return std::max(0.0, now - then); }

std::vector<Bucket> grown(const std::vector<Bucket>& now, const std::vector<Bucket>& then) {
  std::vector<Bucket> difference = now;
  for (std::size_t i = 0; i < std::min(now.size(), then.size()); ++i) {
    difference[i].count = grown(now[i].count, then[i].count);
  }
  return difference;
}

Rates::Reading grown(const Rates::Reading& now, const Rates::Reading& then) {
  Rates::Reading difference;
  difference.at = now.at;
  for (const auto count :
       {&Rates::Reading::messages, &Rates::Reading::turns, &Rates::Reading::turns_failed,
        &Rates::Reading::sent, &Rates::Reading::dead, &Rates::Reading::resent,
        &Rates::Reading::model_calls, &Rates::Reading::model_failures, &Rates::Reading::tokens,
        &Rates::Reading::cost_usd}) {
    difference.*count = grown(now.*count, then.*count);
  }
  difference.turn_seconds = grown(now.turn_seconds, then.turn_seconds);
  return difference;
}

}  // namespace

Rates::Reading Rates::read(const observe::MetricsRegistry& metrics, MonotonicTime now) {
  Reading reading;
  reading.at = now;
  reading.messages = metrics.sum("yak_messages_accepted_total");
  reading.turns = metrics.sum("yak_turns_total");
  reading.turns_failed = metrics.sum("yak_turns_total", {{"result", "failed"}});
  reading.sent = metrics.sum("yak_deliveries_total", {{"state", "sent"}});
  reading.dead = metrics.sum("yak_deliveries_total", {{"state", "dead"}});
  reading.resent = metrics.sum("yak_send_resent_total");
  reading.model_calls = metrics.sum("yak_model_calls_total");
  reading.model_failures =
      reading.model_calls - metrics.sum("yak_model_calls_total", {{"result", "ok"}});
  reading.tokens = metrics.sum("yak_model_tokens_total");
  reading.cost_usd = metrics.sum("yak_model_cost_usd_total");
  reading.turn_seconds = metrics.buckets("yak_turn_seconds");
  return reading;
}

void Rates::add(Reading reading) {
  if (!readings_.empty() && reading.at - readings_.back().at < kEvery) return;
  readings_.push_back(std::move(reading));
  if (readings_.size() > kMax) readings_.pop_front();
}

std::array<Rates::Window, 3> Rates::windows(const Reading& now) const {
  std::array<Window, 3> all;
  for (std::size_t i = 0; i < all.size(); ++i) all.at(i) = window(now, kSpans.at(i));
  return all;
}

Rates::Window Rates::window(const Reading& now, std::chrono::minutes span) const {
  Window window;
  // The oldest reading within the span. Half a step of tolerance keeps the window close to its
  // nominal length at any time.
  const auto begin = std::ranges::find_if(
      readings_, [&](const Reading& kept) { return now.at - kept.at <= span + kEvery / 2; });
  if (begin == readings_.end()) return window;
  window.span = now.at - begin->at;
  window.grown = grown(now, *begin);
  window.median_seconds = quantile(window.grown.turn_seconds, 0.5);
  window.slow_seconds = quantile(window.grown.turn_seconds, 0.95);
  return window;
}

double quantile(const std::vector<Bucket>& buckets, double share) {
  if (buckets.empty() || buckets.back().count <= 0) return 0;
  const double rank = share * buckets.back().count;
  const auto found =
      std::ranges::find_if(buckets, [&](const Bucket& bucket) { return bucket.count >= rank; });
  const auto index = static_cast<std::size_t>(found - buckets.begin());
  const double low = index == 0 ? 0 : buckets[index - 1].bound;
  if (index + 1 >= buckets.size()) return low;
  const double before = index == 0 ? 0 : buckets[index - 1].count;
  const double inside = buckets[index].count - before;
  const double part = inside > 0 ? (rank - before) / inside : 1;
  return low + (buckets[index].bound - low) * part;
}

}  // namespace yak::monitor

// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/refusals.hpp"

#include <chrono>

namespace yak::conversation {
namespace {

constexpr std::chrono::hours kLogEvery{1};
constexpr std::chrono::hours kReplyEvery{24};

/// If `span` has passed since `last`, sets `last` to `now` and returns true.
bool is_due(std::optional<MonotonicTime>& last, MonotonicTime now, std::chrono::hours span) {
  if (last && now - *last < span) return false;
  last = now;
  return true;
}

}  // namespace

RefusalActions Refusals::note(const std::string& user, MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  Noted* noted = senders_.find(user);
  if (noted == nullptr) {
    if (senders_.size() >= kMaxSenders) senders_.pop_oldest();
    noted = &senders_.put(user, Noted{});
  }
  RefusalActions refusal;
  refusal.log = is_due(noted->logged, now, kLogEvery);
  refusal.reply = is_due(noted->replied, now, kReplyEvery);
  return refusal;
}

}  // namespace yak::conversation

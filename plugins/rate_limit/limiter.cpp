// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/limiter.hpp"

#include <algorithm>
#include <functional>

namespace yak::rate_limit {
namespace {

/// The shortest wait that users are told when a shared limit refuses. The real wait is often
/// milliseconds, and all users would come back at once.
constexpr Instant kSharedPause = std::chrono::seconds(10);

std::optional<Gcra> gcra_of(const std::optional<Rate>& rate) {
  return rate ? std::optional<Gcra>(*rate) : std::nullopt;
}

LimitDecision refused(Scope scope, Instant wait) {
  LimitDecision verdict;
  verdict.admitted = false;
  verdict.scope = scope;
  verdict.wait = wait;
  return verdict;
}

}  // namespace

Limiter::Limiter(const Limits& limits, std::size_t max_users)
    : per_user_(gcra_of(limits.per_user)),
      per_channel_(gcra_of(limits.per_channel)),
      global_(gcra_of(limits.global)),
      users_per_shard_(std::max<std::size_t>(1, max_users / kShards)) {}

Limiter::Shard& Limiter::shard_of(const std::string& user) {
  return shards_[std::hash<std::string>{}(user) % kShards];
}

Limiter::User& Limiter::user_in(Shard& shard, const std::string& user, Instant now) {
  if (User* known = shard.users.find(user)) return *known;
  if (shard.users.size() >= users_per_shard_) {
    const auto oldest = shard.users.pop_oldest();
    if (oldest->second.arrival > now || oldest->second.told > now) ++forgotten_;
  }
  return shard.users.put(user, User{});
}

std::optional<LimitDecision> Limiter::check_user(User& user, Instant now) const {
  if (!per_user_) return std::nullopt;
  if (user.held && now < user.arrival) return refused(Scope::user, user.arrival - now);
  user.held = per_user_->wait(user.arrival, now) > Instant(0);
  if (!user.held) return std::nullopt;
  user.told = user.arrival;
  LimitDecision verdict = refused(Scope::user, user.arrival - now);
  verdict.tell = true;
  return verdict;
}

std::optional<LimitDecision> Limiter::take_shared(const std::string& channel, Instant now) {
  if (!per_channel_ && !global_) return std::nullopt;
  const std::lock_guard lock(shared_mutex_);
  Instant* arrival = per_channel_ ? &channels_[channel] : nullptr;
  const Instant channel_wait = arrival ? per_channel_->wait(*arrival, now) : Instant(0);
  const Instant global_wait = global_ ? global_->wait(global_arrival_, now) : Instant(0);
  if (channel_wait > Instant(0))
    return refused(Scope::channel, std::max(channel_wait, kSharedPause));
  if (global_wait > Instant(0)) return refused(Scope::global, std::max(global_wait, kSharedPause));
  if (arrival) *arrival = per_channel_->after(*arrival, now);
  if (global_) global_arrival_ = global_->after(global_arrival_, now);
  return std::nullopt;
}

LimitDecision Limiter::take(const std::string& user, const std::string& channel, Instant now) {
  Shard& shard = shard_of(user);
  const std::lock_guard lock(shard.mutex);
  User& state = user_in(shard, user, now);
  if (const auto verdict = check_user(state, now)) return *verdict;
  if (auto verdict = take_shared(channel, now)) {
    verdict->tell = now >= state.told;
    if (verdict->tell) state.told = now + verdict->wait;
    return *verdict;
  }
  if (per_user_) state.arrival = per_user_->after(state.arrival, now);
  return LimitDecision{};
}

void Limiter::adopt(const std::string& user, const std::string& alias) {
  std::optional<User> known;
  {
    Shard& shard = shard_of(alias);
    const std::lock_guard lock(shard.mutex);
    if (const User* found = shard.users.find(alias)) {
      known = *found;
      shard.users.erase(alias);
    }
  }
  if (!known) return;
  Shard& shard = shard_of(user);
  const std::lock_guard lock(shard.mutex);
  if (shard.users.find(user) != nullptr) return;
  if (shard.users.size() >= users_per_shard_) shard.users.pop_oldest();
  shard.users.put(user, *known);
}

bool Limiter::tell(const std::string& user, Instant now, Instant until) {
  Shard& shard = shard_of(user);
  const std::lock_guard lock(shard.mutex);
  User& state = user_in(shard, user, now);
  if (now < state.told) return false;
  state.told = until;
  return true;
}

}  // namespace yak::rate_limit

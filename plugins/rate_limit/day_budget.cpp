// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/day_budget.hpp"

#include <chrono>

namespace yak::rate_limit {

Spent spent_in(const std::vector<UsageRow>& rows) {
  Spent spent;
  for (const UsageRow& row : rows) {
    spent.tokens += row.prompt_tokens + row.completion_tokens;
    spent.nano_usd += row.cost_nano_usd;
  }
  return spent;
}

std::optional<Budget> reached(const DayLimits& limits, const Spent& spent) {
  if (limits.tokens && spent.tokens >= *limits.tokens) return Budget::tokens;
  if (limits.nano_usd && spent.nano_usd >= *limits.nano_usd) return Budget::cost;
  return std::nullopt;
}

std::chrono::milliseconds rest_of_day(WallTime now) {
  return std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1) - now;
}

std::optional<Spent> DayLedger::find(const std::string& user, Day day) {
  const std::lock_guard lock(mutex_);
  const Entry* entry = entries_.find(user);
  if (entry == nullptr || entry->day != day) return std::nullopt;
  return entry->spent;
}

void DayLedger::load(const std::string& user, Day day, const Spent& spent) {
  const std::lock_guard lock(mutex_);
  const Entry* present = entries_.find(user);
  if (present != nullptr && present->day >= day) return;
  Entry entry;
  entry.day = day;
  entry.spent = spent;
  entries_.put(user, entry);
  if (entries_.size() > max_users_) entries_.pop_oldest();
}

void DayLedger::forget(const std::string& user) {
  const std::lock_guard lock(mutex_);
  entries_.erase(user);
}

void DayLedger::add(const std::string& user, Day day, const Spent& more) {
  const std::lock_guard lock(mutex_);
  Entry* entry = entries_.find(user);
  if (entry == nullptr || entry->day != day) return;
  entry->spent.tokens += more.tokens;
  entry->spent.nano_usd += more.nano_usd;
}

}  // namespace yak::rate_limit

// SPDX-License-Identifier: Apache-2.0
#include "memory/usage_table.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

namespace yak::memory {
namespace {

void add_to(UsageRow& sum, const UsageRow& row, std::int64_t times) {
  sum.messages += times * row.messages;
  sum.prompt_tokens += times * row.prompt_tokens;
  sum.completion_tokens += times * row.completion_tokens;
  sum.cost_nano_usd += times * row.cost_nano_usd;
  sum.unpriced_messages += times * row.unpriced_messages;
}

}  // namespace

void UsageTable::add(const UsageRow& row) {
  const DayAndModel key(row.day, row.model);
  const auto [found, is_new] = by_user_[row.user].try_emplace(key, row);
  if (!is_new) add_to(found->second, row, 1);
  Sum& sum = of_all_[key];
  sum.row.day = row.day;
  sum.row.model = row.model;
  add_to(sum.row, row, 1);
  if (!is_new) return;
  ++sum.rows;
  ++size_;
  order_[row.day].emplace_back(row.user, row.model);
  while (size_ > bound_) forget_oldest();
}

void UsageTable::forget_oldest() {
  const auto day = order_.begin();
  const auto [user, model] = std::move(day->second.front());
  const DayAndModel key(day->first, model);
  day->second.pop_front();
  if (day->second.empty()) order_.erase(day);
  const auto rows = by_user_.find(user);
  if (rows == by_user_.end()) return;
  const auto row = rows->second.find(key);
  if (row == rows->second.end()) return;
  subtract(row->second);
  rows->second.erase(row);
  if (rows->second.empty()) by_user_.erase(rows);
}

void UsageTable::subtract(const UsageRow& row) {
  --size_;
  const auto sum = of_all_.find({row.day, row.model});
  add_to(sum->second.row, row, -1);
  if (--sum->second.rows == 0) of_all_.erase(sum);
}

std::vector<UsageRow> UsageTable::rows(const std::string& user, Day first, Day last) const {
  std::vector<UsageRow> found;
  const DayAndModel begin(first, std::string());
  if (user.empty()) {
    for (auto at = of_all_.lower_bound(begin); at != of_all_.end() && at->first.first <= last; ++at)
      found.push_back(at->second.row);
    return found;
  }
  const auto rows = by_user_.find(user);
  if (rows == by_user_.end()) return found;
  const Rows& theirs = rows->second;
  for (auto at = theirs.lower_bound(begin); at != theirs.end() && at->first.first <= last; ++at)
    found.push_back(at->second);
  return found;
}

std::vector<UsageRow> UsageTable::rows(const std::string& user) const {
  return rows(user, std::numeric_limits<Day>::min(), std::numeric_limits<Day>::max());
}

std::vector<UsageRow> UsageTable::by_user(Day first, Day last, int limit) const {
  std::vector<UsageRow> sums;
  for (const auto& [user, all] : by_user_) {
    UsageRow sum;
    sum.user = user;
    for (auto at = all.lower_bound({first, std::string()});
         at != all.end() && at->first.first <= last; ++at) {
      add_to(sum, at->second, 1);
      sum.day = at->first.first;
    }
    if (sum.messages != 0 || sum.cost_nano_usd != 0) sums.push_back(std::move(sum));
  }
  std::ranges::sort(sums, [](const UsageRow& left, const UsageRow& right) {
    return std::tie(right.cost_nano_usd, right.messages, left.user) <
           std::tie(left.cost_nano_usd, left.messages, right.user);
  });
  sums.resize(std::min(sums.size(), static_cast<std::size_t>(std::max(limit, 0))));
  return sums;
}

std::int64_t UsageTable::rename(const std::string& user, const std::string& other) {
  const auto found = by_user_.find(user);
  if (found == by_user_.end()) return 0;
  const Rows theirs = std::move(found->second);
  by_user_.erase(found);
  for (const auto& [key, row] : theirs) {
    subtract(row);
    const auto day = order_.find(row.day);
    std::erase(day->second, std::pair(user, row.model));
    if (day->second.empty()) order_.erase(day);
    UsageRow kept = row;
    kept.user = other;
    add(kept);
  }
  return std::ssize(theirs);
}

}  // namespace yak::memory

// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/reports.hpp"

#include <algorithm>

namespace yak::sqlite {

UsageRow usage_in(const Query& row) {
  UsageRow usage;
  usage.user = row.text(0);
  usage.day = static_cast<Day>(row.integer(1));
  usage.model = row.text(2);
  usage.messages = row.integer(3);
  usage.prompt_tokens = row.integer(4);
  usage.completion_tokens = row.integer(5);
  usage.cost_nano_usd = row.integer(6);
  usage.unpriced_messages = row.integer(7);
  return usage;
}

namespace {

constexpr const char* kStats =
    "SELECT (SELECT count(*) FROM unfinished), total(state = 0 OR state = 1), "
    "total(state = 4), total(state = 3), (SELECT count(*) FROM ended WHERE state = 4) "
    "FROM delivery WHERE state <> 2";

std::optional<WallTime> first_time(Statement& statement) {
  Query row(statement);
  if (!row.next()) return std::nullopt;
  return WallTime(std::chrono::milliseconds(row.integer(0)));
}

}  // namespace

Reports::Reports(Database& database, const Clock& clock)
    : clock_(clock),
      persons_(database),
      scan_(database,
            "SELECT key, value FROM key_value WHERE space = ?1 AND key >= ?2 AND key > ?3 "
            "AND (expires_at IS NULL OR expires_at > ?5) ORDER BY key LIMIT ?4"),
      usage_of_user_(database,
                     "SELECT user, day, model, messages, prompt_tokens, completion_tokens, "
                     "cost_nano_usd, unpriced_messages FROM usage "
                     "WHERE user = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, model"),
      usage_of_all_(database,
                    "SELECT '', day, model, sum(messages), sum(prompt_tokens), "
                    "sum(completion_tokens), sum(cost_nano_usd), sum(unpriced_messages) FROM usage "
                    "WHERE day BETWEEN ?1 AND ?2 GROUP BY day, model ORDER BY day, model"),
      usage_by_user_(
          database,
          "SELECT user, max(day), '', sum(messages), sum(prompt_tokens), "
          "sum(completion_tokens), sum(cost_nano_usd), sum(unpriced_messages) FROM usage "
          "WHERE day BETWEEN ?1 AND ?2 GROUP BY user "
          "ORDER BY sum(cost_nano_usd) DESC, sum(messages) DESC, user LIMIT ?3"),
      stats_(database, kStats),
      oldest_message_(
          database,
          "SELECT received_at FROM inbox WHERE id = (SELECT min(message) FROM unfinished)"),
      oldest_delivery_(database,
                       "SELECT created_at FROM outbox WHERE id = ("
                       "SELECT min(id) FROM delivery WHERE state <> 2 AND state <> 3)"),
      bytes_(database, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") {}

std::vector<KeyValueEntry> Reports::scan(const std::string& space, const std::string& prefix,
                                         const std::string& after, int limit) {
  std::vector<KeyValueEntry> entries;
  // Keys with one prefix are neighbours: the first key without it ends them.
  const int most = std::clamp(limit, 0, KeyValue::kMaxScanned);
  Query row(scan_, space, prefix, after, most, clock_.now());
  while (row.next()) {
    std::string key = row.text(0);
    if (!key.starts_with(prefix)) break;
    entries.emplace_back(std::move(key), row.text(1));
  }
  return entries;
}

std::vector<UsageRow> Reports::usage(const std::string& user, Day first, Day last) {
  std::vector<UsageRow> rows;
  const auto collect = [&rows](Query& row) {
    while (row.next()) rows.push_back(usage_in(row));
  };
  if (user.empty()) {
    Query row(usage_of_all_, first, last);
    collect(row);
  } else {
    const std::string owner = persons_.owner_of_user(user);
    Query row(usage_of_user_, owner, first, last);
    collect(row);
  }
  return rows;
}

std::vector<UsageRow> Reports::usage_by_user(Day first, Day last, int limit) {
  std::vector<UsageRow> rows;
  Query row(usage_by_user_, first, last, std::max(limit, 0));
  while (row.next()) rows.push_back(usage_in(row));
  return rows;
}

StoreStats Reports::stats() {
  StoreStats stats;
  stats.oldest_message = first_time(oldest_message_);
  stats.oldest_delivery = first_time(oldest_delivery_);
  if (Query row(bytes_); row.next()) stats.bytes = row.integer(0);
  Query row(stats_);
  if (!row.next()) return stats;
  stats.messages_unfinished = row.integer(0);
  stats.deliveries_pending = row.integer(1);
  stats.deliveries_in_doubt = row.integer(2);
  stats.deliveries_dead = row.integer(3);
  stats.messages_quarantined = row.integer(4);
  return stats;
}

}  // namespace yak::sqlite

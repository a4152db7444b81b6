// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/lookups.hpp"

#include <algorithm>

namespace yak::sqlite {

namespace {

/// What was caught up on has come earlier than its id says, so that the newest id is not enough.
constexpr const char* kLastMessage =
    "SELECT max(received_at) FROM (SELECT received_at FROM inbox "
    "WHERE peer = ?1 AND channel = ?2 ORDER BY id DESC LIMIT 64)";

}  // namespace

Lookups::Lookups(Database& database, const Clock& clock)
    : clock_(clock),
      persons_(database),
      history_(database,
               "SELECT role, at, text, answered_at, answer FROM history "
               "WHERE peer = ?1 AND channel = ?2 ORDER BY id DESC LIMIT ?3"),
      last_message_(database, kLastMessage),
      get_(database,
           "SELECT value FROM key_value WHERE space = ?1 AND key = ?2 "
           "AND (expires_at IS NULL OR expires_at > ?3)") {}

std::vector<HistoryLine> Lookups::history(const ConversationKey& conversation, int limit) {
  std::vector<HistoryLine> lines;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  const std::string peer = persons_.owner(conversation.channel, conversation.peer);
  Query row(history_, peer, conversation.channel, most);
  while (lines.size() < most && row.next()) {
    if (!row.is_null(4)) lines.emplace_back(Role::assistant, row.text(4), row.time(3));
    if (lines.size() < most) lines.emplace_back(row.as<Role>(0), row.text(2), row.time(1));
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::optional<WallTime> Lookups::last_message(const ConversationKey& conversation) {
  Query row(last_message_, conversation.peer, conversation.channel);
  if (!row.next() || row.is_null(0)) return std::nullopt;
  return row.time(0);
}

std::optional<std::string> Lookups::get(const std::string& space, const std::string& key) {
  const std::string owned = is_user_space(space) ? persons_.owner_of_user(key) : key;
  Query row(get_, space, owned, clock_.now());
  if (!row.next()) return std::nullopt;
  return row.text(0);
}

}  // namespace yak::sqlite

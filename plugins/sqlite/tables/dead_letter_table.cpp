// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/dead_letter_table.hpp"

#include <algorithm>

namespace yak::sqlite {
namespace {

// 3 is dead, 4 quarantined; what is sent (2) has no place in the index.
constexpr const char* kDeadDeliveries =
    "SELECT id, message, channel, peer, text, failure, attempts, created_at "
    "FROM delivery JOIN outbox USING(id) "
    "WHERE state <> 2 AND state = 3 AND id > ?1 ORDER BY id LIMIT ?2";
constexpr const char* kMessages =
    "SELECT id, id, channel, peer, raw_text, "
    "'its turns crashed the process repeatedly', 0, received_at "
    "FROM ended JOIN inbox ON message = id WHERE state = 4 AND message > ?1 "
    "ORDER BY message LIMIT ?2";

}  // namespace

DeadLetterTable::DeadLetterTable(Database& database)
    : deliveries_(database, kDeadDeliveries), messages_(database, kMessages) {}

std::vector<DeadLetter> DeadLetterTable::read(Statement& statement, DeadLetterId::Kind kind,
                                              std::int64_t after, int limit) {
  std::vector<DeadLetter> letters;
  Query row(statement, after, limit);
  while (row.next()) {
    DeadLetter& letter = letters.emplace_back();
    letter.id = DeadLetterId(kind, row.integer(0));
    letter.message = row.integer(1);
    letter.channel = row.text(2);
    letter.peer = row.text(3);
    letter.text = row.text(4);
    letter.reason = row.text(5);
    letter.attempts = static_cast<int>(row.integer(6));
    letter.at = WallTime(std::chrono::milliseconds(row.integer(7)));
  }
  return letters;
}

std::vector<DeadLetter> DeadLetterTable::list(DeadLetterId after, int limit) {
  using Kind = DeadLetterId::Kind;
  const int most = std::max(limit, 0);
  std::vector<DeadLetter> letters;
  if (after.kind == Kind::delivery) letters = read(deliveries_, Kind::delivery, after.id, most);
  const std::int64_t message = after.kind == Kind::message ? after.id : 0;
  const int left = most - static_cast<int>(letters.size());
  std::vector<DeadLetter> messages = read(messages_, Kind::message, message, left);
  std::ranges::move(messages, std::back_inserter(letters));
  return letters;
}

result<DeadLetter> DeadLetterTable::find(DeadLetterId id) {
  const bool is_delivery = id.kind == DeadLetterId::Kind::delivery;
  auto letters = read(is_delivery ? deliveries_ : messages_, id.kind, id.id - 1, 1);
  if (!letters.empty() && letters.front().id == id) return std::move(letters.front());
  return error(ErrorKind::not_found, to_string(id) + " is no dead letter");
}

}  // namespace yak::sqlite

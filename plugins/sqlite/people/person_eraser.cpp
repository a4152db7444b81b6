// SPDX-License-Identifier: Apache-2.0
#include "sqlite/people/person_eraser.hpp"

#include <sqlite3.h>

#include <array>
#include <nlohmann/json.hpp>

namespace yak::sqlite {
namespace {

constexpr const char* kBlankMessage =
    "UPDATE inbox SET peer = '', sender = NULL, sender_name = '', recipient = '', raw_text = '', "
    "text = NULL, reply_to = '', attachments = NULL, payload = '', address = NULL, trace_id = NULL "
    "WHERE id = ?1";
// 2 is dropped, 4 quarantined: what waits for an operator's decision has nothing to decide about.
constexpr const char* kEndUnfinished =
    "INSERT OR REPLACE INTO ended(message, state) SELECT message, 2 FROM unfinished "
    "WHERE message = ?1";
constexpr const char* kBlankDelivery =
    "UPDATE outbox SET peer = '', sender = '', in_reply_to = '', text = '', media = NULL, "
    "address = NULL, trace_id = NULL WHERE id = ?1";
constexpr const char* kKeepUsage =
    "INSERT INTO usage(user, day, model, messages, prompt_tokens, completion_tokens, "
    "cost_nano_usd, unpriced_messages) SELECT ?2, day, model, messages, prompt_tokens, "
    "completion_tokens, cost_nano_usd, unpriced_messages FROM usage "
    "WHERE user IN (SELECT value FROM json_each(?1)) "
    "ON CONFLICT(user, day, model) DO UPDATE SET messages = messages + excluded.messages, "
    "prompt_tokens = prompt_tokens + excluded.prompt_tokens, "
    "completion_tokens = completion_tokens + excluded.completion_tokens, "
    "cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd, "
    "unpriced_messages = unpriced_messages + excluded.unpriced_messages";

/// While it exists, SQLite overwrites everything that is deleted (store_file.cpp does not ask for
/// that).
class ThoroughDeletion {
 public:
  explicit ThoroughDeletion(Database& database) : database_(database) {
    set("PRAGMA secure_delete=ON");
  }
  ~ThoroughDeletion() { set("PRAGMA secure_delete=FAST"); }
  ThoroughDeletion(const ThoroughDeletion&) = delete;
  ThoroughDeletion& operator=(const ThoroughDeletion&) = delete;

 private:
  /// Runs even if the connection has a failure: this is not part of the work.
  void set(const char* pragma) {
    sqlite3_exec(database_.handle(), pragma, nullptr, nullptr, nullptr);
  }

  Database& database_;
};

}  // namespace

PersonCounts PersonEraser::erase(const Person& who, const PersonRows& rows,
                                 const EraseExcept& except) {
  const ThoroughDeletion thorough(database_);
  const PersonRows since =
      PersonReader(database_).rows(who, rows.searched_messages, rows.searched_deliveries);
  PersonCounts counts;
  for (const PersonRows* found : {&rows, &since}) {
    erase_deliveries(found->deliveries, except.message, counts);
    erase_messages(found->messages, except.message, counts);
  }
  Statement lines(database_,
                  "DELETE FROM history WHERE channel = ?1 AND peer IN (SELECT value FROM "
                  "json_each(?2)) RETURNING answer IS NOT NULL");
  const std::string addresses = addresses_as_json(who);
  {
    Query line(lines, who.channel, addresses);
    while (line.next()) counts.lines += 1 + line.integer(0);
  }
  Statement aliases(database_, "DELETE FROM person WHERE " YAK_ALIASES_OF_PERSON);
  counts.aliases = Query(aliases, who.channel, addresses).run();
  erase_keys_and_usage(who, except, counts);
  return counts;
}

void PersonEraser::erase_messages(const std::vector<MessageId>& messages, MessageId except,
                                  PersonCounts& counts) {
  std::array<Statement, 6> steps{
      Statement(database_, kBlankMessage),
      Statement(database_, kEndUnfinished),
      Statement(database_, "DELETE FROM unfinished WHERE message = ?1"),
      Statement(database_, "UPDATE ended SET state = 2 WHERE message = ?1 AND state = 4"),
      Statement(database_, "DELETE FROM turn WHERE message = ?1"),
      Statement(database_, "DELETE FROM step WHERE message = ?1")};
  for (const MessageId message : messages) {
    if (message == except) continue;
    for (Statement& step : steps) Query(step, message).run();
    ++counts.messages;
  }
}

void PersonEraser::erase_deliveries(const std::vector<DeliveryId>& deliveries, MessageId except,
                                    PersonCounts& counts) {
  Statement state(database_,
                  "DELETE FROM delivery WHERE id = ?1 AND NOT EXISTS(SELECT 1 FROM outbox WHERE "
                  "id = ?1 AND message = ?2)");
  Statement content(database_,
                    "DELETE FROM outbox WHERE id = ?1 AND id < (SELECT max(id) FROM outbox)");
  Statement blank(database_, kBlankDelivery);
  for (const DeliveryId delivery : deliveries) {
    if (Query(state, delivery, except).run() == 0) continue;
    if (Query(content, delivery).run() == 0) Query(blank, delivery).run();
    ++counts.deliveries;
  }
}

void PersonEraser::erase_keys_and_usage(const Person& who, const EraseExcept& except,
                                        PersonCounts& counts) {
  const std::string users = users_as_json(who);
  const std::string spaces = nlohmann::json(except.spaces).dump();
  Statement keys(database_, "DELETE FROM key_value WHERE " YAK_KEYS_OF_PERSON
                            " AND space NOT IN (SELECT value FROM json_each(?3))");
  const std::string entries = entries_as_json(who);
  counts.keys = Query(keys, users, entries, spaces).run();
  Statement keep(database_, kKeepUsage);
  const std::string_view erased = PersonRecords::kErasedUser;
  Query(keep, users, erased).run();
  Statement usage(database_, "DELETE FROM usage WHERE user IN (SELECT value FROM json_each(?1))");
  counts.usage = Query(usage, users).run();
}

}  // namespace yak::sqlite

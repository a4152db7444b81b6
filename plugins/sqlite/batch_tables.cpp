#include "sqlite/batch_tables.hpp"

namespace yak::sqlite {

BatchTables::BatchTables(Database& database)
    : clear_history_(database, "DELETE FROM history WHERE peer = ?1 AND channel = ?2"),
      append_history_(
          database,
          "INSERT INTO history(peer, channel, role, at, text) VALUES(?1, ?2, ?3, ?4, ?5)"),
      put_(database, "INSERT OR REPLACE INTO key_value(space, key, value) VALUES(?1, ?2, ?3)"),
      erase_(database, "DELETE FROM key_value WHERE space = ?1 AND key = ?2"),
      add_usage_(database,
                 "UPDATE usage SET messages = messages + ?4, prompt_tokens = prompt_tokens + ?5, "
                 "completion_tokens = completion_tokens + ?6, cost_nano_usd = cost_nano_usd + ?7, "
                 "unpriced_messages = unpriced_messages + ?8 "
                 "WHERE user = ?1 AND day = ?2 AND model = ?3"),
      begin_usage_(database,
                   "INSERT INTO usage(user, day, model, messages, prompt_tokens, "
                   "completion_tokens, cost_nano_usd, unpriced_messages) "
                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)") {}

void BatchTables::apply(const Batch& batch) {
  for (const Batch::ClearHistory& clear : batch.clears) {
    Query(clear_history_, clear.conversation.peer, clear.conversation.channel).run();
  }
  for (const Batch::AppendHistory& append : batch.appends) {
    const HistoryLine& line = append.line;
    Query(append_history_, append.conversation.peer, append.conversation.channel, line.role,
          line.at, line.text)
        .run();
  }
  for (const Batch::Put& change : batch.puts) put(change);
  for (const UsageRow& row : batch.usage) add_usage(row);
}

void BatchTables::put(const Batch::Put& change) {
  if (change.value) {
    Query(put_, change.space, change.key, *change.value).run();
  } else {
    Query(erase_, change.space, change.key).run();
  }
}

void BatchTables::add_usage(const UsageRow& row) {
  // An upsert costs three times the update that it nearly always comes to.
  for (Statement* statement : {&add_usage_, &begin_usage_}) {
    Query query(*statement, row.user, row.day, row.model, row.messages, row.prompt_tokens,
                row.completion_tokens, row.cost_nano_usd, row.unpriced_messages);
    if (query.run() > 0) return;
  }
}

}  // namespace yak::sqlite

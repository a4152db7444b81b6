// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/batch_tables.hpp"

namespace yak::sqlite {
namespace {

bool is_answer(const Batch::AppendHistory& second, const Batch::AppendHistory& first) {
  return first.line.role == Role::user && second.line.role == Role::assistant &&
         first.conversation == second.conversation;
}

}  // namespace

BatchTables::BatchTables(Database& database, PersonLookup& persons, KeyValueTable& keys)
    : persons_(persons),
      keys_(keys),
      clear_history_(database, "DELETE FROM history WHERE peer = ?1 AND channel = ?2"),
      append_line_(database,
                   "INSERT INTO history(peer, channel, role, at, text) VALUES(?1, ?2, ?3, ?4, ?5)"),
      append_exchange_(database,
                       "INSERT INTO history(peer, channel, role, at, text, answered_at, answer) "
                       "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
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
    const std::string& channel = clear.conversation.channel;
    const std::string peer = persons_.owner(channel, clear.conversation.peer);
    Query(clear_history_, peer, channel).run();
  }
  append(batch.appends);
  for (const Batch::Put& change : batch.puts()) {
    keys_.put(change.space, change.key, change.value);
  }
  for (const UsageRow& row : batch.usage) add_usage(row);
}

void BatchTables::append(std::span<const Batch::AppendHistory> lines) {
  while (!lines.empty()) {
    const auto& [conversation, line] = lines.front();
    const std::string peer = persons_.owner(conversation.channel, conversation.peer);
    if (lines.size() > 1 && is_answer(lines[1], lines.front())) {
      const HistoryLine& answer = lines[1].line;
      Query(append_exchange_, peer, conversation.channel, line.role, line.at, line.text, answer.at,
            answer.text)
          .run();
      lines = lines.subspan(2);
    } else {
      Query(append_line_, peer, conversation.channel, line.role, line.at, line.text).run();
      lines = lines.subspan(1);
    }
  }
}

void BatchTables::add_usage(const UsageRow& row) {
  // An upsert costs three times the update that it nearly always comes to.
  const std::string user = persons_.owner_of_user(row.user);
  for (Statement* statement : {&add_usage_, &begin_usage_}) {
    Query query(*statement, user, row.day, row.model, row.messages, row.prompt_tokens,
                row.completion_tokens, row.cost_nano_usd, row.unpriced_messages);
    if (query.run() > 0) return;
  }
}

}  // namespace yak::sqlite

// SPDX-License-Identifier: Apache-2.0
#include "sqlite/people/person_table.hpp"

#include <algorithm>

#include "yak/store/alias_table.hpp"

namespace yak::sqlite {
namespace {

constexpr const char* kAddUsage =
    "INSERT INTO usage(user, day, model, messages, prompt_tokens, completion_tokens, "
    "cost_nano_usd, unpriced_messages) SELECT ?2, day, model, messages, prompt_tokens, "
    "completion_tokens, cost_nano_usd, unpriced_messages FROM usage WHERE user = ?1 "
    "ON CONFLICT(user, day, model) DO UPDATE SET messages = messages + excluded.messages, "
    "prompt_tokens = prompt_tokens + excluded.prompt_tokens, "
    "completion_tokens = completion_tokens + excluded.completion_tokens, "
    "cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd, "
    "unpriced_messages = unpriced_messages + excluded.unpriced_messages";

}  // namespace

PersonLookup::PersonLookup(Database& database)
    : find_(database, "SELECT id FROM person WHERE address = ?1 AND channel = ?2") {}

std::string PersonLookup::owner(const std::string& channel, const std::string& address) {
  Query row(find_, address, channel);
  return row.next() ? row.text(0) : address;
}

std::string PersonLookup::owner_of_user(const std::string& user) {
  const std::size_t colon = user.find(':');
  if (colon == std::string::npos) return user;
  const std::string channel = user.substr(0, colon);
  return channel + ":" + owner(channel, user.substr(colon + 1));
}

PersonTable::PersonTable(Database& database)
    : lookup_(database),
      aliases_(database, "SELECT address FROM person WHERE id = ?1 AND channel = ?2 ORDER BY rank"),
      bind_(database,
            "INSERT OR REPLACE INTO person(address, channel, id, rank) VALUES(?1, ?2, ?3, ?4)"),
      rebind_(database, "UPDATE person SET id = ?3 WHERE id = ?1 AND channel = ?2"),
      forget_(database, "DELETE FROM person WHERE address = ?1 AND channel = ?2"),
      move_history_(database, "UPDATE history SET peer = ?3 WHERE peer = ?1 AND channel = ?2"),
      move_value_(database,
                  "UPDATE OR IGNORE key_value SET key = ?3 WHERE space = ?1 AND key = ?2"),
      drop_value_(database, "DELETE FROM key_value WHERE space = ?1 AND key = ?2"),
      add_usage_(database, kAddUsage),
      drop_usage_(database, "DELETE FROM usage WHERE user = ?1") {}

std::vector<std::string> PersonTable::aliases_of(const std::string& channel,
                                                 const std::string& id) {
  std::vector<std::string> aliases;
  Query row(aliases_, id, channel);
  while (row.next()) aliases.push_back(row.text(0));
  return aliases;
}

std::vector<std::string> PersonTable::addresses_of(const std::string& channel,
                                                   const std::string& address) {
  std::vector<std::string> addresses{lookup_.owner(channel, address)};
  for (std::string& alias : aliases_of(channel, addresses.front())) {
    addresses.push_back(std::move(alias));
  }
  return addresses;
}

void PersonTable::learn(const Message& message, Journal::AcceptResult& accepted) {
  const std::string& channel = message.channel;
  const std::vector<std::string> named = aliases_named_by(message);
  if (named.empty()) {
    const std::string owner = lookup_.owner(channel, message.sender);
    if (owner != message.sender) accepted.sender = owner;
    return;
  }
  const std::string& id = message.sender;
  const std::vector<std::string> before = aliases_of(channel, id);
  if (before == named) return;
  // An id that was an alias before is a person now: aliases never form a chain.
  Query(forget_, id, channel).run();
  for (const std::string& alias : before) {
    if (std::ranges::find(named, alias) == named.end()) Query(forget_, alias, channel).run();
  }
  for (std::size_t rank = 0; rank < named.size(); ++rank) {
    if (std::ranges::find(before, named[rank]) == before.end()) {
      take_over(channel, named[rank], id);
      accepted.merged.push_back(named[rank]);
    }
    Query(bind_, named[rank], channel, id, rank).run();
  }
}

void PersonTable::take_over(const std::string& channel, const std::string& alias,
                            const std::string& id) {
  Query(rebind_, alias, channel, id).run();
  Query(move_history_, alias, channel, id).run();
  move_user(channel + ":" + alias, channel + ":" + id);
}

void PersonTable::move_user(const std::string& from, const std::string& to) {
  for (const std::string_view space : kUserSpaces) {
    Query(move_value_, space, from, to).run();
    Query(drop_value_, space, from).run();
  }
  Query(add_usage_, from, to).run();
  Query(drop_usage_, from).run();
}

bool PersonTable::identify(Message& message) {
  const std::string owner = lookup_.owner(message.channel, message.sender);
  const bool changes = owner != message.sender;
  message.identify(owner);
  message.aliases = aliases_of(message.channel, message.sender);
  return changes;
}

}  // namespace yak::sqlite

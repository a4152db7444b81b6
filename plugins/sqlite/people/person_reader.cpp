// SPDX-License-Identifier: Apache-2.0
#include "sqlite/people/person_reader.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "sqlite/database/statement.hpp"
#include "sqlite/people/person_table.hpp"
#include "sqlite/tables/inbox_table.hpp"
#include "sqlite/tables/outbox_table.hpp"
#include "sqlite/tables/reports.hpp"

namespace yak::sqlite {
namespace {

// ?1 is the channel, ?2 the addresses (of usage: the users), ?3 the row before the first, ?4 the
// limit. Of keys ?1 is the users, ?2 the entries.
#define YAK_THEIR_MESSAGES                                                           \
  "FROM inbox WHERE channel = ?1 AND (peer IN (SELECT value FROM json_each(?2)) OR " \
  "sender IN (SELECT value FROM json_each(?2))) AND id > ?3"
#define YAK_THEIR_DELIVERIES                                                                \
  "FROM outbox JOIN delivery USING(id) WHERE channel = ?1 AND (peer IN (SELECT value FROM " \
  "json_each(?2)) OR EXISTS(SELECT 1 FROM inbox WHERE inbox.id = outbox.message AND "       \
  "inbox.sender IN (SELECT value FROM json_each(?2)))) AND id > ?3"
#define YAK_THEIR_HISTORY \
  "FROM history WHERE channel = ?1 AND peer IN (SELECT value FROM json_each(?2)) AND id > ?3"
#define YAK_THEIR_KEYS "FROM key_value WHERE " YAK_KEYS_OF_PERSON
#define YAK_THEIR_USAGE "FROM usage WHERE user IN (SELECT value FROM json_each(?2))"

constexpr const char* kMessagesOf =
    "SELECT id, channel, external_id, peer, sender, sender_name, recipient, raw_text, text, "
    "reply_to, attachments, payload, received_at, 0, address, trace_id, coalesce((SELECT state "
    "FROM ended "
    "WHERE "
    "message = inbox.id), NOT EXISTS(SELECT 1 FROM unfinished WHERE message = "
    "inbox.id)) " YAK_THEIR_MESSAGES " ORDER BY id LIMIT ?4";
constexpr const char* kDeliveriesOf =
    "SELECT id, message, channel, peer, sender, in_reply_to, part, parts, text, media, created_at, "
    "state, attempts, next_at, status, receipt, failure, address, trace_id " YAK_THEIR_DELIVERIES
    " ORDER BY id LIMIT ?4";
constexpr const char* kHistoryOf =
    "SELECT id, peer, role, at, text, answered_at, answer " YAK_THEIR_HISTORY
    " ORDER BY id LIMIT ?4";
constexpr const char* kKeysOf =
    "SELECT space, key, value " YAK_THEIR_KEYS " ORDER BY space, key LIMIT ?4 OFFSET ?3";
constexpr const char* kUsageOf =
    "SELECT user, day, model, messages, prompt_tokens, completion_tokens, cost_nano_usd, "
    "unpriced_messages " YAK_THEIR_USAGE " ORDER BY user, day, model LIMIT ?4 OFFSET ?3";

/// Where a page begins: the section's letter, and what its rows come after.
struct Cursor {
  std::size_t section = 0;
  std::int64_t after = 0;
};
constexpr std::string_view kSections = "mdhku";

std::optional<Cursor> cursor_of(std::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  cursor.section = kSections.find(text.front());
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data() + 1, end, cursor.after);
  const bool is_good = cursor.section != std::string_view::npos && problem == std::errc() &&
                       stopped == end && cursor.after >= 0;
  return is_good ? std::optional(cursor) : std::nullopt;
}

std::string as_json(const std::vector<std::string>& texts) {
  return nlohmann::json(texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// One section of a page; gives how many rows there were, and moves `after` behind the last.
struct Section {
  Database& database;
  const std::string& first;
  const std::string& second;
  std::int64_t& after;
  int limit;

  template <class Take>
  int read(const char* sql, bool by_offset, Take take) const {
    Statement statement(database, sql);
    const std::int64_t begin = after;
    Query row(statement, first, second, begin, limit);
    int rows = 0;
    for (; row.next(); ++rows) {
      take(row);
      after = by_offset ? after + 1 : row.integer(0);
    }
    return rows;
  }
};

int read_messages(const Section& section, PersonPage& page) {
  return section.read(kMessagesOf, false, [&page](const Query& row) {
    page.messages.push_back({message_in(row), row.as<MessageState>(16)});
  });
}

int read_deliveries(const Section& section, PersonPage& page) {
  return section.read(kDeliveriesOf, false,
                      [&page](const Query& row) { page.deliveries.push_back(delivery_in(row)); });
}

int read_history(const Section& section, PersonPage& page) {
  return section.read(kHistoryOf, false, [&page](const Query& row) {
    page.history.push_back({row.text(1), {row.as<Role>(2), row.text(4), row.time(3)}});
    if (row.is_null(6)) return;
    page.history.push_back({row.text(1), {Role::assistant, row.text(6), row.time(5)}});
  });
}

int read_keys(const Section& section, PersonPage& page) {
  return section.read(kKeysOf, true, [&page](const Query& row) {
    page.keys.push_back({row.text(0), row.text(1), row.text(2)});
  });
}

int read_usage_of(const Section& section, PersonPage& page) {
  return section.read(kUsageOf, true,
                      [&page](const Query& row) { page.usage.push_back(usage_in(row)); });
}

constexpr std::array kReaders{&read_messages, &read_deliveries, &read_history, &read_keys,
                              &read_usage_of};

}  // namespace

std::string addresses_as_json(const Person& who) { return as_json(who.addresses); }
std::string users_as_json(const Person& who) { return as_json(who.users()); }

std::string entries_as_json(const Person& who) {
  nlohmann::json entries = nlohmann::json::array();
  for (const Person::Entry& entry : who.entries) entries.push_back({entry.space, entry.key});
  return entries.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Person PersonReader::find(const std::string& channel, const std::string& address) {
  Person who(channel, {PersonLookup(database_).owner(channel, address)});
  for (std::string& alias : aliases(who)) who.addresses.push_back(std::move(alias));
  return who;
}

std::vector<std::string> PersonReader::aliases(const Person& who) {
  std::vector<std::string> aliases;
  Statement statement(database_,
                      "SELECT address FROM person WHERE " YAK_ALIASES_OF_PERSON " ORDER BY rank");
  const std::string addresses = addresses_as_json(who);
  Query row(statement, who.channel, addresses);
  while (row.next()) aliases.push_back(row.text(0));
  return aliases;
}

result<PersonPage> PersonReader::page(const Person& who, const std::string& after, int limit) {
  std::optional<Cursor> cursor = cursor_of(after);
  if (!cursor || limit < 1 || limit > PersonRecords::kMaxRows) {
    return error(ErrorKind::invalid, "there is no page of a person's data behind '" + after + "'");
  }
  PersonPage page;
  if (after.empty()) {
    page.counts = counts(who);
    page.aliases = aliases(who);
  }
  const std::string addresses = addresses_as_json(who);
  const std::string users = users_as_json(who);
  const std::string entries = entries_as_json(who);
  for (int left = limit; cursor->section < kSections.size(); ++cursor->section) {
    const bool is_keys = kSections[cursor->section] == 'k';
    const bool is_usage = kSections[cursor->section] == 'u';
    const Section section{database_, is_keys ? users : who.channel,
                          is_keys    ? entries
                          : is_usage ? users
                                     : addresses,
                          cursor->after, left};
    const int rows = kReaders.at(cursor->section)(section, page);
    left -= rows;
    if (left <= 0) {
      page.next = kSections[cursor->section] + std::to_string(cursor->after);
      break;
    }
    cursor->after = 0;
  }
  return page;
}

std::int64_t PersonReader::count(const char* sql, const Person& who) {
  Statement statement(database_, sql);
  const std::string addresses = addresses_as_json(who);
  Query row(statement, who.channel, addresses, std::int64_t{0});
  return row.next() ? row.integer(0) : 0;
}

PersonCounts PersonReader::counts(const Person& who) {
  PersonCounts counts;
  counts.messages = count("SELECT count(*) " YAK_THEIR_MESSAGES, who);
  counts.deliveries = count("SELECT count(*) " YAK_THEIR_DELIVERIES, who);
  counts.lines = count("SELECT count(*) + count(answer) " YAK_THEIR_HISTORY, who);
  const std::string users = users_as_json(who);
  const std::string entries = entries_as_json(who);
  Statement keys(database_, "SELECT count(*) " YAK_THEIR_KEYS);
  if (Query row(keys, users, entries); row.next()) counts.keys = row.integer(0);
  Statement usage(database_, "SELECT count(*), ?1 " YAK_THEIR_USAGE);
  if (Query row(usage, who.channel, users); row.next()) counts.usage = row.integer(0);
  counts.aliases = std::ssize(aliases(who));
  return counts;
}

std::vector<std::int64_t> PersonReader::ids(const char* sql, const Person& who,
                                            std::int64_t after) {
  std::vector<std::int64_t> ids;
  Statement statement(database_, sql);
  const std::string addresses = addresses_as_json(who);
  Query row(statement, who.channel, addresses, after);
  while (row.next()) ids.push_back(row.integer(0));
  return ids;
}

PersonRows PersonReader::rows(const Person& who, MessageId after_message,
                              DeliveryId after_delivery) {
  PersonRows rows;
  rows.searched_messages = database_.number("SELECT max(id) FROM inbox");
  rows.searched_deliveries = database_.number("SELECT max(id) FROM outbox");
  rows.messages = ids("SELECT id " YAK_THEIR_MESSAGES " ORDER BY id", who, after_message);
  rows.deliveries = ids("SELECT id " YAK_THEIR_DELIVERIES " ORDER BY id", who, after_delivery);
  return rows;
}

#undef YAK_THEIR_MESSAGES
#undef YAK_THEIR_DELIVERIES
#undef YAK_THEIR_HISTORY
#undef YAK_THEIR_KEYS
#undef YAK_THEIR_USAGE

}  // namespace yak::sqlite

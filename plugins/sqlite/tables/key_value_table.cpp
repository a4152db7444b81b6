// SPDX-License-Identifier: Apache-2.0
#include "sqlite/tables/key_value_table.hpp"

#include <set>
#include <utility>
#include <vector>

namespace yak::sqlite {

KeyValueTable::KeyValueTable(Database& database, PersonLookup& persons, const Clock& clock)
    : persons_(persons),
      clock_(clock),
      find_(database,
            "SELECT value FROM key_value WHERE space = ?1 AND key = ?2 "
            "AND (expires_at IS NULL OR expires_at > ?3)"),
      has_(database, "SELECT 1 FROM key_value WHERE space = ?1 AND key = ?2"),
      size_(database, "SELECT keys FROM key_space WHERE space = ?1"),
      // By itself SQLite would search all keys of the space.
      expired_(database,
               "SELECT key FROM key_value INDEXED BY key_value_expiry "
               "WHERE space = ?1 AND expires_at <= ?2 LIMIT ?3"),
      // Not INSERT OR REPLACE: what it replaces fires no trigger, and key_space would count it
      // twice.
      put_(database,
           "INSERT INTO key_value(space, key, value, expires_at) VALUES(?1, ?2, ?3, ?4) "
           "ON CONFLICT(space, key) DO UPDATE SET value = excluded.value, "
           "expires_at = excluded.expires_at"),
      erase_(database, "DELETE FROM key_value WHERE space = ?1 AND key = ?2") {}

result<void> KeyValueTable::transact(const std::string& space,
                                     const KeyValueTransaction& transaction) {
  if (auto allowed = transaction.check_bounds(); !allowed) return allowed;
  const WallTime now = clock_.now();
  for (const KeyValueTransaction::Check& check : transaction.checks) {
    if (find(space, check.key, now) != check.value) return KeyValueTransaction::changed(check.key);
  }
  if (!has_room(space, transaction, now)) {
    return KeyValueTransaction::too_many_keys(space, KeyValue::kMaxKeys);
  }
  for (const KeyValueTransaction::Put& put : transaction.puts) apply(space, put);
  return {};
}

std::optional<std::string> KeyValueTable::find(const std::string& space, const std::string& key,
                                               WallTime now) {
  const std::string name = owned(space, key);
  Query row(find_, space, name, now);
  if (!row.next()) return std::nullopt;
  return row.text(0);
}

std::size_t KeyValueTable::added_by(const std::string& space,
                                    const KeyValueTransaction& transaction) {
  std::set<std::string> added;
  for (const KeyValueTransaction::Put& put : transaction.puts) {
    if (!put.value) continue;
    std::string key = owned(space, put.key);
    if (!Query(has_, space, key).next()) added.insert(std::move(key));
  }
  return added.size();
}

bool KeyValueTable::has_room(const std::string& space, const KeyValueTransaction& transaction,
                             WallTime now) {
  const std::size_t added = added_by(space, transaction);
  const auto fits = [&] {
    Query row(size_, space);
    const std::int64_t size = row.next() ? row.integer(0) : 0;
    return added == 0 || static_cast<std::size_t>(size) + added <= KeyValue::kMaxKeys;
  };
  if (fits()) return true;
  expire(space, now);
  return fits();
}

void KeyValueTable::expire(const std::string& space, WallTime now) {
  std::vector<std::string> keys;
  {
    Query row(expired_, space, now, KeyValue::kMaxSteps);
    while (row.next()) keys.push_back(row.text(0));
  }
  for (const std::string& key : keys) Query(erase_, space, key).run();
}

void KeyValueTable::apply(const std::string& space, const KeyValueTransaction::Put& put) {
  const std::string key = owned(space, put.key);
  if (put.value) {
    Query(put_, space, key, *put.value, put.expires_at).run();
  } else {
    Query(erase_, space, key).run();
  }
}

void KeyValueTable::put(const std::string& space, const std::string& key,
                        const std::optional<std::string>& value) {
  apply(space, KeyValueTransaction::Put{key, value});
}

std::string KeyValueTable::owned(const std::string& space, const std::string& key) {
  return is_user_space(space) ? persons_.owner_of_user(key) : key;
}

}  // namespace yak::sqlite

// SPDX-License-Identifier: Apache-2.0
#include "yak/store/key_table.hpp"

#include <algorithm>
#include <utility>

namespace yak {
namespace {

bool is_expired(const std::optional<WallTime>& expires_at, WallTime now) {
  return expires_at && *expires_at <= now;
}

}  // namespace

const KeyTable::Value* KeyTable::find(const std::string& space, const std::string& key,
                                      WallTime now) const {
  const auto keys = spaces_.find(space);
  if (keys == spaces_.end()) return nullptr;
  const auto found = keys->second.find(key);
  if (found == keys->second.end() || is_expired(found->second.expires_at, now)) return nullptr;
  return &found->second;
}

std::optional<std::string> KeyTable::get(const std::string& space, const std::string& key,
                                         WallTime now) const {
  const Value* const found = find(space, key, now);
  if (found == nullptr) return std::nullopt;
  return found->value;
}

std::vector<KeyValueEntry> KeyTable::scan(const std::string& space, const std::string& prefix,
                                          const std::string& after, int limit, WallTime now) const {
  std::vector<KeyValueEntry> entries;
  const auto keys = spaces_.find(space);
  if (keys == spaces_.end()) return entries;
  const auto most = std::min(limit, KeyValue::kMostScanned);
  auto at = keys->second.lower_bound(std::max(prefix, after));
  for (; at != keys->second.end() && std::ssize(entries) < most; ++at) {
    const auto& [key, value] = *at;
    if (!key.starts_with(prefix)) break;
    if (key == after || is_expired(value.expires_at, now)) continue;
    entries.emplace_back(key, value.value);
  }
  return entries;
}

result<void> KeyTable::check(const std::string& space, const KeyValueTransaction& transaction,
                             WallTime now) const {
  for (const KeyValueTransaction::Check& check : transaction.checks) {
    if (get(space, check.key, now) != check.value) return KeyValueTransaction::changed(check.key);
  }
  return {};
}

bool KeyTable::make_room(const std::string& space, const std::set<std::string>& keys,
                         WallTime now) {
  const auto found = spaces_.find(space);
  if (found == spaces_.end()) return keys.size() <= most_;
  const auto fits = [&, &there = found->second] {
    const auto added =
        std::ranges::count_if(keys, [&](const std::string& key) { return !there.contains(key); });
    return added == 0 || there.size() + static_cast<std::size_t>(added) <= most_;
  };
  if (fits()) return true;
  std::erase_if(found->second,
                [now](const auto& entry) { return is_expired(entry.second.expires_at, now); });
  return fits();
}

result<void> KeyTable::transact(const std::string& space, const KeyValueTransaction& transaction,
                                WallTime now) {
  if (auto allowed = transaction.check_bounds(); !allowed) return allowed;
  if (auto holds = check(space, transaction, now); !holds) return holds;
  std::set<std::string> keys;
  for (const KeyValueTransaction::Put& put : transaction.puts) {
    if (put.value) keys.insert(put.key);
  }
  if (!make_room(space, keys, now)) return KeyValueTransaction::too_many_keys(space, most_);
  for (const KeyValueTransaction::Put& put : transaction.puts) {
    if (put.value) {
      set(space, put.key, {*put.value, put.expires_at});
    } else {
      erase(space, put.key);
    }
  }
  return {};
}

bool KeyTable::make_room(const std::vector<Batch::Put>& puts, WallTime now) {
  std::map<std::string, std::set<std::string>> keys;
  for (const Batch::Put& put : puts) {
    if (put.value) keys[put.space].insert(put.key);
  }
  return std::ranges::all_of(
      keys, [&](const auto& space) { return make_room(space.first, space.second, now); });
}

void KeyTable::put(const std::string& space, const std::string& key,
                   const std::optional<std::string>& value) {
  if (value) {
    set(space, key, {*value, std::nullopt});
  } else {
    erase(space, key);
  }
}

void KeyTable::set(const std::string& space, const std::string& key, Value value) {
  spaces_[space].insert_or_assign(key, std::move(value));
}

void KeyTable::erase(const std::string& space, const std::string& key) {
  if (const auto keys = spaces_.find(space); keys != spaces_.end()) keys->second.erase(key);
}

void KeyTable::rename(const std::string& space, const std::string& from, const std::string& to) {
  const auto keys = spaces_.find(space);
  if (keys == spaces_.end()) return;
  auto value = keys->second.extract(from);
  if (value.empty()) return;
  value.key() = to;
  keys->second.insert(std::move(value));
}

void KeyTable::for_each(const Entry& entry) const {
  for (const auto& [space, keys] : spaces_) {
    for (const auto& [key, value] : keys) entry(space, key, value.value);
  }
}

std::int64_t KeyTable::erase_if(const Choice& choice) {
  std::size_t erased = 0;
  for (auto& [space, keys] : spaces_) {
    erased += std::erase_if(
        keys, [&, &name = space](const auto& entry) { return choice(name, entry.first); });
  }
  return static_cast<std::int64_t>(erased);
}

}  // namespace yak

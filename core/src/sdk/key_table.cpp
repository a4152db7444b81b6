// SPDX-License-Identifier: Apache-2.0
#include "yak/store/key_table.hpp"

#include <algorithm>
#include <utility>

namespace yak {
namespace {

bool is_expired(const std::optional<WallTime>& expires_at, WallTime now) {
  return expires_at && *expires_at <= now;
}

auto expired_at(WallTime now) {
  return [now](const auto& entry) { return is_expired(entry.second.expires_at, now); };
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
  const auto most = std::min(limit, KeyValue::kMaxScanned);
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
  erase_if(found->second, expired_at(now));
  return fits();
}

bool KeyTable::make_room(std::size_t added, WallTime now) {
  if (added == 0 || bytes_ + added <= most_bytes_) return true;
  for (auto& [space, keys] : spaces_) erase_if(keys, expired_at(now));
  return bytes_ + added <= most_bytes_;
}

std::size_t KeyTable::bytes_added_by(const std::string& space, const std::string& key,
                                     const std::string& value) const {
  const std::size_t bytes = kBytesOfKey + key.size() + value.size();
  const auto keys = spaces_.find(space);
  if (keys == spaces_.end()) return bytes;
  const auto replaced = keys->second.find(key);
  if (replaced == keys->second.end()) return bytes;
  return bytes - std::min(bytes, bytes_of(*replaced));
}

std::size_t KeyTable::bytes_of(const Space::value_type& entry) {
  return kBytesOfKey + entry.first.size() + entry.second.value.size();
}

std::size_t KeyTable::erase_if(Space& keys,
                               const std::function<bool(const Space::value_type&)>& choice) {
  return std::erase_if(keys, [&](const Space::value_type& entry) {
    const bool is_chosen = choice(entry);
    if (is_chosen) bytes_ -= bytes_of(entry);
    return is_chosen;
  });
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
  std::size_t added = 0;
  for (const KeyValueTransaction::Put& put : transaction.puts) {
    if (put.value) added += bytes_added_by(space, put.key, *put.value);
  }
  if (!make_room(added, now)) {
    return error(ErrorKind::unavailable, "the store has its maximum of keys and values");
  }
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
  std::size_t added = 0;
  for (const Batch::Put& put : puts) {
    if (!put.value) continue;
    keys[put.space].insert(put.key);
    added += bytes_added_by(put.space, put.key, *put.value);
  }
  const bool has_room = std::ranges::all_of(
      keys, [&](const auto& space) { return make_room(space.first, space.second, now); });
  return has_room && make_room(added, now);
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
  erase(space, key);
  const auto added = spaces_[space].emplace(key, std::move(value)).first;
  bytes_ += bytes_of(*added);
}

void KeyTable::erase(const std::string& space, const std::string& key) {
  const auto keys = spaces_.find(space);
  if (keys == spaces_.end()) return;
  const auto found = keys->second.find(key);
  if (found == keys->second.end()) return;
  bytes_ -= bytes_of(*found);
  keys->second.erase(found);
}

void KeyTable::rename(const std::string& space, const std::string& from, const std::string& to) {
  const auto keys = spaces_.find(space);
  if (keys == spaces_.end()) return;
  const auto found = keys->second.find(from);
  if (found == keys->second.end()) return;
  Value value = found->second;
  erase(space, from);
  if (!keys->second.contains(to)) set(space, to, std::move(value));
}

void KeyTable::for_each(const Entry& entry) const {
  for (const auto& [space, keys] : spaces_) {
    for (const auto& [key, value] : keys) entry(space, key, value.value);
  }
}

std::int64_t KeyTable::erase_if(const Choice& choice) {
  std::size_t erased = 0;
  for (auto& [space, keys] : spaces_) {
    erased +=
        erase_if(keys, [&, &name = space](const auto& entry) { return choice(name, entry.first); });
  }
  return static_cast<std::int64_t>(erased);
}

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#include "yak/store/key_table.hpp"

#include <algorithm>
#include <set>

namespace yak {
namespace {

bool is_expired(const std::optional<WallTime>& expires_at, WallTime now) {
  return expires_at && *expires_at <= now;
}

}  // namespace

const KeyTable::Value* KeyTable::find(const Place& place, WallTime now) const {
  const auto found = values_.find(place);
  if (found == values_.end() || is_expired(found->second.expires_at, now)) return nullptr;
  return &found->second;
}

std::optional<std::string> KeyTable::get(const std::string& space, const std::string& key,
                                         WallTime now) const {
  const Value* const found = find({space, key}, now);
  if (found == nullptr) return std::nullopt;
  return found->value;
}

std::vector<KeyValueEntry> KeyTable::scan(const std::string& space, const std::string& prefix,
                                          const std::string& after, int limit, WallTime now) const {
  std::vector<KeyValueEntry> entries;
  const auto most = std::min(limit, KeyValue::kMostScanned);
  auto at = values_.lower_bound({space, std::max(prefix, after)});
  for (; at != values_.end() && std::ssize(entries) < most; ++at) {
    const auto& [name, key] = at->first;
    if (name != space || !key.starts_with(prefix)) break;
    if (key == after || is_expired(at->second.expires_at, now)) continue;
    entries.emplace_back(key, at->second.value);
  }
  return entries;
}

result<void> KeyTable::check(const std::string& space, const KeyValueTransaction& transaction,
                             WallTime now) const {
  for (const KeyValueTransaction::Check& check : transaction.checks) {
    const Value* const found = find({space, check.key}, now);
    const bool holds = check.value ? found != nullptr && found->value == *check.value  //
                                   : found == nullptr;
    if (!holds) return KeyValueTransaction::changed(check.key);
  }
  return {};
}

std::size_t KeyTable::added_by(const std::string& space,
                               const KeyValueTransaction& transaction) const {
  std::set<std::string> added;
  for (const KeyValueTransaction::Put& put : transaction.puts) {
    if (put.value && !values_.contains({space, put.key})) added.insert(put.key);
  }
  return added.size();
}

result<void> KeyTable::transact(const std::string& space, const KeyValueTransaction& transaction,
                                WallTime now) {
  if (auto allowed = transaction.check_bounds(); !allowed) return allowed;
  if (auto holds = check(space, transaction, now); !holds) return holds;
  if (values_.size() + added_by(space, transaction) > most_) {
    remove_expired(now);
    if (values_.size() + added_by(space, transaction) > most_)
      return KeyValueTransaction::too_many_keys(space, most_);
  }
  for (const KeyValueTransaction::Put& put : transaction.puts) {
    if (put.value) {
      values_.insert_or_assign({space, put.key}, Value{*put.value, put.expires_at});
    } else {
      values_.erase({space, put.key});
    }
  }
  return {};
}

void KeyTable::remove_expired(WallTime now) {
  std::erase_if(values_,
                [now](const auto& entry) { return is_expired(entry.second.expires_at, now); });
}

bool KeyTable::make_room(const std::vector<Batch::Put>& puts, WallTime now) {
  if (values_.size() + puts.size() <= most_) return true;
  const auto fits = [&] {
    std::set<Place> added;
    for (const Batch::Put& put : puts) {
      Place place(put.space, put.key);
      if (put.value && !values_.contains(place)) added.insert(std::move(place));
    }
    return added.empty() || values_.size() + added.size() <= most_;
  };
  if (fits()) return true;
  remove_expired(now);
  return fits();
}

void KeyTable::put(const std::string& space, const std::string& key,
                   const std::optional<std::string>& value) {
  if (value) {
    values_.insert_or_assign({space, key}, Value{*value, std::nullopt});
  } else {
    values_.erase({space, key});
  }
}

void KeyTable::rename(const std::string& space, const std::string& from, const std::string& to) {
  auto value = values_.extract({space, from});
  if (value.empty()) return;
  value.key().second = to;
  values_.insert(std::move(value));
}

void KeyTable::for_each(const Entry& entry) const {
  for (const auto& [place, value] : values_) entry(place.first, place.second, value.value);
}

std::int64_t KeyTable::erase_if(const Choice& choice) {
  const auto erased = std::erase_if(values_, [&choice](const auto& entry) {
    return choice(entry.first.first, entry.first.second);
  });
  return static_cast<std::int64_t>(erased);
}

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_choices.hpp"

#include <utility>

#include "base/scan_keys.hpp"

namespace yak::models {

task<result<void>> ModelChoices::load() {
  auto stored = co_await base::scan_keys(keys_, kept_ + 1);
  if (!stored) co_return stored.error();
  if (stored->size() > kept_) co_return result<void>();
  const std::lock_guard lock(mutex_);
  for (KeyValueEntry& entry : *stored) {
    choices_.put(std::move(entry.key), std::move(entry.value));
  }
  are_all_here_ = true;
  co_return result<void>();
}

task<result<std::optional<std::string>>> ModelChoices::get(std::string user) {
  {
    const std::lock_guard lock(mutex_);
    if (const Choice* known = choices_.find(user)) co_return *known;
    if (are_all_here_) co_return std::nullopt;
  }
  result<Choice> stored = co_await keys_.get(user);
  if (stored) {
    const std::lock_guard lock(mutex_);
    // A choice made while the store was being read is newer than what was read.
    if (choices_.find(user) == nullptr) keep_locked(std::move(user), *stored);
  }
  co_return stored;
}

task<result<void>> ModelChoices::set(std::string user, std::optional<std::string> choice) {
  KeyValueTransaction change;
  change.puts.push_back({user, choice});
  result<void> written = co_await keys_.transact(std::move(change));
  if (written) {
    const std::lock_guard lock(mutex_);
    if (are_all_here_ && !choice) {
      choices_.erase(user);
    } else {
      keep_locked(std::move(user), std::move(choice));
    }
  }
  co_return written;
}

void ModelChoices::move(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  const Choice* own = choices_.find(to);
  if (own != nullptr && own->has_value()) {
    choices_.erase(from);
    return;
  }
  const Choice* moved = choices_.find(from);
  // The choice of `from` is not in memory. A cached "no choice" of `to` may be outdated: drop it.
  if (moved == nullptr) {
    choices_.erase(to);
    return;
  }
  Choice choice = *moved;
  choices_.erase(from);
  keep_locked(to, std::move(choice));
}

void ModelChoices::forget(std::string user) {
  const std::lock_guard lock(mutex_);
  if (are_all_here_) {
    choices_.erase(user);
  } else {
    // Cache "no choice", so that a concurrent lookup does not store the older value it has read.
    keep_locked(std::move(user), std::nullopt);
  }
}

void ModelChoices::keep_locked(std::string user, Choice choice) {
  choices_.put(std::move(user), std::move(choice));
  if (choices_.size() <= kept_) return;
  choices_.pop_oldest();
  are_all_here_ = false;
}

}  // namespace yak::models

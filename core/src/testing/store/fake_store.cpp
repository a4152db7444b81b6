// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_store.hpp"

#include <algorithm>
#include <tuple>

namespace yak::testing {

task<result<void>> FakeStore::check() {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  co_return result<void>();
}

task<result<std::vector<HistoryLine>>> FakeStore::recent(ConversationKey conversation, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  const auto found = history_.find(history_key(conversation));
  if (found == history_.end()) co_return std::vector<HistoryLine>();
  const std::vector<HistoryLine>& lines = found->second;
  const auto skipped = std::max<std::ptrdiff_t>(0, std::ssize(lines) - limit);
  co_return std::vector<HistoryLine>(lines.begin() + skipped, lines.end());
}

task<result<void>> FakeStore::clear(ConversationKey conversation) {
  Batch batch;
  batch.clears.push_back({std::move(conversation)});
  return write(std::move(batch));
}

class FakeStore::Space final : public KeyValue {
 public:
  Space(FakeStore& store, std::string name) : store_(store), name_(std::move(name)) {}

  task<result<std::optional<std::string>>> get(std::string key) override {
    const std::lock_guard lock(store_.mutex_);
    ++store_.gets_;
    if (store_.failure_) co_return *store_.failure_;
    co_return store_.keys_.get(name_, store_.value_key(name_, key), store_.now());
  }

  task<result<std::vector<KeyValueEntry>>> scan(std::string prefix, std::string after,
                                                int limit) override {
    const std::lock_guard lock(store_.mutex_);
    if (store_.failure_) co_return *store_.failure_;
    co_return store_.keys_.scan(name_, prefix, after, limit, store_.now());
  }

  task<result<void>> transact(KeyValueTransaction transaction) override {
    const std::lock_guard lock(store_.mutex_);
    if (store_.failure_) co_return *store_.failure_;
    for (auto& check : transaction.checks) check.key = store_.value_key(name_, check.key);
    for (auto& put : transaction.puts) put.key = store_.value_key(name_, put.key);
    co_return store_.keys_.transact(name_, transaction, store_.now());
  }

 private:
  FakeStore& store_;
  const std::string name_;
};

std::unique_ptr<KeyValue> FakeStore::kv(std::string space) {
  return std::make_unique<Space>(*this, std::move(space));
}

task<result<void>> FakeStore::write(Batch batch) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  apply_locked(batch);
  co_return result<void>();
}

task<result<std::vector<UsageRow>>> FakeStore::rows(std::string user, Day first, Day last) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  FakeStore sums;
  for (UsageRow row : usage_) {
    const std::string owner = people_.owner_of_user(user);
    if (row.day < first || row.day > last || (!user.empty() && row.user != owner)) continue;
    row.user = user;
    sums.add_usage(row);
  }
  co_return sums.usage_;
}

task<result<std::vector<UsageRow>>> FakeStore::by_user(Day first, Day last, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  FakeStore sums;
  for (UsageRow row : usage_) {
    if (row.day < first || row.day > last) continue;
    row.model.clear();
    row.day = last;
    sums.add_usage(row);
  }
  std::ranges::sort(sums.usage_, [](const UsageRow& left, const UsageRow& right) {
    return std::tie(right.cost_nano_usd, right.messages, left.user) <
           std::tie(left.cost_nano_usd, left.messages, right.user);
  });
  sums.usage_.resize(std::min(sums.usage_.size(), static_cast<std::size_t>(std::max(limit, 0))));
  co_return sums.usage_;
}

void FakeStore::apply_locked(const Batch& batch) {
  for (const auto& [conversation] : batch.clears) {
    history_.erase(history_key(conversation));
  }
  for (const auto& [conversation, line] : batch.appends) {
    history_[history_key(conversation)].push_back(line);
  }
  for (const Batch::Put& put : batch.puts) {
    keys_.put(put.space, value_key(put.space, put.key), put.value);
  }
  for (UsageRow row : batch.usage) {
    row.user = people_.owner_of_user(row.user);
    add_usage(row);
  }
}

FakeStore::SpaceAndKey FakeStore::history_key(const ConversationKey& conversation) const {
  return {conversation.channel, people_.owner(conversation.channel, conversation.peer)};
}

std::string FakeStore::value_key(const std::string& space, const std::string& key) const {
  return is_user_space(space) ? people_.owner_of_user(key) : key;
}

void FakeStore::move_locked(const std::string& channel, const std::string& alias,
                            const std::string& id) {
  // Not in the order of time, as a real store has it: tests look at one of the two at a time.
  std::vector<HistoryLine> lines = std::move(history_[{channel, alias}]);
  history_.erase({channel, alias});
  std::vector<HistoryLine>& own = history_[{channel, id}];
  own.insert(own.begin(), lines.begin(), lines.end());
  const std::string from = channel + ":" + alias;
  const std::string to = channel + ":" + id;
  for (const std::string_view space : kUserSpaces) {
    keys_.rename(std::string(space), from, to);
  }
  std::vector<UsageRow> rows;
  std::swap(rows, usage_);
  for (UsageRow& row : rows) {
    if (row.user == from) row.user = to;
    add_usage(row);
  }
}

void FakeStore::add_usage(const UsageRow& row) {
  const auto same = [&row](const UsageRow& other) {
    return other.user == row.user && other.model == row.model && other.day == row.day;
  };
  const auto found = std::ranges::find_if(usage_, same);
  if (found == usage_.end()) {
    usage_.push_back(row);
    return;
  }
  found->messages += row.messages;
  found->prompt_tokens += row.prompt_tokens;
  found->completion_tokens += row.completion_tokens;
  found->cost_nano_usd += row.cost_nano_usd;
  found->unpriced_messages += row.unpriced_messages;
}

void FakeStore::fail_with(std::optional<error> failure) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(failure);
}

int FakeStore::gets() const {
  const std::lock_guard lock(mutex_);
  return gets_;
}

int FakeStore::updates() const {
  const std::lock_guard lock(mutex_);
  return updates_;
}

std::optional<std::string> FakeStore::value(const std::string& space,
                                            const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return keys_.get(space, key, now());
}

void FakeStore::put(const std::string& space, const std::string& key, const std::string& value) {
  const std::lock_guard lock(mutex_);
  keys_.put(space, key, value);
}

void FakeStore::apply(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  apply_locked(batch);
}

}  // namespace yak::testing

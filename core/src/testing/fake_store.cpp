#include "yak/testing/fake_store.hpp"

#include <algorithm>

namespace yak::testing {

task<result<void>> FakeStore::check() {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  co_return result<void>();
}

task<result<std::vector<HistoryLine>>> FakeStore::history(ConversationKey conversation, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  const auto found = history_.find({conversation.channel, conversation.peer});
  if (found == history_.end()) co_return std::vector<HistoryLine>();
  const std::vector<HistoryLine>& lines = found->second;
  const auto skipped = std::max<std::ptrdiff_t>(0, std::ssize(lines) - limit);
  co_return std::vector<HistoryLine>(lines.begin() + skipped, lines.end());
}

task<result<std::optional<std::string>>> FakeStore::get(std::string space, std::string key) {
  const std::lock_guard lock(mutex_);
  ++gets_;
  if (failure_) co_return *failure_;
  const auto found = values_.find({space, key});
  std::optional<std::string> value;
  if (found != values_.end()) value = found->second;
  co_return value;
}

task<result<std::vector<Store::KeyValue>>> FakeStore::list(std::string space, int limit) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  std::vector<KeyValue> pairs;
  for (const auto& [key, value] : values_) {
    if (key.first == space && std::ssize(pairs) < limit) pairs.emplace_back(key.second, value);
  }
  co_return pairs;
}

task<result<void>> FakeStore::write(Batch batch) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  apply_locked(batch);
  co_return result<void>();
}

task<result<std::vector<UsageRow>>> FakeStore::usage(std::string user, Day first, Day last) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  FakeStore sums;
  for (UsageRow row : usage_) {
    if (row.day < first || row.day > last || (!user.empty() && row.user != user)) continue;
    row.user = user;
    sums.add_usage(row);
  }
  co_return sums.usage_;
}

void FakeStore::apply_locked(const Batch& batch) {
  for (const auto& [conversation] : batch.clears) {
    history_.erase({conversation.channel, conversation.peer});
  }
  for (const auto& [conversation, line] : batch.appends) {
    history_[{conversation.channel, conversation.peer}].push_back(line);
  }
  for (const Batch::Put& put : batch.puts) {
    if (put.value) {
      values_[{put.space, put.key}] = *put.value;
    } else {
      values_.erase({put.space, put.key});
    }
  }
  for (const UsageRow& row : batch.usage) add_usage(row);
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
  const auto found = values_.find({space, key});
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

void FakeStore::put(std::string space, std::string key, std::string value) {
  const std::lock_guard lock(mutex_);
  values_[{std::move(space), std::move(key)}] = std::move(value);
}

void FakeStore::apply(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  apply_locked(batch);
}

}  // namespace yak::testing

#include "memory/notebook.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace yak::memory {
result<void> Notebook::may_apply(const Batch& batch) const {
  if (values_.size() + batch.puts.size() <= bounds_.keys) return {};
  std::set<SpaceAndKey> added;
  for (const Batch::Put& put : batch.puts) {
    const SpaceAndKey key(put.space, put.key);
    if (put.value && !values_.contains(key)) added.insert(key);
  }
  if (added.empty() || values_.size() + added.size() <= bounds_.keys) return {};
  return error(ErrorKind::unavailable, "the memory store has its maximum of keys");
}

void Notebook::apply(const Batch& batch) {
  for (const Batch::ClearHistory& clear : batch.clears) history_.erase(clear.conversation);
  for (const Batch::AppendHistory& line : batch.appends) append(line);
  for (const Batch::Put& put : batch.puts) {
    SpaceAndKey key(put.space, put.key);
    if (put.value) {
      values_.insert_or_assign(std::move(key), *put.value);
    } else {
      values_.erase(key);
    }
  }
  for (const UsageRow& row : batch.usage) usage_.add(row);
}

void Notebook::append(const Batch::AppendHistory& append) {
  const std::uint64_t number = ++last_line_;
  history_[append.conversation].push_back(Line{number, append.line});
  order_.emplace_back(number, append.conversation);
  while (order_.size() > bounds_.lines) forget_oldest_line();
}

void Notebook::forget_oldest_line() {
  const auto [number, conversation] = std::move(order_.front());
  order_.pop_front();
  const auto found = history_.find(conversation);
  if (found == history_.end() || found->second.front().number != number) return;
  found->second.pop_front();
  if (found->second.empty()) history_.erase(found);
}

std::vector<HistoryLine> Notebook::history(const ConversationKey& conversation, int limit) const {
  std::vector<HistoryLine> lines;
  const auto found = history_.find(conversation);
  if (found == history_.end() || limit <= 0) return lines;
  const auto& all = found->second;
  const std::size_t skipped = all.size() - std::min(all.size(), static_cast<std::size_t>(limit));
  for (std::size_t i = skipped; i < all.size(); ++i) lines.push_back(all[i].line);
  return lines;
}

std::optional<std::string> Notebook::get(const std::string& space, const std::string& key) const {
  const auto found = values_.find({space, key});
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::vector<Store::KeyValue> Notebook::list(const std::string& space, int limit) const {
  std::vector<Store::KeyValue> entries;
  auto at = values_.lower_bound({space, std::string()});
  for (; at != values_.end() && at->first.first == space && std::ssize(entries) < limit; ++at) {
    entries.emplace_back(at->first.second, at->second);
  }
  return entries;
}

}  // namespace yak::memory

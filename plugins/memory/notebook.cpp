// SPDX-License-Identifier: Apache-2.0
#include "memory/notebook.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace yak::memory {
namespace {

bool is_one_of(const std::vector<std::string>& users, const std::string& user) {
  return std::ranges::find(users, user) != users.end();
}

bool is_key_of(const Person& who, const std::vector<std::string>& users, const std::string& space,
               const std::string& key) {
  return is_one_of(users, key) || std::ranges::any_of(who.entries, [&](const Person::Entry& entry) {
           return entry.space == space && entry.key == key;
         });
}

}  // namespace

result<void> Notebook::may_apply(const Batch& batch, WallTime now) {
  if (batch.puts().empty() || keys_.make_room(owned(batch.puts()), now)) return {};
  return error(ErrorKind::unavailable, "the memory store has its maximum of keys");
}

void Notebook::apply(const Batch& batch) {
  for (const Batch::ClearHistory& clear : batch.clears) drop(owned(clear.conversation));
  for (const Batch::AppendHistory& line : batch.appends) append(line);
  for (const Batch::Put& put : batch.puts()) {
    keys_.put(put.space, owned(put.space, put.key), put.value);
  }
  for (const UsageRow& row : batch.usage) add_usage(row);
}

void Notebook::learn(const Message& message, Journal::AcceptResult& accepted) {
  people_.learn(message, accepted);
  for (const std::string& alias : accepted.merged) {
    move_history({message.channel, alias}, {message.channel, message.sender});
    move_user(message.channel + ":" + alias, message.user());
  }
}

void Notebook::move_history(const ConversationKey& from, const ConversationKey& to) {
  auto old = history_.extract(from);
  if (old.empty()) return;
  std::deque<Line>& lines = history_[to];
  std::ranges::move(old.mapped(), std::back_inserter(lines));
  std::ranges::sort(lines, {}, &Line::number);
}

void Notebook::move_user(const std::string& from, const std::string& to) {
  for (const std::string_view space : kUserSpaces) {
    keys_.rename(std::string(space), from, to);
  }
  usage_.rename(from, to);
}

ConversationKey Notebook::owned(const ConversationKey& conversation) const {
  return {conversation.channel, people_.owner(conversation.channel, conversation.peer)};
}

std::string Notebook::owned(const std::string& space, const std::string& key) const {
  return is_user_space(space) ? people_.owner_of_user(key) : key;
}

std::vector<Batch::Put> Notebook::owned(std::vector<Batch::Put> puts) const {
  for (Batch::Put& put : puts) put.key = owned(put.space, put.key);
  return puts;
}

void Notebook::append(const Batch::AppendHistory& append) {
  const std::uint64_t number = ++last_line_;
  ConversationKey conversation = owned(append.conversation);
  history_[conversation].push_back(Line{number, append.line});
  line_bytes_ += append.line.text.size();
  order_.emplace_back(number, std::move(conversation));
  while (order_.size() > bounds_.lines || (line_bytes_ > bounds_.line_bytes && !order_.empty())) {
    forget_oldest_line();
  }
}

std::int64_t Notebook::drop(const ConversationKey& conversation) {
  const auto lines = history_.extract(conversation);
  if (lines.empty()) return 0;
  for (const Line& line : lines.mapped()) line_bytes_ -= line.line.text.size();
  return std::ssize(lines.mapped());
}

void Notebook::forget_oldest_line() {
  const auto [number, conversation] = std::move(order_.front());
  order_.pop_front();
  // The conversation may have moved to a person's id since.
  const auto found = history_.find(owned(conversation));
  if (found == history_.end()) return;
  // Lines that moved here from an address that is no longer an alias are older: their own entries
  // of `order_` did not find them.
  std::deque<Line>& lines = found->second;
  while (!lines.empty() && lines.front().number <= number) {
    line_bytes_ -= lines.front().line.text.size();
    lines.pop_front();
  }
  if (lines.empty()) history_.erase(found);
}

void Notebook::add_usage(UsageRow row) {
  row.user = people_.owner_of_user(row.user);
  usage_.add(row);
}

std::vector<HistoryLine> Notebook::history(const ConversationKey& conversation, int limit) const {
  std::vector<HistoryLine> lines;
  const auto found = history_.find(owned(conversation));
  if (found == history_.end() || limit <= 0) return lines;
  const auto& all = found->second;
  const std::size_t skipped = all.size() - std::min(all.size(), static_cast<std::size_t>(limit));
  for (std::size_t i = skipped; i < all.size(); ++i) lines.push_back(all[i].line);
  return lines;
}

std::optional<std::string> Notebook::get(const std::string& space, const std::string& key,
                                         WallTime now) const {
  return keys_.get(space, owned(space, key), now);
}

std::vector<KeyValueEntry> Notebook::scan(const std::string& space, const std::string& prefix,
                                          const std::string& after, int limit, WallTime now) const {
  return keys_.scan(space, prefix, after, limit, now);
}

result<void> Notebook::transact(const std::string& space, KeyValueTransaction transaction,
                                WallTime now) {
  for (KeyValueTransaction::Check& check : transaction.checks) check.key = owned(space, check.key);
  for (KeyValueTransaction::Put& put : transaction.puts) put.key = owned(space, put.key);
  return keys_.transact(space, transaction, now);
}

std::vector<UsageRow> Notebook::usage(const std::string& user, Day first, Day last) const {
  return usage_.rows(people_.owner_of_user(user), first, last);
}

std::vector<UsageRow> Notebook::usage_by_user(Day first, Day last, int limit) const {
  return usage_.by_user(first, last, limit);
}

void Notebook::show(const Person& who, PersonPage& page) const {
  for (const std::string& address : who.addresses) {
    const auto found = history_.find({who.channel, address});
    if (found == history_.end()) continue;
    for (const Line& line : found->second) page.history.push_back({address, line.line});
  }
  const std::vector<std::string> users = who.users();
  keys_.for_each([&](const std::string& space, const std::string& key, const std::string& value) {
    if (is_key_of(who, users, space, key)) page.keys.push_back({space, key, value});
  });
  for (const std::string& user : users) {
    for (UsageRow& row : usage_.rows(user)) page.usage.push_back(std::move(row));
  }
  for (const std::string& address : who.addresses) {
    for (std::string& alias : people_.aliases(who.channel, address)) {
      page.aliases.push_back(std::move(alias));
    }
  }
}

void Notebook::erase(const Person& who, const EraseExcept& except, PersonCounts& counts) {
  for (const std::string& address : who.addresses) {
    counts.lines += drop({who.channel, address});
  }
  const std::vector<std::string> users = who.users();
  counts.keys = keys_.erase_if([&](const std::string& space, const std::string& key) {
    return is_key_of(who, users, space, key) && !is_one_of(except.spaces, space);
  });
  counts.aliases = people_.forget(who);
  for (const std::string& user : users)
    counts.usage += usage_.rename(user, PersonRecords::kErasedUser);
}

}  // namespace yak::memory

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "yak/testing/fake_store.hpp"

namespace yak::testing {
namespace {

bool has(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

bool is_message_of(const Message& message, const Person& who) {
  return message.channel == who.channel &&
         (has(who.addresses, message.peer) || has(who.addresses, message.sender));
}

bool is_key_of(const Person& who, const std::vector<std::string>& users, const std::string& space,
               const std::string& key) {
  return has(users, key) || std::ranges::any_of(who.entries, [&](const Person::Entry& entry) {
           return entry.space == space && entry.key == key;
         });
}

}  // namespace

bool FakeStore::is_of(const Delivery& delivery, const Person& who) const {
  if (delivery.channel != who.channel) return false;
  if (has(who.addresses, delivery.peer)) return true;
  const auto message = messages_.find(delivery.message);
  return message != messages_.end() && has(who.addresses, message->second.message.sender);
}

task<result<Person>> FakeStore::find_person(std::string channel, std::string address) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  co_return people_.person(channel, address);
}

task<result<PersonPage>> FakeStore::page(Person who, std::string after, int /*limit*/) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  if (!after.empty()) co_return error(ErrorKind::invalid, "there is one page only");
  PersonPage page;
  for (const auto& [id, entry] : messages_) {
    if (is_message_of(entry.message, who)) page.messages.push_back({entry.message, entry.state});
  }
  for (const auto& [id, delivery] : deliveries_) {
    if (is_of(delivery, who)) page.deliveries.push_back(delivery);
  }
  for (const std::string& address : who.addresses) {
    const auto lines = history_.find({who.channel, address});
    if (lines == history_.end()) continue;
    for (const HistoryLine& line : lines->second) page.history.push_back({address, line});
  }
  const std::vector<std::string> users = who.users();
  keys_.for_each([&](const std::string& space, const std::string& key, const std::string& value) {
    if (is_key_of(who, users, space, key)) page.keys.push_back({space, key, value});
  });
  for (const UsageRow& row : usage_) {
    if (has(users, row.user)) page.usage.push_back(row);
  }
  for (const std::string& address : who.addresses) {
    for (std::string& alias : people_.aliases(who.channel, address)) {
      page.aliases.push_back(std::move(alias));
    }
  }
  PersonCounts& counts = page.counts.emplace();
  counts.messages = std::ssize(page.messages);
  counts.deliveries = std::ssize(page.deliveries);
  counts.lines = std::ssize(page.history);
  counts.keys = std::ssize(page.keys);
  counts.usage = std::ssize(page.usage);
  counts.aliases = std::ssize(page.aliases);
  co_return page;
}

task<result<PersonCounts>> FakeStore::erase(Person who, EraseExcept except) {
  const std::lock_guard lock(mutex_);
  if (failure_) co_return *failure_;
  PersonCounts counts;
  counts.deliveries = std::ssize(deliveries_);
  std::erase_if(deliveries_, [&](const auto& entry) {
    return entry.second.message != except.message && is_of(entry.second, who);
  });
  counts.deliveries -= std::ssize(deliveries_);
  std::erase_if(events_, [this](const auto& e) { return !deliveries_.contains(e.first); });
  for (auto& [id, entry] : messages_) {
    if (id == except.message || !is_message_of(entry.message, who)) continue;
    Message blank;
    blank.id = id;
    blank.channel = entry.message.channel;
    blank.external_id = entry.message.external_id;
    blank.received_at = entry.message.received_at;
    entry.message = std::move(blank);
    if (entry.state != MessageState::done) entry.state = MessageState::dropped;
    entry.turn.clear();
    ++counts.messages;
  }
  for (const std::string& address : who.addresses) {
    const auto lines = history_.find({who.channel, address});
    if (lines == history_.end()) continue;
    counts.lines += std::ssize(lines->second);
    history_.erase(lines);
  }
  const std::vector<std::string> users = who.users();
  counts.keys = keys_.erase_if([&](const std::string& space, const std::string& key) {
    return is_key_of(who, users, space, key) && !has(except.spaces, space);
  });
  std::vector<UsageRow> rows;
  std::ranges::copy_if(usage_, std::back_inserter(rows),
                       [&](const UsageRow& row) { return has(users, row.user); });
  std::erase_if(usage_, [&](const UsageRow& row) { return has(users, row.user); });
  counts.usage = std::ssize(rows);
  counts.aliases = people_.forget(who);
  for (UsageRow& row : rows) {
    row.user = kErasedUser;
    add_usage(row);
  }
  co_return counts;
}

}  // namespace yak::testing

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "memory/notebook.hpp"

namespace yak::memory {
namespace {

bool is_among(const std::vector<std::string>& users, const std::string& user) {
  return std::ranges::find(users, user) != users.end();
}

bool is_of(const Person& who, const std::vector<std::string>& users, const std::string& space,
           const std::string& key) {
  return is_among(users, key) || std::ranges::any_of(who.entries, [&](const Person::Entry& entry) {
           return entry.space == space && entry.key == key;
         });
}

}  // namespace

void Notebook::show(const Person& who, PersonPage& page) const {
  for (const std::string& address : who.addresses) {
    const auto found = history_.find({who.channel, address});
    if (found == history_.end()) continue;
    for (const Line& line : found->second) page.history.push_back({address, line.line});
  }
  const std::vector<std::string> users = who.users();
  keys_.for_each([&](const std::string& space, const std::string& key, const std::string& value) {
    if (is_of(who, users, space, key)) page.keys.push_back({space, key, value});
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
    const auto found = history_.find({who.channel, address});
    if (found == history_.end()) continue;
    counts.lines += std::ssize(found->second);
    history_.erase(found);
  }
  const std::vector<std::string> users = who.users();
  counts.keys = keys_.erase_if([&](const std::string& space, const std::string& key) {
    return is_of(who, users, space, key) && !is_among(except.spaces, space);
  });
  counts.aliases = people_.forget(who);
  for (const std::string& user : users)
    counts.usage += usage_.rename(user, PersonRecords::kErasedUser);
}

}  // namespace yak::memory

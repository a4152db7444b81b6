// SPDX-License-Identifier: Apache-2.0
#include "yak/store/alias_table.hpp"

#include <algorithm>

namespace yak {
namespace {

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

}  // namespace

std::vector<std::string> aliases_named_by(const Message& message) {
  std::vector<std::string> named;
  for (const std::string& alias : message.aliases) {
    if (named.size() == kMaxAliases) break;
    if (!alias.empty() && alias != message.sender && !contains(named, alias)) {
      named.push_back(alias);
    }
  }
  return named;
}

std::string AliasTable::owner(const std::string& channel, const std::string& address) const {
  const auto found = owners_.find({channel, address});
  return found == owners_.end() ? address : found->second;
}

std::string AliasTable::owner_of_user(const std::string& user) const {
  const std::size_t colon = user.find(':');
  if (colon == std::string::npos) return user;
  const std::string channel = user.substr(0, colon);
  return channel + ":" + owner(channel, user.substr(colon + 1));
}

std::vector<std::string> AliasTable::aliases(const std::string& channel,
                                             const std::string& id) const {
  const auto found = aliases_.find({channel, id});
  return found == aliases_.end() ? std::vector<std::string>() : found->second;
}

void AliasTable::learn(const Message& message, AcceptResult& accepted) {
  const std::string& channel = message.channel;
  const std::string& id = message.sender;
  const std::vector<std::string> named = aliases_named_by(message);
  if (named.empty()) {
    const std::string known = owner(channel, id);
    if (known != id) accepted.sender = known;
    return;
  }
  const std::vector<std::string> before = aliases(channel, id);
  if (before == named) return;
  if (owners_.size() + named.size() > max_aliases_ + before.size()) return;
  // `id` is a person now even if it was an alias before, so that aliases never form a chain.
  release(channel, id);
  for (const std::string& alias : before) release(channel, alias);
  for (const std::string& alias : named) {
    if (!contains(before, alias)) accepted.merged.push_back(alias);
    bind(channel, alias, id);
  }
}

void AliasTable::bind(const std::string& channel, const std::string& alias, const std::string& id) {
  release(channel, alias);
  // The aliases of an id that becomes an alias move to the new id.
  for (const std::string& further : aliases(channel, alias)) {
    release(channel, further);
    if (further != id) {
      owners_[{channel, further}] = id;
      aliases_[{channel, id}].push_back(further);
    }
  }
  owners_[{channel, alias}] = id;
  aliases_[{channel, id}].push_back(alias);
}

void AliasTable::release(const std::string& channel, const std::string& alias) {
  const auto found = owners_.find({channel, alias});
  if (found == owners_.end()) return;
  const auto person = aliases_.find({channel, found->second});
  std::erase(person->second, alias);
  if (person->second.empty()) aliases_.erase(person);
  owners_.erase(found);
}

Person AliasTable::person(const std::string& channel, const std::string& address) const {
  Person who(channel, {owner(channel, address)});
  for (std::string& alias : aliases(channel, who.addresses.front())) {
    who.addresses.push_back(std::move(alias));
  }
  return who;
}

std::int64_t AliasTable::forget(const Person& who) {
  const std::size_t before = owners_.size();
  for (const std::string& address : who.addresses) {
    for (const std::string& alias : aliases(who.channel, address)) release(who.channel, alias);
    release(who.channel, address);
  }
  return static_cast<std::int64_t>(before - owners_.size());
}

void AliasTable::identify(Message& message) const {
  message.identify(owner(message.channel, message.sender));
  message.aliases = aliases(message.channel, message.sender);
}

}  // namespace yak

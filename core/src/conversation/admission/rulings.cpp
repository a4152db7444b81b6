// SPDX-License-Identifier: Apache-2.0
#include "conversation/admission/rulings.hpp"

#include <algorithm>

namespace yak::conversation {

std::string to_text(Ruling ruling) { return ruling == Ruling::allow ? "allow" : "deny"; }

std::optional<Ruling> ruling_from(std::string_view text) {
  if (text == "allow") return Ruling::allow;
  if (text == "deny") return Ruling::deny;
  return std::nullopt;
}

std::optional<Ruling> Rulings::of(const std::string& key) const {
  const auto found = rulings_.find(key);
  return found == rulings_.end() ? std::nullopt : std::optional(found->second);
}

void Rulings::set(const std::string& key, Ruling ruling) {
  if (has_room(key)) rulings_[key] = ruling;
}

const std::string& Rulings::owner_of(const std::string& alias) const {
  static const std::string kNobody;
  const auto found = owners_.find(alias);
  return found == owners_.end() ? kNobody : found->second;
}

const std::vector<std::string>& Rulings::aliases_of(const std::string& person) const {
  static const std::vector<std::string> kNone;
  const auto found = aliases_.find(person);
  return found == aliases_.end() ? kNone : found->second;
}

bool Rulings::bind(const std::string& alias, const std::string& person) {
  if (owners_.contains(alias) || owners_.size() >= kMaxAliases) return false;
  owners_.emplace(alias, person);
  aliases_[person].push_back(alias);
  return true;
}

void Rulings::unbind(const std::string& alias) {
  const auto found = owners_.find(alias);
  if (found == owners_.end()) return;
  const auto list = aliases_.find(found->second);
  std::erase(list->second, alias);
  if (list->second.empty()) aliases_.erase(list);
  owners_.erase(found);
}

}  // namespace yak::conversation

// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_models.hpp"

#include <algorithm>

namespace yak::testing {
namespace {

ModelEntry entry(std::string name, std::vector<std::string> aliases, bool is_default) {
  ModelEntry made;
  made.name = std::move(name);
  made.aliases = std::move(aliases);
  made.is_default = is_default;
  return made;
}

}  // namespace

FakeModels::FakeModels() {
  std::vector<std::string> aliases{"first"};
  entries.push_back(entry("fake/one", std::move(aliases), true));
  entries.push_back(entry("fake/two", {}, false));
  served_names = {"fake/one", "fake/two"};
}

std::string FakeModels::default_name() const {
  const auto found = std::ranges::find(entries, true, &ModelEntry::is_default);
  return found == entries.end() ? std::string() : found->name;
}

task<std::vector<ModelEntry>> FakeModels::allowed() { co_return entries; }

task<result<std::string>> FakeModels::current(std::string user) {
  if (failure) co_return *failure;
  const std::optional<std::string> chosen = choice(user);
  if (chosen) co_return *chosen;
  co_return default_name();
}

task<result<std::string>> FakeModels::choose(std::string user, std::string wanted) {
  if (failure) co_return *failure;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const ModelEntry& model = entries[i];
    const bool is_alias = std::ranges::find(model.aliases, wanted) != model.aliases.end();
    if (model.name != wanted && std::to_string(i + 1) != wanted && !is_alias) continue;
    const std::lock_guard lock(mutex_);
    choices_[user] = model.name;
    co_return model.name;
  }
  co_return error(ErrorKind::not_found, "There is no model called " + wanted + ".");
}

task<result<std::string>> FakeModels::reset(std::string user) {
  if (failure) co_return *failure;
  const std::lock_guard lock(mutex_);
  choices_.erase(user);
  co_return default_name();
}

task<std::vector<std::string>> FakeModels::served() { co_return served_names; }

std::optional<std::string> FakeModels::choice(const std::string& user) const {
  const std::lock_guard lock(mutex_);
  const auto found = choices_.find(user);
  if (found == choices_.end()) return std::nullopt;
  return found->second;
}

}  // namespace yak::testing

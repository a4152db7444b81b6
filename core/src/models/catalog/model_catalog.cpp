// SPDX-License-Identifier: Apache-2.0
#include "models/catalog/model_catalog.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "models/catalog/model_nearest.hpp"
#include "yak/text/ascii.hpp"
#include "yak/text/utf8.hpp"

namespace yak::models {
namespace {

constexpr std::size_t kShownModels = 12;
constexpr std::size_t kShownWanted = 64;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stopped != end) return std::nullopt;
  return value;
}

/// Truncates a person's input for an error message, at a UTF-8 character boundary.
std::string shown(std::string_view wanted) {
  if (wanted.size() <= kShownWanted) return std::string(wanted);
  return std::string(clip_utf8(wanted, kShownWanted)) + "…";
}

}  // namespace

ModelCatalog::ModelCatalog(std::vector<ModelListing> listings,
                           const std::map<std::string, std::string>& aliases,
                           std::string default_name)
    : default_name_(std::move(default_name)) {
  const auto wanted = ModelName::parse(default_name_);
  const auto has_default = [&wanted](const ModelListing& listing) {
    return wanted && listing.provider == wanted->provider &&
           std::ranges::find(listing.models, wanted->model) != listing.models.end();
  };
  if (wanted && std::ranges::none_of(listings, has_default)) add(*wanted);
  for (const ModelListing& listing : listings) {
    const std::size_t count = std::min(listing.models.size(), kMaxModels);
    for (std::size_t i = 0; i < count; ++i) add(ModelName(listing.provider, listing.models[i]));
    if (!listing.known) unlisted_providers_.push_back(listing.provider);
  }
  for (const auto& [alias, name] : aliases) {
    const auto target = by_name_.find(lower_case(name));
    if (target == by_name_.end()) continue;
    const std::size_t index = target->second;
    // A full name takes precedence over an equal alias.
    if (by_name_.try_emplace(lower_case(alias), index).second)
      entries_[index].aliases.push_back(alias);
  }
}

void ModelCatalog::add(const ModelName& name) {
  const std::size_t index = entries_.size();
  if (!by_name_.try_emplace(lower_case(name.full()), index).second) return;
  ModelEntry entry;
  entry.name = name.full();
  entry.is_default = entry.name == default_name_;
  entries_.push_back(std::move(entry));
  by_model_[lower_case(name.model)].push_back(index);
}

const std::string* ModelCatalog::find(const std::string& key) const {
  const auto found = by_name_.find(key);
  return found == by_name_.end() ? nullptr : &entries_[found->second].name;
}

result<std::string> ModelCatalog::resolve(std::string_view wanted) const {
  wanted = trim(wanted);
  const std::string key = lower_case(wanted);
  if (const std::string* name = find(key)) return *name;
  const auto same_model = by_model_.find(key);
  if (same_model != by_model_.end()) {
    const std::vector<std::size_t>& indices = same_model->second;
    if (indices.size() == 1) return entries_[indices.front()].name;
    std::string message = shown(wanted) + " is served by more than one provider. Choose one of:";
    for (const std::size_t index : indices) message += " " + entries_[index].name;
    return error(ErrorKind::invalid, std::move(message));
  }
  const auto place = number(wanted);
  if (place && *place >= 1 && *place <= entries_.size()) return entries_[*place - 1].name;
  return unknown(wanted);
}

error ModelCatalog::unknown(std::string_view wanted) const {
  std::string message = "There is no model called " + shown(wanted) + ".";
  std::vector<std::string> known;
  for (const ModelEntry& entry : entries_) {
    known.push_back(entry.name);
    known.push_back(entry.name.substr(entry.name.find('/') + 1));
    known.insert(known.end(), entry.aliases.begin(), entry.aliases.end());
  }
  if (const auto meant = nearest(wanted, known)) message += " Did you mean " + *meant + "?";
  if (entries_.empty()) return error(ErrorKind::not_found, message + " There are no models.");
  message += " You can choose:";
  for (std::size_t i = 0; i < std::min(entries_.size(), kShownModels); ++i) {
    message += "\n" + std::to_string(i + 1) + ". " + entries_[i].name;
  }
  if (entries_.size() > kShownModels) {
    message += "\n… and " + std::to_string(entries_.size() - kShownModels) + " more.";
  }
  return error(ErrorKind::not_found, std::move(message));
}

bool ModelCatalog::allows(std::string_view name) const {
  const std::string key = lower_case(name);
  const std::string* listed = find(key);
  if (listed != nullptr) return lower_case(*listed) == key;
  const auto parsed = ModelName::parse(name);
  return parsed &&
         std::ranges::find(unlisted_providers_, parsed->provider) != unlisted_providers_.end();
}

std::string first_served(const std::vector<std::string>& wanted,
                         const std::vector<std::string>& providers) {
  for (const std::string& name : wanted) {
    const auto parsed = ModelName::parse(name);
    if (parsed && std::ranges::find(providers, parsed->provider) != providers.end()) return name;
  }
  return {};
}

}  // namespace yak::models

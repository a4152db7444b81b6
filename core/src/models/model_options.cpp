// SPDX-License-Identifier: Apache-2.0
#include "models/model_options.hpp"

#include "models/catalog/model_name.hpp"
#include "yak/text/ascii.hpp"

namespace yak::models {
namespace {

void expand(std::vector<std::string>& names, const std::map<std::string, std::string>& aliases) {
  for (std::string& name : names) {
    for (const auto& [alias, target] : aliases) {
      if (lower_case(alias) != lower_case(name)) continue;
      name = target;
      break;
    }
  }
}

}  // namespace

config::AssistantConfig without_aliases(config::AssistantConfig assistant) {
  expand(assistant.model, assistant.aliases);
  expand(assistant.fallbacks, assistant.aliases);
  return assistant;
}

}  // namespace yak::models

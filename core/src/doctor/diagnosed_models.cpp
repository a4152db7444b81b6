// SPDX-License-Identifier: Apache-2.0
#include "doctor/diagnosed_models.hpp"

#include <algorithm>

namespace yak::doctor {

task<std::vector<Diagnosis>> diagnose_models(Provider& provider, std::string name,
                                             config::AssistantConfig assistant) {
  std::vector<Diagnosis> diagnoses;
  const std::string prefix = name + "/";
  std::vector<std::string> wanted;
  for (const auto* models : {&assistant.model, &assistant.fallbacks}) {
    for (const std::string& model : *models) {
      if (model.starts_with(prefix)) wanted.push_back(model.substr(prefix.size()));
    }
  }
  if (wanted.empty()) co_return diagnoses;
  const auto served = co_await provider.models();
  if (!served || served->empty()) co_return diagnoses;
  for (const std::string& id : wanted) {
    if (std::ranges::find(*served, id, &Model::id) != served->end()) continue;
    diagnoses.emplace_back(
        Diagnosis::Level::fail, "model " + id,
        "the service does not list it among its " + std::to_string(served->size()) + " models",
        "correct assistant.model or assistant.fallbacks, or ask for access to it");
  }
  co_return diagnoses;
}

}  // namespace yak::doctor

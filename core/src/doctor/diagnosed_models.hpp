// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/core_config.hpp"
#include "yak/diagnosis.hpp"
#include "yak/provider.hpp"

namespace yak::doctor {

/// Whether the provider serves the models of `assistant.model` and `assistant.fallbacks` that name
/// it. No findings if it cannot list its models: `Provider::examine` reports that.
task<std::vector<Diagnosis>> diagnose_models(Provider& provider, std::string name,
                                             config::AssistantConfig assistant);

}  // namespace yak::doctor

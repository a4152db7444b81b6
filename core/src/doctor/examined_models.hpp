#pragma once

#include <string>
#include <vector>

#include "yak/finding.hpp"
#include "yak/provider.hpp"
#include "yak/settings.hpp"

namespace yak::doctor {

/// Whether the models of `assistant.model` and `assistant.fallbacks` that name this provider are
/// among those that it serves. Nothing where the provider cannot say: `Provider::examine` has.
task<std::vector<Finding>> examine_models(Provider& provider, std::string name, Settings core);

}  // namespace yak::doctor

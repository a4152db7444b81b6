// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "generation/instance/instance_dependencies.hpp"
#include "generation/plan/plan.hpp"
#include "models/model_router.hpp"

/// Builds the model router from the configuration's `assistant`, `prices` and `providers`.
namespace yak::generation {

models::ProviderEntry provider_entry(const PlannedInstance& planned, Provider& provider);

/// Reads the price file that `prices` names, or the installed one, and applies the overrides in
/// `prices`. Blocks on the disk. Fails if the file cannot be read.
result<models::Prices> read_prices(const config::Config& config);

std::shared_ptr<models::ModelRouter> make_router(const config::Config& config,
                                                 std::vector<models::ProviderEntry> providers,
                                                 models::Prices prices,
                                                 const InstanceDependencies& core);

}  // namespace yak::generation

#pragma once

#include <memory>
#include <vector>

#include "routing/model_router.hpp"
#include "runtime/core_services.hpp"
#include "runtime/plan.hpp"

/// From the configuration's `assistant`, `prices` and `providers` to the model router.
namespace yak::runtime {

routing::ProviderEntry provider_entry(const PlannedInstance& planned, Provider& provider);

/// Reads the price file (blocks on the disk). Fails when a file that is named cannot be read.
result<std::unique_ptr<routing::ModelRouter>> make_router(
    const config::Config& config, std::vector<routing::ProviderEntry> providers,
    const CoreServices& core, Logger& log);

/// The chain's end.
task<result<void>> answer(routing::ModelRouter& router, Turn& turn);

}  // namespace yak::runtime

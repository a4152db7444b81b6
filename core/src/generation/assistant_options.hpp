#pragma once

#include <memory>
#include <vector>

#include "generation/instance/core_services.hpp"
#include "generation/plan/plan.hpp"
#include "models/model_router.hpp"

/// From the configuration's `assistant`, `prices` and `providers` to the model router.
namespace yak::generation {

models::ProviderEntry provider_entry(const PlannedInstance& planned, Provider& provider);

/// What `prices` says, on top of the file that it names or of the one that comes with Yak. Blocks
/// on the disk. Fails when a file that is named cannot be read.
result<models::Prices> read_prices(const config::Config& config);

std::shared_ptr<models::ModelRouter> make_router(const config::Config& config,
                                                 std::vector<models::ProviderEntry> providers,
                                                 models::Prices prices, const CoreServices& core);

/// The chain's end.
task<result<void>> answer(models::ModelRouter& router, Turn& turn);

}  // namespace yak::generation

// SPDX-License-Identifier: Apache-2.0
#include "generation/router_build.hpp"

#include <filesystem>

#include "models/catalog/prices_file.hpp"

namespace yak::generation {
namespace {

/// Returns the path of the installed price file, relative to the executable; empty if it is
/// missing.
std::string shipped_price_file() {
  std::error_code failure;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", failure);
  const auto file = executable.parent_path().parent_path() / "share" / "yak" / "model_prices.json";
  return std::filesystem::exists(file, failure) ? file.string() : std::string();
}

}  // namespace

result<models::Prices> read_prices(const config::Config& config) {
  const config::PricesConfig& written = config.core().prices;
  const std::string file = written.file ? config.resolve(*written.file) : shipped_price_file();
  models::Prices prices;
  if (!file.empty()) {
    auto read = models::read_price_file(file);
    if (!read) return read.error();
    prices = std::move(*read);
  }
  for (const auto& [model, entry] : written.models) {
    models::Price price;
    price.input = entry.input_usd_per_1m;
    price.output = entry.output_usd_per_1m;
    price.cached_input = entry.cached_input_usd_per_1m;
    prices.override_price(model, price);
  }
  return prices;
}

models::ProviderEntry provider_entry(const PlannedInstance& planned, Provider& provider) {
  const Settings& common = planned.instance.common;
  models::ProviderEntry entry;
  entry.name = planned.instance.name;
  entry.provider = &provider;
  entry.models = common.texts("models");
  entry.max_concurrent = static_cast<int>(common.integer("max_concurrent"));
  entry.max_wait = common.duration("max_wait");
  return entry;
}

std::shared_ptr<models::ModelRouter> make_router(const config::Config& config,
                                                 std::vector<models::ProviderEntry> providers,
                                                 models::Prices prices,
                                                 const InstanceDependencies& core) {
  const models::ModelRouter::Dependencies dependencies{core.clock, core.log, core.metrics,
                                                       core.choices};
  return std::make_shared<models::ModelRouter>(dependencies, std::move(providers),
                                               config.core().assistant, std::move(prices));
}

}  // namespace yak::generation

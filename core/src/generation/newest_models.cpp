// SPDX-License-Identifier: Apache-2.0
#include "generation/newest_models.hpp"

namespace yak::generation {
namespace {

error still_starting() { return {ErrorKind::unavailable, "the models are not available yet"}; }

}  // namespace

task<std::vector<ModelEntry>> NewestModels::allowed() {
  const auto generation = current_generation_.get();
  if (!generation) co_return std::vector<ModelEntry>();
  co_return co_await generation->models().allowed();
}

task<result<std::string>> NewestModels::current(std::string user) {
  const auto generation = current_generation_.get();
  if (!generation) co_return still_starting();
  co_return co_await generation->models().current(std::move(user));
}

task<result<std::string>> NewestModels::choose(std::string user, std::string wanted) {
  const auto generation = current_generation_.get();
  if (!generation) co_return still_starting();
  co_return co_await generation->models().choose(std::move(user), std::move(wanted));
}

task<result<std::string>> NewestModels::reset(std::string user) {
  const auto generation = current_generation_.get();
  if (!generation) co_return still_starting();
  co_return co_await generation->models().reset(std::move(user));
}

task<std::vector<std::string>> NewestModels::served() {
  const auto generation = current_generation_.get();
  if (!generation) co_return std::vector<std::string>();
  co_return co_await generation->models().served();
}

}  // namespace yak::generation

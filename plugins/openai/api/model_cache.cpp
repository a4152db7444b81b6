// SPDX-License-Identifier: Apache-2.0
#include "openai/api/model_cache.hpp"

namespace yak::openai {

std::optional<result<std::vector<Model>>> ModelCache::look(MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  if (now < next_fetch_) {
    if (models_) return result<std::vector<Model>>(*models_);
    if (failure_) return result<std::vector<Model>>(*failure_);
  }
  if (models_) next_fetch_ = now + kFetchTime;
  return std::nullopt;
}

void ModelCache::keep(std::vector<Model> models, MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  models_ = std::move(models);
  failure_.reset();
  next_fetch_ = now + lifetime_;
}

result<std::vector<Model>> ModelCache::fail(error failure, MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  next_fetch_ = now + kFailureTime;
  if (models_) return *models_;
  failure_ = failure;
  return failure;
}

}  // namespace yak::openai

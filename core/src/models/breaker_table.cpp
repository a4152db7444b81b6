// SPDX-License-Identifier: Apache-2.0
#include "models/breaker_table.hpp"

namespace yak::models {

std::optional<Breaker::Pass> BreakerTable::admit(const std::string& model, MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  const auto found = breakers_.find(model);
  if (found == breakers_.end()) return Breaker::Pass::normal;
  return found->second.admit(now);
}

void BreakerTable::succeeded(const std::string& model, Breaker::Pass pass) {
  const std::lock_guard lock(mutex_);
  const auto found = breakers_.find(model);
  if (found == breakers_.end()) return;
  found->second.succeeded(pass);
  if (found->second.is_fresh()) breakers_.erase(found);
}

bool BreakerTable::failed(const std::string& model, Breaker::Pass pass, MonotonicTime now) {
  const std::lock_guard lock(mutex_);
  auto found = breakers_.find(model);
  if (found == breakers_.end()) {
    if (options_.failures <= 0 || breakers_.size() >= kMaxModels) return false;
    found = breakers_.emplace(model, Breaker(options_)).first;
  }
  return found->second.failed(pass, now);
}

void BreakerTable::abandoned(const std::string& model, Breaker::Pass pass) {
  const std::lock_guard lock(mutex_);
  const auto found = breakers_.find(model);
  if (found != breakers_.end()) found->second.abandoned(pass);
}

std::vector<std::string> BreakerTable::open() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [model, breaker] : breakers_) {
    if (breaker.state() != Breaker::State::closed) names.push_back(model);
  }
  return names;
}

std::size_t BreakerTable::size() const {
  const std::lock_guard lock(mutex_);
  return breakers_.size();
}

}  // namespace yak::models

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "generation/current_generation.hpp"
#include "yak/context/models.hpp"

namespace yak::generation {

/// The Models service of all instances: forwards to the newest generation. Before the first one has
/// started there are no models. Thread-safe.
class NewestModels final : public Models {
 public:
  explicit NewestModels(const CurrentGeneration& current_generation)
      : current_generation_(current_generation) {}

  task<std::vector<ModelEntry>> allowed() override;
  task<result<std::string>> current(std::string user) override;
  task<result<std::string>> choose(std::string user, std::string wanted) override;
  task<result<std::string>> reset(std::string user) override;
  task<std::vector<std::string>> served() override;

 private:
  const CurrentGeneration& current_generation_;
};

}  // namespace yak::generation

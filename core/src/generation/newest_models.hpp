#pragma once

#include "generation/generation_holder.hpp"
#include "yak/models.hpp"

namespace yak::generation {

/// The models as instances see them: those of the newest generation, whatever generation an
/// instance was built for. Before the first has started there are none. Thread-safe.
class NewestModels final : public Models {
 public:
  explicit NewestModels(const GenerationHolder& holder) : holder_(holder) {}

  task<std::vector<ModelEntry>> allowed() override;
  task<result<std::string>> current(std::string user) override;
  task<result<std::string>> choose(std::string user, std::string wanted) override;
  task<result<std::string>> reset(std::string user) override;
  task<std::vector<std::string>> served() override;

 private:
  const GenerationHolder& holder_;
};

}  // namespace yak::generation

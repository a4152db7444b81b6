#pragma once

#include "runtime/generation.hpp"

namespace yak::runtime {

/// Builds a generation step by step; one problem does not keep the others from being found.
class Generation::Builder {
 public:
  Builder(const Plan& plan, const CoreServices& core, config::Problems& problems);

  /// Null if there was any problem.
  std::shared_ptr<Generation> build();

 private:
  void build_channels();
  void build_providers();
  void build_router();
  void build_middleware();
  void build_pipeline();
  void describe(const PlannedInstance& planned);
  void report(const PlannedInstance& planned, const std::string& message);
  /// Calls the factory; an exception of it becomes a problem.
  template <class Kind, class Factory>
  bool make(Built<Kind>& built, const PlannedInstance& planned, Factory factory);

  const Plan& plan_;
  const CoreServices& core_;
  config::Problems& problems_;
  std::shared_ptr<Generation> generation_;
};

}  // namespace yak::runtime

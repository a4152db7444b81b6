// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "generation/generation.hpp"
#include "generation/hand_over.hpp"
#include "generation/plan/plan_diff.hpp"

namespace yak::generation {

/// What a generation is built from.
struct GenerationInputs {
  std::shared_ptr<const Plan> plan;
  InstanceDependencies core;
  std::shared_ptr<const Generation> before;  ///< the running generation; null for the first one
  PlanDiff diff;                             ///< from `before` to `plan`
  models::Prices prices;
  std::shared_ptr<HandOver> hand_over;
};

/// Makes the instances of a generation as a PlanDiff says; starts nothing. Runs plugins' code,
/// which may block: do not use it on an event loop.
class GenerationBuilder {
 public:
  /// All must outlive the builder.
  GenerationBuilder(const GenerationInputs& inputs, const Generation::Progress& progress,
                    config::Problems& problems);

  /// Continues after a problem, to report all of them. If there was any, the generation is
  /// incomplete: it must only be stopped, because its instances may have background work.
  std::unique_ptr<Generation> build();

 private:
  void add_core_routes();
  void build_channels();
  void build_providers();
  void build_router();
  void build_middleware();
  void build_pipeline();
  void describe(const PlannedInstance& planned, bool carried);
  void report(const PlannedInstance& planned, const std::string& message);
  [[nodiscard]] InstanceFate fate_of(const PlannedInstance& planned) const;
  /// Makes one instance. If it is carried over, takes `running` and its routes, else calls
  /// `factory`. Reports an error or exception of the factory as a problem and returns null.
  template <class Kind, class Factory>
  BuiltInstancePtr<Kind> make(const PlannedInstance& planned, BuiltInstancePtr<Kind> running,
                              Factory factory);
  template <class Kind>
  BuiltInstancePtr<Kind> take_over(const PlannedInstance& planned, BuiltInstancePtr<Kind> running);

  const GenerationInputs& inputs_;
  const Generation::Progress& progress_;
  config::Problems& problems_;
  std::unique_ptr<Generation> generation_;
};

}  // namespace yak::generation

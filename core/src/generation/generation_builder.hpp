// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "generation/carry_over.hpp"
#include "generation/generation.hpp"

namespace yak::generation {

/// Builds a generation step by step. Continues after a problem, to report all of them.
class Generation::Builder {
 public:
  struct Order {
    std::shared_ptr<const Plan> plan;
    const InstanceDependencies& core;
    const Generation* before;
    bool fresh_commands;
    const Progress& progress;
    config::Problems& problems;
  };

  explicit Builder(const Order& order);

  /// Returns null if there was any problem.
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
  /// Takes over `carried` and its routes if it is not null, else calls `factory`. Reports an error
  /// or exception of the factory as a problem and returns null.
  template <class Kind, class Factory>
  BuiltInstancePtr<Kind> make(const PlannedInstance& planned, BuiltInstancePtr<Kind> carried,
                              Factory factory);
  template <class Kind>
  BuiltInstancePtr<Kind> take_over(const PlannedInstance& planned, BuiltInstancePtr<Kind> carried);

  Order order_;
  std::unique_ptr<Generation> generation_;
  CarryOver carry_;
};

}  // namespace yak::generation

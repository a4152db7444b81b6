// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>

#include "generation/generation.hpp"

namespace yak::generation {

/// Decides which instances the next generation takes over: those whose inputs are unchanged. The
/// inputs are the plugin's library, the settings, and, if the instance read it while it was built,
/// the list of channels. The command table is carried over only if every instance that uses it is.
class CarryOver {
 public:
  /// `before` may be null: nothing is carried over. With `fresh_commands`, instances that use
  /// commands are rebuilt.
  CarryOver(const Generation* before, const Plan& plan, const InstanceDependencies& core,
            const std::vector<ChannelInfo>& channels, bool fresh_commands);

  /// Returns the instance that is carried over for `planned`, or null.
  [[nodiscard]] BuiltInstancePtr<Channel> channel(const PlannedInstance& planned) const;
  [[nodiscard]] BuiltInstancePtr<Provider> provider(const PlannedInstance& planned) const;
  [[nodiscard]] BuiltInstancePtr<Middleware> middleware(const PlannedInstance& planned) const;
  /// Returns the command table that is carried over, or null if a new one is needed.
  [[nodiscard]] std::shared_ptr<CommandTable> commands() const { return commands_; }
  /// Returns the model router, or null. It is carried over if all providers, the options and the
  /// prices are unchanged. `prices` are those of the new configuration.
  [[nodiscard]] std::shared_ptr<models::ModelRouter> models(const models::Prices& prices) const;

 private:
  void keep_what_is_same(const std::vector<ChannelInfo>& channels);
  void settle_commands(bool fresh_commands);
  template <class Kind>
  void consider(const BuiltInstancePtr<Kind>& built, bool same_channels);
  template <class Kind>
  void drop_users_of_commands(const BuiltInstancePtr<Kind>& built);
  template <class Visit>
  void for_each(Visit visit) const;
  [[nodiscard]] bool keeps(const PlannedInstance& planned) const;

  const Generation* before_;
  const Plan& plan_;
  std::set<std::string> kept_;  ///< keys of instances: see `key_of`
  std::shared_ptr<CommandTable> commands_;
};

}  // namespace yak::generation

#pragma once

#include <memory>
#include <set>
#include <string>

#include "generation/generation.hpp"

namespace yak::generation {

/// Which instances of a generation the next one goes on with: those of which nothing has changed
/// that they were built from. That is their library and their settings, and what they were told of
/// the rest while they were built: the channels; and the commands of all, which are kept only if
/// everybody who has to do with them is.
class CarryOver {
 public:
  /// `before` null: nothing is carried. `fresh_commands`: whatever has to do with commands is
  /// built.
  CarryOver(const Generation* before, const Plan& plan, const CoreServices& core,
            const std::vector<ChannelInfo>& channels, bool fresh_commands);

  /// The instance that is carried over for `planned`, or null.
  [[nodiscard]] BuiltPtr<Channel> channel(const PlannedInstance& planned) const;
  [[nodiscard]] BuiltPtr<Provider> provider(const PlannedInstance& planned) const;
  [[nodiscard]] BuiltPtr<Middleware> middleware(const PlannedInstance& planned) const;
  /// The commands, or null when they are collected anew.
  [[nodiscard]] std::shared_ptr<CommandTable> commands() const { return commands_; }
  /// The model router, or null: it is kept when every provider is, and all that it was told.
  /// `prices`: what a new one would reckon with.
  [[nodiscard]] std::shared_ptr<models::ModelRouter> models(const models::Prices& prices) const;

 private:
  void keep_what_is_same(const std::vector<ChannelInfo>& channels);
  void settle_commands(bool fresh_commands);
  template <class Kind>
  void consider(const BuiltPtr<Kind>& built, bool same_channels);
  template <class Kind>
  void drop_users_of_commands(const BuiltPtr<Kind>& built);
  template <class Visit>
  void for_each(Visit visit) const;
  [[nodiscard]] bool keeps(const PlannedInstance& planned) const;

  const Generation* before_;
  const Plan& plan_;
  std::set<std::string> kept_;  ///< keys of instances: see `key_of`
  std::shared_ptr<CommandTable> commands_;
};

}  // namespace yak::generation

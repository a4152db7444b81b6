// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "plugins/plugin.hpp"

namespace yak::plugins {

/// Records what a plugin's `enrol` registers. Of a kind that is registered more than once, the
/// first counts.
class Enrolment final : public Registrar {
 public:
  /// Fills `plugin`, which must outlive this.
  explicit Enrolment(Plugin& plugin) : plugin_(plugin) {}

  void channel(Schema schema, ChannelFactory factory, Validator validate,
               ChannelPeople people) override;
  void provider(Schema schema, ProviderFactory factory, Validator validate) override;
  void middleware(Schema schema, MiddlewareFactory factory, Validator validate) override;
  void middleware(Schema schema, CommandMiddlewareFactory factory, Validator validate) override;
  void store(Schema schema, StoreFactory factory, Validator validate) override;

  /// The last kind that was registered again; empty if there is none.
  [[nodiscard]] const std::string& registered_twice() const noexcept { return twice_; }

 private:
  template <class Offers>
  bool keep(std::optional<Offers>& kept, Offers offered, const char* kind) {
    if (kept) {
      twice_ = kind;
      return false;
    }
    kept = std::move(offered);
    return true;
  }

  Plugin& plugin_;
  std::string twice_;
};

}  // namespace yak::plugins

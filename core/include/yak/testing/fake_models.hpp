// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "yak/context/models.hpp"

namespace yak::testing {

/// Models from a list. `choose` accepts full names, numbers from 1 and aliases. Thread-safe except
/// for the public members, which a test sets before use.
class FakeModels final : public Models {
 public:
  FakeModels();

  task<std::vector<ModelEntry>> allowed() override;
  task<result<std::string>> current(std::string user) override;
  task<result<std::string>> choose(std::string user, std::string wanted) override;
  task<result<std::string>> reset(std::string user) override;
  task<std::vector<std::string>> served() override;

  /// Default: `fake/one` (the default model, alias `first`) and `fake/two`.
  std::vector<ModelEntry> entries;
  std::vector<std::string> served_names;
  /// If set, every call that can fail fails with it.
  std::optional<error> failure;

  [[nodiscard]] std::optional<std::string> choice(const std::string& user) const;

 private:
  [[nodiscard]] std::string default_name() const;

  mutable std::mutex mutex_;
  std::map<std::string, std::string> choices_;
};

}  // namespace yak::testing

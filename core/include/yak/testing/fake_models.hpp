#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "yak/models.hpp"

namespace yak::testing {

/// Models from a list. `choose` knows full names, numbers from 1 and aliases. Thread-safe, but for
/// the public members, which a test sets up beforehand.
class FakeModels final : public Models {
 public:
  FakeModels();

  task<std::vector<ModelEntry>> allowed() override;
  task<result<std::string>> current(std::string user) override;
  task<result<std::string>> choose(std::string user, std::string wanted) override;
  task<result<std::string>> reset(std::string user) override;
  task<std::vector<std::string>> served() override;

  /// `fake/one` (the default, alias `first`) and `fake/two` unless a test sets others.
  std::vector<ModelEntry> entries;
  std::vector<std::string> served_names;
  /// Every call that can fail does so.
  std::optional<error> failure;

  [[nodiscard]] std::optional<std::string> choice(const std::string& user) const;

 private:
  [[nodiscard]] std::string default_name() const;

  mutable std::mutex mutex_;
  std::map<std::string, std::string> choices_;
};

}  // namespace yak::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yak/commands.hpp"

namespace yak::testing {

/// A command registry whose commands a test can call. Adding is not thread-safe, as in the core,
/// where it ends before the first turn.
class FakeCommands final : public CommandRegistry {
 public:
  result<void> add(Command command) override;
  [[nodiscard]] const Command* find(std::string_view name) const override;
  [[nodiscard]] std::vector<const Command*> all() const override;

  /// Runs a command's handler; `not_found` if there is none. Does not check privileges.
  task<result<std::string>> call(Turn& turn, std::string name, std::string argument = {});

 private:
  std::map<std::string, std::unique_ptr<Command>, std::less<>> commands_;
  std::map<std::string, const Command*, std::less<>> names_;
};

}  // namespace yak::testing

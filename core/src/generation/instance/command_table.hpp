// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "yak/commands.hpp"

namespace yak::generation {

/// The commands of one generation. Filled while it is built; read-only and thus thread-safe from
/// its first turn on.
class CommandTable final : public CommandRegistry {
 public:
  result<void> add(Command command) override;
  [[nodiscard]] const Command* find(std::string_view name) const override;
  [[nodiscard]] std::vector<const Command*> all() const override;

 private:
  std::map<std::string, std::unique_ptr<Command>, std::less<>> commands_;
  std::map<std::string, const Command*, std::less<>> names_;
};

}  // namespace yak::generation

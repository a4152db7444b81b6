// SPDX-License-Identifier: Apache-2.0
#include "generation/instance/command_table.hpp"

namespace yak::generation {

result<void> CommandTable::add(Command command) {
  std::vector<std::string> names = command.aliases;
  names.push_back(command.name);
  for (const std::string& name : names) {
    if (names_.contains(name)) {
      return error(ErrorKind::conflict, "the command /" + name + " is registered already");
    }
  }
  auto owned = std::make_unique<Command>(std::move(command));
  for (const std::string& name : names) names_.emplace(name, owned.get());
  const std::string key = owned->name;
  commands_.emplace(key, std::move(owned));
  return {};
}

const Command* CommandTable::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second;
}

std::vector<const Command*> CommandTable::all() const {
  std::vector<const Command*> commands;
  commands.reserve(commands_.size());
  for (const auto& [name, command] : commands_) commands.push_back(command.get());
  return commands;
}

}  // namespace yak::generation

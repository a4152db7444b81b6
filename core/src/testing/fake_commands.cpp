// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_commands.hpp"

#include <utility>

namespace yak::testing {

result<void> FakeCommands::add(Command command) {
  if (find(command.name) != nullptr) {
    return error(ErrorKind::conflict, "the command " + command.name + " is taken");
  }
  for (const std::string& alias : command.aliases) {
    if (find(alias) != nullptr) {
      return error(ErrorKind::conflict, "the command " + alias + " is taken");
    }
  }
  auto kept = std::make_unique<Command>(std::move(command));
  names_[kept->name] = kept.get();
  for (const std::string& alias : kept->aliases) names_[alias] = kept.get();
  std::string name = kept->name;
  commands_[std::move(name)] = std::move(kept);
  return {};
}

const Command* FakeCommands::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second;
}

std::vector<const Command*> FakeCommands::all() const {
  std::vector<const Command*> all;
  all.reserve(commands_.size());
  for (const auto& [name, command] : commands_) all.push_back(command.get());
  return all;
}

task<result<std::string>> FakeCommands::call(Turn& turn, std::string name, std::string argument) {
  const Command* command = find(name);
  if (command == nullptr) co_return error(ErrorKind::not_found, "no command " + name);
  co_return co_await command->handler(turn, std::move(argument));
}

}  // namespace yak::testing

// SPDX-License-Identifier: Apache-2.0
#include "commands/admin_commands.hpp"

#include <algorithm>
#include <string>

namespace yak::commands {
namespace {

/// Some services list hundreds of models; the reply names at most this many.
constexpr std::size_t kMaxServedListed = 100;

task<result<std::string>> served(Models& models) {
  const std::vector<std::string> names = co_await models.served();
  if (names.empty()) co_return std::string("No provider lists its models.");
  std::string text = "Models that the providers serve:";
  const std::size_t shown = std::min(names.size(), kMaxServedListed);
  for (std::size_t i = 0; i < shown; ++i) text += "\n" + names[i];
  if (shown < names.size()) {
    text += "\n… and " + std::to_string(names.size() - shown) + " more";
  }
  co_return text;
}

task<result<std::string>> credits(Daemon& daemon) {
  const std::vector<std::string> lines = co_await daemon.credits();
  if (lines.empty()) co_return std::string("No channel or provider reports its credits.");
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  co_return text;
}

Command for_admins(std::string name, std::string summary, CommandHandler handler) {
  Command command(std::move(name), std::move(summary), std::move(handler));
  command.privilege = Privilege::admin;
  return command;
}

}  // namespace

std::vector<Command> admin_commands(MiddlewareContext& context) {
  std::vector<Command> commands;
  commands.push_back(
      for_admins("reload", "reads the configuration file again.",
                 [&context](Turn&, std::string) { return context.daemon().reload(); }));
  commands.push_back(
      for_admins("models", "lists all models that the providers serve.",
                 [&context](Turn&, std::string) { return served(context.models()); }));
  commands.push_back(
      for_admins("credits", "shows the credits left and spent at the services.",
                 [&context](Turn&, std::string) { return credits(context.daemon()); }));
  return commands;
}

}  // namespace yak::commands

// SPDX-License-Identifier: Apache-2.0
#include "commands/model_command.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "yak/text/ascii.hpp"

namespace yak::commands {
namespace {

/// A longer list would be split into several messages. Models that are not listed can be chosen by
/// name.
constexpr std::size_t kMaxModelsListed = 50;

std::string described(const ModelEntry& entry, const std::string& current) {
  std::string text = entry.name;
  for (const std::string& alias : entry.aliases) text += ", " + alias;
  if (entry.is_default) text += " (default)";
  if (entry.name == current) text += " ← yours";
  return text;
}

std::string list_text(const std::vector<ModelEntry>& entries, const std::string& current) {
  if (entries.empty()) return "No model can be chosen right now.";
  std::string text = "Models:";
  const std::size_t shown = std::min(entries.size(), kMaxModelsListed);
  for (std::size_t i = 0; i < shown; ++i) {
    text += "\n" + std::to_string(i + 1) + ". " + described(entries[i], current);
  }
  if (shown < entries.size()) {
    text += "\n… and " + std::to_string(entries.size() - shown) + " more";
  }
  return text + "\nChoose with /model and a name or number.";
}

task<result<std::string>> show(Models& models, std::string user) {
  const result<std::string> current = co_await models.current(std::move(user));
  if (!current) co_return current.error();
  const std::vector<ModelEntry> entries = co_await models.allowed();
  const bool is_default = std::any_of(entries.begin(), entries.end(), [&](const ModelEntry& entry) {
    return entry.is_default && entry.name == *current;
  });
  co_return "Your model is " + *current + (is_default ? " (the default)." : ".") +
      " /model list shows the others.";
}

task<result<std::string>> list(Models& models, std::string user) {
  const result<std::string> current = co_await models.current(std::move(user));
  const std::vector<ModelEntry> entries = co_await models.allowed();
  co_return list_text(entries, current ? *current : std::string());
}

task<result<std::string>> back_to_default(Models& models, std::string user) {
  const result<std::string> name = co_await models.reset(std::move(user));
  if (!name) co_return name.error();
  co_return "Your model is " + *name + " again, the default.";
}

task<result<std::string>> choose(Models& models, std::string user, std::string wanted) {
  const result<std::string> chosen = co_await models.choose(user, wanted);
  if (chosen) co_return "Your model is now " + *chosen + ".";
  if (chosen.error().kind != ErrorKind::not_found) co_return chosen.error();
  const result<std::string> all = co_await list(models, std::move(user));
  if (!all) co_return all.error();
  co_return "'" + wanted + "' is not a model that you can choose. " + *all;
}

}  // namespace

Command model_command(MiddlewareContext& context) {
  Command command("model", "shows or changes the model that answers you.",
                  [&context](Turn& turn, std::string argument) {
                    Models& models = context.models();
                    const std::string word = lower_case(argument);
                    if (word.empty()) return show(models, turn.user);
                    if (word == "list") return list(models, turn.user);
                    if (word == "default") return back_to_default(models, turn.user);
                    return choose(models, turn.user, std::move(argument));
                  });
  command.arguments = "[list | NAME | NUMBER | default]";
  return command;
}

}  // namespace yak::commands

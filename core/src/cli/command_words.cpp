// SPDX-License-Identifier: Apache-2.0
#include "cli/command_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "yak/text/suggest.hpp"

namespace yak::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  // CLI11 represents an option group as a command without a name.
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : commands_of(app)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

bool takes_words(const CLI::App& app) {
  const auto positionals =
      app.get_options([](const CLI::Option* option) { return option->get_positional(); });
  return !positionals.empty();
}

/// The command with its parents: `yak`, `yak dead-letters`.
std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

std::string no_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string_view> known;
  for (const CLI::App* command : commands_of(app)) known.emplace_back(command->get_name());
  const std::string name = full_name(app);
  const std::string guess = did_you_mean(word, known);
  return "there is no command '" + name + " " + word + "'" +
         (guess.empty() ? "; '" + name + " --help' lists them" : guess);
}

std::string no_option(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string guess = did_you_mean(word, known);
  return "'" + full_name(app) + "' has no option '" + word + "'" +
         (guess.empty() ? "; '" + full_name(app) + " --help' lists them" : guess);
}

}  // namespace

std::optional<std::string> unknown_word(const CLI::App& yak,
                                        const std::vector<std::string>& words) {
  const CLI::App* at = &yak;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    if (word.size() > 1 && word.front() == '-') {
      const std::size_t equals = word.find('=');
      const CLI::Option* option = at->get_option_no_throw(word.substr(0, equals));
      if (option == nullptr && word.starts_with("--")) {
        return no_option(*at, word.substr(0, equals));
      }
      const bool takes_value = option != nullptr && option->get_items_expected_max() > 0;
      if (takes_value && equals == std::string::npos) ++i;
      continue;
    }
    if (commands_of(*at).empty()) continue;
    const CLI::App* command = find_command(*at, word);
    if (command == nullptr) {
      return takes_words(*at) ? std::nullopt : std::optional(no_command(*at, word));
    }
    at = command;
  }
  return std::nullopt;
}

std::string help_of(const CLI::App& yak, const std::vector<std::string>& words) {
  const CLI::App* at = &yak;
  for (const std::string& word : words) {
    if (const CLI::App* below = find_command(*at, word)) at = below;
  }
  // App::help would show the parsed command, which is `help` itself.
  return at->get_formatter()->make_help(at, full_name(*at), CLI::AppFormatMode::Normal);
}

std::string usage_summary(const CLI::App& yak, const std::string& problem) {
  const CLI::App* at = &yak;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  std::string words = problem;
  words.erase(words.find_last_not_of(" \n.") + 1);
  std::ranges::replace(words, '\n', ' ');
  return words + "; see '" + full_name(*at) + " --help'";
}

}  // namespace yak::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/middleware.hpp"
#include "yak/task.hpp"

namespace yak {

/// Executes a command and returns the text of the reply. The kind of an error decides what the user
/// sees: the error's message for `invalid` and `not_found`, a general sentence for all others.
using CommandHandler = std::function<task<result<std::string>>(Turn& turn, std::string argument)>;

/// A command that chat users type after a slash.
struct Command {
  Command(std::string name, std::string summary, CommandHandler handler)
      : name(std::move(name)), summary(std::move(summary)), handler(std::move(handler)) {}

  std::string name;                  ///< lower case, without the slash
  std::string summary;               ///< one line for /help
  CommandHandler handler;            ///< must outlive every turn: capture only what lives that long
  std::vector<std::string> aliases;  ///< other names
  std::string arguments;             ///< for /help: `[list | NAME]`
  Privilege privilege = Privilege::user;
};

/// All commands of a generation. Plugins add theirs while they are built or started; the `commands`
/// middleware looks them up. No command is added after the first turn has begun.
class YAK_API CommandRegistry {
 public:
  virtual ~CommandRegistry();
  /// `conflict` if the name or an alias is taken.
  virtual result<void> add(Command command) = 0;
  /// Finds a command by name or alias, in lower case; null if there is none. Valid as long as the
  /// generation.
  [[nodiscard]] virtual const Command* find(std::string_view name) const = 0;
  /// Sorted by name.
  [[nodiscard]] virtual std::vector<const Command*> all() const = 0;
};

}  // namespace yak

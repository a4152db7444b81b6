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

/// Answers a command. Gives the text of the reply; a failure's kind chooses the words that the user
/// sees (`invalid` and `not_found` show the message itself, anything else a general sentence).
using CommandHandler = std::function<task<result<std::string>>(Turn& turn, std::string argument)>;

/// A word that chat users type after a slash.
struct Command {
  Command(std::string name, std::string summary, CommandHandler handler)
      : name(std::move(name)), summary(std::move(summary)), handler(std::move(handler)) {}

  std::string name;                  ///< lower case, without the slash
  std::string summary;               ///< one line for /help
  CommandHandler handler;            ///< must outlive every turn: capture only what lives as long
  std::vector<std::string> aliases;  ///< other names
  std::string arguments;             ///< for /help: `[list | NAME]`
  Privilege privilege = Privilege::user;
};

/// All commands of a generation. Plugins add theirs while they are built or started; the `commands`
/// middleware finds them. Adding ends before the first turn.
class YAK_API CommandRegistry {
 public:
  virtual ~CommandRegistry();
  /// `conflict` when the name or an alias is taken.
  virtual result<void> add(Command command) = 0;
  /// By name or alias, lower case; null if there is none. Holds as long as the generation.
  [[nodiscard]] virtual const Command* find(std::string_view name) const = 0;
  /// In order of name.
  [[nodiscard]] virtual std::vector<const Command*> all() const = 0;
};

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#include "commands/commands_middleware.hpp"

#include <utility>

#include "commands/admin_commands.hpp"
#include "commands/model_command.hpp"
#include "commands/parser.hpp"
#include "commands/privacy_command.hpp"
#include "commands/suggestion.hpp"
#include "commands/user_commands.hpp"
#include "yak/user_set.hpp"

namespace yak::commands {
namespace {

/// Answers commands, and sets the turn's privilege for later middleware. Immutable after start.
class CommandsMiddleware final : public Middleware {
 public:
  CommandsMiddleware(CommandRegistry& commands, Logger& log, const std::vector<std::string>& admins)
      : commands_(commands), log_(log), admins_(admins) {}

  [[nodiscard]] bool passes_queue(Turn& turn) const override {
    turn.command = parse_command(turn.message.raw_text);
    return turn.command.has_value();
  }

  /// Not a coroutine: its frame would stay allocated for as long as the model takes to answer.
  task<result<void>> handle(Turn& turn, Next& next) override {
    turn.privilege = admins_.contains(turn) ? Privilege::admin : Privilege::user;
    return turn.command ? run(turn) : next(turn);
  }

 private:
  task<result<void>> run(Turn& turn) {
    turn.result = TurnResult::command;
    std::string words = co_await answer(turn, *turn.command);
    turn.reply.add(std::move(words));
    co_return result<void>();
  }

  task<std::string> answer(Turn& turn, CommandCall parsed) {
    // `billing` is accepted for users of an earlier bot: credits for administrators, else usage.
    if (parsed.name == "billing") {
      parsed.name = turn.privilege == Privilege::admin ? "credits" : "usage";
    }
    const Command* command = commands_.find(parsed.name);
    if (command == nullptr) co_return unknown(turn, parsed.name);
    if (command->privilege > turn.privilege) {
      co_return "Only administrators may use /" + command->name + ".";
    }
    if (parsed.argument_too_long) {
      co_return "That is too long for /" + command->name + ": at most " +
          std::to_string(kMaxArgument) + " bytes may follow it.";
    }
    result<std::string> outcome = co_await command->handler(turn, std::move(parsed.argument));
    if (outcome) co_return std::move(*outcome);
    co_return failure_text(turn.message, *command, outcome.error());
  }

  std::string unknown(const Turn& turn, const std::string& name) const {
    std::vector<std::string> names;
    for (const Command* command : commands_.all()) {
      if (command->privilege > turn.privilege) continue;
      names.push_back(command->name);
      names.insert(names.end(), command->aliases.begin(), command->aliases.end());
    }
    const std::string nearest = nearest_name(name, names);
    const std::string hint = nearest.empty() ? "" : " Did you mean /" + nearest + "?";
    return "Unknown command /" + name + "." + hint + " /help lists all commands.";
  }

  std::string failure_text(const Message& message, const Command& command,
                           const error& failure) const {
    if (failure.kind == ErrorKind::invalid || failure.kind == ErrorKind::not_found) {
      return failure.message;
    }
    log_.error("a command failed", {{"command", command.name},
                                    {"message", message.id},
                                    {"channel", message.channel},
                                    {"kind", to_string(failure.kind)},
                                    {"reason", failure.message}});
    return "Sorry, /" + command.name + " did not work just now. Please try again later.";
  }

  CommandRegistry& commands_;
  Logger& log_;
  UserSet admins_;
};

}  // namespace

Schema schema() {
  return Schema{
      Field::list("admins",
                  "Who may use administrators' commands: `CHANNEL:ADDRESS`, such as "
                  "`whatsapp:+15551234567` or `console:local`.",
                  Field::element(FieldType::text).names_users())
          .defaults_to("[]")
          .between(0, 1'000),
  };
}

result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context,
                                                    CommandRegistry& commands, Settings settings) {
  std::vector<Command> own = user_commands(context, commands);
  own.push_back(model_command(context));
  own.push_back(privacy_command(context));
  for (Command& command : admin_commands(context)) own.push_back(std::move(command));
  for (Command& command : own) {
    auto added = commands.add(std::move(command));
    if (!added) return added.error();
  }
  return std::unique_ptr<Middleware>(
      std::make_unique<CommandsMiddleware>(commands, context.log(), settings.texts("admins")));
}

}  // namespace yak::commands

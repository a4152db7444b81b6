// SPDX-License-Identifier: Apache-2.0
#include "commands/user_commands.hpp"

#include <string>
#include <utility>

#include "commands/usage_text.hpp"
#include "yak/text/text_format.hpp"

namespace yak::commands {
namespace {

std::string help_line(const Command& command) {
  std::string line = "/" + command.name;
  if (!command.arguments.empty()) line += " " + command.arguments;
  line += ": " + command.summary;
  if (command.aliases.empty()) return line;
  line += " Also";
  for (const std::string& alias : command.aliases) line += " /" + alias;
  return line + ".";
}

task<result<std::string>> help(CommandRegistry& commands, Privilege privilege) {
  std::string everybody;
  std::string administrators;
  for (const Command* command : commands.all()) {
    if (command->privilege > privilege) continue;
    std::string& lines = command->privilege == Privilege::admin ? administrators : everybody;
    lines += "\n" + help_line(*command);
  }
  std::string text = "Anything that is not a command goes to the model. Commands:" + everybody;
  if (!administrators.empty()) text += "\nFor administrators:" + administrators;
  co_return text;
}

task<result<std::string>> status(MiddlewareContext& context, ConversationKey conversation,
                                 std::string user, Privilege privilege) {
  std::string text = "Yak " + context.daemon().version();
  const result<std::string> model = co_await context.models().current(std::move(user));
  text += "\nModel: " + (model ? *model : std::string("none can be used right now"));
  const std::size_t backlog = co_await context.conversations().backlog(std::move(conversation));
  text += "\nWaiting for an answer here: " +
          format_count(static_cast<std::int64_t>(backlog), "message");
  if (privilege != Privilege::admin) co_return text;
  const std::vector<StatusLine> lines = co_await context.daemon().status();
  for (const StatusLine& line : lines) text += "\n" + line.what + ": " + line.value;
  co_return text;
}

task<result<std::string>> stop(Conversations& conversations, ConversationKey conversation) {
  const std::size_t ended = co_await conversations.stop(std::move(conversation));
  if (ended == 0) co_return std::string("There was nothing to stop.");
  co_return "Stopped. " + format_count(static_cast<std::int64_t>(ended), "message") +
      (ended == 1 ? " was cancelled." : " were cancelled.");
}

task<result<std::string>> usage(MiddlewareContext& context, std::string user) {
  const Day today = day_of(context.clock().now());
  const auto rows = co_await context.usage().rows(std::move(user), today - kUsageDays + 1, today);
  if (!rows) co_return rows.error();
  co_return describe_usage(*rows, today);
}

std::string name_of(const Turn& turn) {
  std::string name = turn.user;
  const char* separator = " (";
  for (const std::string& alias : turn.message.aliases) {
    name += std::exchange(separator, ", ") + alias;
  }
  return turn.message.aliases.empty() ? name : name + ")";
}

task<result<std::string>> whoami(std::string name, Privilege privilege) {
  co_return "You are " + name +
      (privilege == Privilege::admin ? ", an administrator." : ", a user.");
}

}  // namespace

std::vector<Command> user_commands(MiddlewareContext& context, CommandRegistry& registry) {
  std::vector<Command> commands;
  commands.emplace_back("help", "lists the commands.", [&registry](Turn& turn, std::string) {
    return help(registry, turn.privilege);
  });
  commands.emplace_back("status", "shows the bot's status.", [&context](Turn& turn, std::string) {
    return status(context, turn.message.conversation(), turn.user, turn.privilege);
  });
  commands.emplace_back("whoami", "shows your address and your role.", [](Turn& turn, std::string) {
    return whoami(name_of(turn), turn.privilege);
  });
  commands.emplace_back("stop", "stops the current answer and cancels your waiting messages.",
                        [&context](Turn& turn, std::string) {
                          return stop(context.conversations(), turn.message.conversation());
                        });
  commands.emplace_back("usage", "shows your messages, tokens and cost.",
                        [&context](Turn& turn, std::string) { return usage(context, turn.user); });
  return commands;
}

}  // namespace yak::commands

// SPDX-License-Identifier: Apache-2.0
#include "access/access_commands.hpp"

#include <string>
#include <utility>

namespace yak::access {
namespace {

/// Makes a chat sentence of an error text: `there is no code K7Q2` → `There is no code K7Q2.`
std::string sentence(std::string words) {
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') {
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  }
  const bool ends = words.ends_with('.') || words.ends_with('?') || words.ends_with('!');
  return ends ? words : words + ".";
}

task<result<std::string>> rule(Admission& admission, Ruling ruling, std::string whom,
                               const Message& by) {
  const auto person = co_await admission.rule(ruling, std::move(whom), by);
  if (!person) co_return error(person.error().kind, sentence(person.error().message));
  co_return *person + (ruling == Ruling::allow ? " may write now." : " may not write any more.");
}

Command ruling_command(Admission& admission, Ruling ruling) {
  const bool allows = ruling == Ruling::allow;
  Command command(allows ? "allow" : "deny",
                  allows ? "lets a person write to this bot." : "blocks a person.",
                  [&admission, ruling](Turn& turn, std::string argument) {
                    return rule(admission, ruling, std::move(argument), turn.message);
                  });
  command.arguments = "CODE | ADDRESS";
  command.privilege = Privilege::admin;
  return command;
}

}  // namespace

std::vector<Command> access_commands(Admission& admission) {
  std::vector<Command> commands;
  commands.push_back(ruling_command(admission, Ruling::allow));
  commands.push_back(ruling_command(admission, Ruling::deny));
  return commands;
}

}  // namespace yak::access

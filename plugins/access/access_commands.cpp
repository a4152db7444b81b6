#include "access/access_commands.hpp"

#include <utility>

#include "access/access_middleware.hpp"
#include "access/ruling_target.hpp"
#include "yak/address.hpp"

namespace yak::access {
namespace {

/// Written on its own and not with the reply: once the administrator reads that somebody is out,
/// the next message of that one must not find the door open. Doing it twice changes nothing.
task<result<std::string>> rule(Context& context, std::shared_ptr<AccessList> list,
                               RulingTarget target, Ruling ruling) {
  if (list->full(target.key)) {
    co_return error(ErrorKind::invalid,
                    "No more than " + std::to_string(AccessList::kMaxRulings) +
                        " people can be allowed or denied this way: use allow_from in the "
                        "configuration.");
  }
  Batch::Put put;
  put.space = kSpace;
  put.key = target.key;
  put.value = to_text(ruling);
  Batch batch;
  batch.puts.push_back(std::move(put));
  const result<void> written = co_await context.store().write(std::move(batch));
  if (!written) co_return written.error();
  list->rule(target.key, ruling);
  const char* outcome = ruling == Ruling::allow ? " may write now." : " may not write any more.";
  co_return target.address + " on " + target.channel + outcome;
}

task<result<std::string>> refuse(error failure) { co_return failure; }

Command ruling_command(Context& context, std::shared_ptr<AccessList> list, Ruling ruling) {
  const bool allows = ruling == Ruling::allow;
  Command command(allows ? "allow" : "deny",
                  allows ? "lets somebody write to this bot." : "shuts somebody out.",
                  [&context, list = std::move(list), ruling](Turn& turn, std::string argument) {
                    auto target = ruling_target(argument, turn.message.channel, context.channels());
                    if (!target) return refuse(target.error());
                    if (ruling == Ruling::deny && target->key == user_key(turn.user)) {
                      return refuse(error(ErrorKind::invalid, "You would shut yourself out."));
                    }
                    return rule(context, list, std::move(*target), ruling);
                  });
  command.arguments = "ADDRESS";
  command.privilege = Privilege::admin;
  return command;
}

}  // namespace

std::vector<Command> access_commands(Context& context, std::shared_ptr<AccessList> list) {
  std::vector<Command> commands;
  commands.push_back(ruling_command(context, list, Ruling::allow));
  commands.push_back(ruling_command(context, std::move(list), Ruling::deny));
  return commands;
}

}  // namespace yak::access

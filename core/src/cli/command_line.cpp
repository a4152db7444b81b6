// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "base/version.hpp"
#include "cli/command_failure.hpp"
#include "cli/command_words.hpp"
#include "cli/invocation.hpp"
#include "config/yaml/scalar.hpp"
#include "yak/store/dead_letters.hpp"

namespace yak::cli {
namespace {

void add_config(CLI::App& command, Invocation& invocation) {
  command.add_option("-c,--config", invocation.config,
                     "Configuration file (default: $YAK_CONFIG, ./config/yak.yaml, "
                     "/etc/yak/yak.yaml)");
  command.add_option("--env-file", invocation.env_file,
                     "File of NAME=value lines for variables that the environment lacks");
}

void add_client(CLI::App& command, Invocation& invocation) {
  add_config(command, invocation);
  command.add_option("--socket", invocation.socket,
                     "Admin socket of the daemon (default: from the configuration)");
}

CLI::App& add(CLI::App& yak, const char* name, const char* description, Invocation& invocation) {
  CLI::App& command = *yak.add_subcommand(name, description);
  command.callback([&invocation, name] { invocation.command = name; });
  return command;
}

void add_local_commands(CLI::App& yak, Invocation& invocation) {
  add_config(add(yak, "run", "Run the daemon in the foreground", invocation), invocation);
  CLI::App& check = add(yak, "check", "Check the configuration and print every error", invocation);
  add_config(check, invocation);
  check.add_flag("--json", invocation.json, "Print the errors as JSON");
  CLI::App& doctor = add(
      yak, "doctor", "Examine everything that the daemon depends on, local and remote", invocation);
  add_client(doctor, invocation);
  doctor.add_flag("--json", invocation.json, "As JSON");
  doctor.footer(
      "Exit code: 0 without failures (warnings do not count), else that of the most severe one: "
      "78 configuration, 77 permissions, 69 a service or the store, 75 temporary.");
  CLI::App& schema = add(yak, "schema", "Print every configuration key", invocation);
  add_config(schema, invocation);
  auto* json = schema.add_flag("--json", invocation.json, "As JSON");
  schema.add_flag("--markdown", invocation.markdown, "As Markdown (the default)")->excludes(json);
  CLI::App& plugins = add(yak, "plugins", "List the plugins that can be loaded", invocation);
  add_config(plugins, invocation);
  plugins.add_flag("--json", invocation.json, "As JSON");
  CLI::App& help = add(yak, "help", "Show the help of a command", invocation);
  help.add_option("command", invocation.words, "The command; without it, all commands are listed");
  CLI::App& version = add(yak, "version", "Show the version", invocation);
  version.add_flag("--json", invocation.json, "As JSON, with compiler and ABI tag");
}

void add_client_commands(CLI::App& yak, Invocation& invocation) {
  CLI::App& status = add(yak, "status", "Show the status of the running daemon", invocation);
  CLI::App& models = add(yak, "models", "List the models that users may choose", invocation);
  CLI::App& usage = add(yak, "usage", "Show the usage by day and model", invocation);
  CLI::App& reload =
      add(yak, "reload", "Apply the changed configuration to the running daemon", invocation);
  CLI::App& upgrade =
      add(yak, "upgrade", "Upgrade the running daemon to the installed version", invocation);
  for (CLI::App* command : {&status, &models, &usage, &reload, &upgrade}) {
    add_client(*command, invocation);
    command->add_flag("--json", invocation.json, "As JSON");
  }
  status.add_flag("--watch", invocation.watch, "Repeat every two seconds, until q or Ctrl-C");
  usage.add_option("--user", invocation.user, "Only this user: whatsapp:+15551234567");
  usage.add_option("--days", invocation.days, "How many days back, today included")
      ->check(CLI::Range(1, 3660));
  CLI::App& trace = add(yak, "trace", "Show the trace of one message, with times", invocation);
  add_client(trace, invocation);
  trace.add_option("id", invocation.id, "m7, d12, or the id that the channel's service gave it")
      ->required();
  trace.add_flag("--json", invocation.json, "As JSON");
  CLI::App& chat = add(yak, "chat", "Chat with the running daemon from this terminal", invocation);
  add_client(chat, invocation);
  chat.add_option_function<std::string>(
      "question",
      [&invocation](const std::string& text) {
        invocation.text = text;
        invocation.has_text = true;
      },
      "A single question; without it an interactive chat, or one question per line of a pipe");
  chat.add_option("--as", invocation.as, "The user's name; each name is a separate user");
  chat.add_option("--channel", invocation.instance, "The console channel's instance")
      ->default_str("console");
  CLI::App& test = add(yak, "webhook-test",
                       "Post a signed message to a webhook, as the service would", invocation);
  add_client(test, invocation);
  test.add_option("instance", invocation.instance, "Channel instance, e.g. whatsapp")->required();
  test.add_option("text", invocation.text, "Text of the message")->required();
  test.add_option("--from", invocation.from, "Sender, e.g. +15551234567");
  test.add_option("--url", invocation.url, "URL to post to (default: the configured webhook URL)");
  test.add_flag("--json", invocation.json, "As JSON");
}

/// Adds a subcommand of `dead-letters`, `access` or `user`.
CLI::App& add_action(CLI::App& parent, const char* name, const char* description,
                     Invocation& invocation) {
  CLI::App& action = *parent.add_subcommand(name, description);
  action.callback([&invocation, name] { invocation.action = name; });
  add_client(action, invocation);
  action.add_flag("--json", invocation.json, "As JSON");
  return action;
}

std::string fault_of_letter(const std::string& text) {
  return dead_letter_id(text) ? ""
                              : "'" + text + "' is not the id of a dead letter: write d12 or m7";
}

void add_age(CLI::App& purge, CLI::Option& all, Invocation& invocation) {
  const auto read = [&invocation](const std::string& text) {
    const auto span = config::parse_duration(text);
    if (!span) throw CLI::ValidationError("--older-than", span.error().message);
    invocation.older_than = *span;
  };
  purge
      .add_option_function<std::string>("--older-than", read,
                                        "With --all, only those at least this old: 6h, 7d")
      ->needs(&all);
}

void add_dead_letters(CLI::App& yak, Invocation& invocation) {
  const CLI::Validator letter(fault_of_letter, "ID");
  CLI::App& dead = add(yak, "dead-letters", "List, retry or purge dead letters", invocation);
  dead.require_subcommand(0, 1);
  add_client(dead, invocation);
  dead.add_flag("--json", invocation.json, "As JSON");
  CLI::App& list = add_action(dead, "list", "List them, deliveries first", invocation);
  list.add_option("--limit", invocation.limit, "Maximum number")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  list.add_option("--after", invocation.after, "Start after this one")->check(letter);
  CLI::App& show = add_action(dead, "show", "Show one with its text", invocation);
  show.add_option("id", invocation.ids, "d12 or m7")->required()->expected(1)->check(letter);
  CLI::App& retry = add_action(dead, "retry", "Send or answer them again", invocation);
  CLI::App& purge = add_action(dead, "purge", "Delete them permanently", invocation);
  for (CLI::App* action : {&retry, &purge}) {
    CLI::Option_group& which = *action->add_option_group("Which");
    which.add_option("id", invocation.ids, "d12, m7 …")->check(letter);
    CLI::Option& all = *which.add_flag("--all", invocation.all, "Every dead letter");
    which.require_option(1);
    action->add_flag("--yes", invocation.yes, "Do it; without it, only show what would be done");
    if (action == &purge) add_age(purge, all, invocation);
  }
}

void add_access(CLI::App& yak, Invocation& invocation) {
  CLI::App& access =
      add(yak, "access", "List senders that wait for admission; admit or deny one", invocation);
  access.require_subcommand(1);
  add_action(access, "pending", "List refused senders and their codes", invocation);
  CLI::App& approve = add_action(access, "approve", "Admit a refused sender", invocation);
  CLI::App& deny = add_action(access, "deny", "Deny a sender permanently", invocation);
  for (CLI::App* action : {&approve, &deny}) {
    action
        ->add_option("who", invocation.who, "The code (K7Q2), or an address: whatsapp:+15551234567")
        ->required();
  }
}

std::string version_line() { return "yak " + std::string(base::version()); }

/// Without arguments, `yak` prints the help like `yak help`. Options without a command are an
/// error.
Parsed help(const CLI::App& yak, const Invocation& invocation) {
  if (invocation.command.empty() && yak.count_all() > 1) {
    return {std::nullopt, fail(invocation, kUsage, "name a command; 'yak help' lists them")};
  }
  if (const auto unknown = unknown_word(yak, invocation.words)) {
    return {std::nullopt, fail(invocation, kUsage, *unknown)};
  }
  std::cout << help_of(yak, invocation.words);
  return {std::nullopt, kOk};
}

void add_backup(CLI::App& yak, Invocation& invocation) {
  CLI::App& backup = add(yak, "backup",
                         "Save a consistent copy of the store, whether or not the "
                         "daemon runs",
                         invocation);
  add_client(backup, invocation);
  backup.add_option("file", invocation.file, "The new file; an existing one is not overwritten")
      ->required();
  backup.add_flag("--json", invocation.json, "As JSON");
}

void add_user(CLI::App& yak, Invocation& invocation) {
  CLI::App& user = add(yak, "user", "Show, export or erase the data of one person", invocation);
  user.require_subcommand(1);
  CLI::App& show = add_action(user, "show", "Show what is stored", invocation);
  CLI::App& all = add_action(user, "export", "Print everything, as JSON", invocation);
  CLI::App& erase = add_action(user, "erase", "Erase it permanently", invocation);
  for (CLI::App* action : {&show, &all, &erase}) {
    action->add_option("address", invocation.user, "CHANNEL:ADDRESS: whatsapp:+15551234567")
        ->required();
  }
  erase.add_flag("--yes", invocation.yes, "Do it; without it, only show what would be erased");
}

}  // namespace

Parsed parse_command_line(int argc, char** argv) {
  Invocation invocation;
  CLI::App yak("A bot daemon: channels in, providers out, plugins between", "yak");
  yak.set_version_flag("--version", version_line());
  add_client(yak, invocation);
  yak.require_subcommand(0, 1);
  add_local_commands(yak, invocation);
  add_client_commands(yak, invocation);
  add_dead_letters(yak, invocation);
  add_access(yak, invocation);
  add_backup(yak, invocation);
  add_user(yak, invocation);
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (const auto unknown = unknown_word(yak, words)) {
    invocation.json = std::ranges::find(words, "--json") != words.end();
    return {std::nullopt, fail(invocation, kUsage, *unknown)};
  }
  try {
    yak.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return {std::nullopt, yak.exit(wanted)};
  } catch (const CLI::ParseError& failure) {
    invocation.json = std::ranges::find(words, "--json") != words.end();
    return {std::nullopt, fail(invocation, kUsage, usage_summary(yak, failure.what()))};
  }
  if (invocation.command.empty() || invocation.command == "help") return help(yak, invocation);
  return {std::move(invocation), kOk};
}

}  // namespace yak::cli

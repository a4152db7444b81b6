#include <CLI/CLI.hpp>

#include "app/invocation.hpp"
#include "yak/abi_hash.hpp"

namespace yak::app {
namespace {

void add_config(CLI::App& command, Invocation& invocation) {
  command.add_option("-c,--config", invocation.config,
                     "Configuration file (else ./config/yak.yaml, /etc/yak/yak.yaml)");
  command.add_option("--env-file", invocation.env_file,
                     "File of NAME=value lines for what the environment lacks");
}

void add_client(CLI::App& command, Invocation& invocation) {
  add_config(command, invocation);
  command.add_option("--socket", invocation.socket,
                     "Admin socket of the daemon (else as the configuration says)");
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
  CLI::App& schema = add(yak, "schema", "Print every configuration key", invocation);
  add_config(schema, invocation);
  auto* json = schema.add_flag("--json", invocation.json, "As JSON");
  schema.add_flag("--markdown", invocation.markdown, "As Markdown (the default)")->excludes(json);
  CLI::App& plugins = add(yak, "plugins", "List the plugins that can be loaded", invocation);
  add_config(plugins, invocation);
  plugins.add_flag("--json", invocation.json, "As JSON");
}

void add_client_commands(CLI::App& yak, Invocation& invocation) {
  CLI::App& status = add(yak, "status", "Show how the running daemon is", invocation);
  CLI::App& models = add(yak, "models", "List the models that users may choose", invocation);
  CLI::App& usage = add(yak, "usage", "Show what was used, by day and model", invocation);
  for (CLI::App* command : {&status, &models, &usage}) {
    add_client(*command, invocation);
    command->add_flag("--json", invocation.json, "As JSON");
  }
  usage.add_option("--user", invocation.user, "Only this user: whatsapp:+15551234567");
  usage.add_option("--days", invocation.days, "How many days back, today included")
      ->check(CLI::Range(1, 3660));
  CLI::App& chat = add(yak, "chat", "Talk to the running daemon from this terminal", invocation);
  add_client(chat, invocation);
  chat.add_option("--as", invocation.as, "Who is talking: each name is a user of its own");
  chat.add_option("--channel", invocation.instance, "The console channel's instance")
      ->default_str("console");
  CLI::App& test = add(yak, "webhook-test",
                       "Post a signed message to a webhook, as the service would", invocation);
  add_client(test, invocation);
  test.add_option("instance", invocation.instance, "Channel instance, e.g. whatsapp")->required();
  test.add_option("text", invocation.text, "What the message says")->required();
  test.add_option("--from", invocation.from, "Who sends it, e.g. +15551234567");
  test.add_option("--url", invocation.url, "Where to post it (else the configured webhook URL)");
  test.add_flag("--json", invocation.json, "As JSON");
}

}  // namespace

Parsed parse_command_line(int argc, char** argv) {
  Invocation invocation;
  CLI::App yak("A bot daemon: channels in, providers out, plugins between", "yak");
  yak.set_version_flag("--version", "yak " YAK_VERSION);
  yak.require_subcommand(1);
  add_local_commands(yak, invocation);
  add_client_commands(yak, invocation);
  try {
    yak.parse(argc, argv);
  } catch (const CLI::ParseError& failure) {
    return {std::nullopt, yak.exit(failure) == 0 ? kOk : kUsage};
  }
  return {std::move(invocation), kOk};
}

}  // namespace yak::app

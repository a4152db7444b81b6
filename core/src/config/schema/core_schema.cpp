#include "config/schema/core_schema.hpp"

#include <utility>

#include "config/schema/core_sections.hpp"

namespace yak::config {
namespace {

using sections::kHour;
using sections::texts;

/// In US dollars. Far above any service's price, so that a price entered in cents is rejected.
constexpr double kMostPerMessage = 10;
constexpr double kTebibyte = 1099511627776.0;

Field plugin(std::string standard = {}) {
  Field field = Field::text("plugin", "Name of the plugin: a file PLUGIN.so on `plugins.path`.")
                    .between(1, 64);
  if (standard.empty()) return std::move(field).required();
  return std::move(field).defaults_to(std::move(standard));
}

Field enabled_if() {
  return Field::text("enabled_if",
                     "Off when this is empty or `false`, as ${NAME:-} is when NAME is not set; the "
                     "other keys are then not looked at.");
}

Schema channel() {
  return Schema{
      plugin(),
      enabled_if(),
      texts("allow_from", "Addresses that may talk here; \"*\" is everybody, empty is nobody.")
          .defaults_to("[]"),
      Field::object(
          "price_per_message_usd",
          "What the service charges for a message, in US dollars; one number for both "
          "directions, or `{in, out}`. Part of /usage, of daily budgets and of metrics.",
          Schema{
              Field::number("in", "For one that comes in.")
                  .defaults_to("0")
                  .between(0, kMostPerMessage),
              Field::number("out", "For one that goes out; each part of an answer is one.")
                  .defaults_to("0")
                  .between(0, kMostPerMessage),
          })
          .or_one_value(),
      Field::integer("max_parts",
                     "Messages that one answer may become; a longer one ends with a sentence that "
                     "says so.")
          .defaults_to("10")
          .between(2, 1000),
  };
}

Schema provider() {
  return Schema{
      plugin(),
      enabled_if(),
      texts("models", "What users may choose; empty is all that the server lists.")
          .defaults_to("[]"),
      Field::integer("max_concurrent", "Requests to this provider at the same time.")
          .defaults_to("1000")
          .between(1, 100'000),
      Field::duration("max_wait", "How long a turn waits for its place among those.")
          .defaults_to("30s")
          .between(0, kHour),
  };
}

Schema whole() {
  Schema schema;
  schema.add(Field::object("server", "The public HTTP server.", sections::server()));
  schema.add(Field::object("admin", "For operators only.", sections::admin()));
  schema.add(Field::object("store", "Where messages are kept; its plugin's keys stand here too.",
                           instance_schema(InstanceKind::store)));
  schema.add(Field::map("channels", "Where messages come from, by a name of your choice.",
                        Field::element(instance_schema(InstanceKind::channel))));
  schema.add(Field::map("providers", "What answers, by a name of your choice.",
                        Field::element(instance_schema(InstanceKind::provider))));
  schema.add(Field::list("middleware", "What every message passes, outermost first.",
                         Field::element(instance_schema(InstanceKind::middleware))));
  schema.add(Field::object("access", "Who may write, beside the channels' allow_from.",
                           sections::access()));
  schema.add(Field::object("assistant", "How answers are made.", sections::assistant()));
  schema.add(Field::object("prices", "What /usage reckons with.", sections::prices()));
  schema.add(Field::object("http", "Outgoing requests.", sections::http()));
  schema.add(Field::object("delivery", "Sending answers.", sections::delivery()));
  schema.add(Field::object("lanes", "Messages that wait for their turn.", sections::lanes()));
  schema.add(Field::object(
      "plugins", "Where plugins are.",
      Schema{texts("path",
                   "Folders searched in order. Without any: lib/yak/plugins beside the "
                   "executable's folder.")
                 .defaults_to("[]"),
             Field::duration("start_timeout",
                             "How long it may take to build and start the instances; a reload that "
                             "takes longer is given up.")
                 .defaults_to("30s")
                 .between(100, kHour)}));
  schema.add(
      Field::text("data_dir",
                  "Folder that the daemon writes to: the store, the admin socket. A relative "
                  "one is taken against this file's folder. Without it: $STATE_DIRECTORY, "
                  "else this file's folder."));
  schema.add(Field::object("log", "What is written to standard error.", sections::log()));
  schema.add(Field::object("tracing", "Where the ways of messages are sent.", sections::tracing()));
  schema.add(Field::boolean("watch",
                            "Apply changes of this file, of the files it names and of plugins "
                            "without being told to (`yak reload`, SIGHUP).")
                 .defaults_to("false"));
  return schema;
}

}  // namespace

const Schema& core_schema() {
  static const Schema schema = whole();
  return schema;
}

const Schema& instance_schema(InstanceKind kind) {
  static const Schema store{
      plugin("sqlite"),
      Field::size(
          "min_free",
          "With less room than this on the disk of data_dir, messages are refused (503) and "
          "/readyz is red, before a write fails.")
          .defaults_to("64MiB")
          .between(0, kTebibyte)};
  static const Schema channels = channel();
  static const Schema providers = provider();
  static const Schema middleware{plugin(), enabled_if()};
  switch (kind) {
    case InstanceKind::store: return store;
    case InstanceKind::channel: return channels;
    case InstanceKind::provider: return providers;
    case InstanceKind::middleware: return middleware;
  }
  return store;
}

}  // namespace yak::config

// SPDX-License-Identifier: Apache-2.0
#include "config/schema/core_schema.hpp"

#include <utility>

#include "config/schema/core_sections.hpp"

namespace yak::config {
namespace {

using sections::kHour;
using sections::texts;

/// In US dollars. Far above any service's price, so that a price entered in cents is rejected.
constexpr double kMaxPerMessage = 10;
constexpr double kTebibyte = 1099511627776.0;

Field plugin(std::string standard = {}) {
  Field field =
      Field::text("plugin", "Name of the plugin: a file PLUGIN.so in a folder of `plugins.path`.")
          .between(1, 64);
  if (standard.empty()) return std::move(field).required();
  return std::move(field).defaults_to(std::move(standard));
}

Field enabled_if() {
  return Field::text("enabled_if",
                     "Disables the instance if empty or `false`, such as ${NAME:-} if NAME is not "
                     "set. The values of the other keys are then not checked.");
}

Schema channel() {
  return Schema{
      plugin(),
      enabled_if(),
      texts("allow_from",
            "Addresses of the users admitted to this channel; \"*\" admits everyone, an empty list "
            "no one.")
          .defaults_to("[]"),
      Field::object(
          "price_per_message_usd",
          "Price that the service charges per message, in US dollars: one number for both "
          "directions, or `{in, out}`. Included in /usage, daily budgets and metrics.",
          Schema{
              Field::number("in", "Price of an incoming message.")
                  .defaults_to("0")
                  .between(0, kMaxPerMessage),
              Field::number("out", "Price of an outgoing message; each part of an answer is one.")
                  .defaults_to("0")
                  .between(0, kMaxPerMessage),
          })
          .or_one_value(),
      Field::integer("max_parts",
                     "Maximum messages per answer; a longer answer is cut and ends with a notice.")
          .defaults_to("10")
          .between(2, 1000),
  };
}

Schema provider() {
  return Schema{
      plugin(),
      enabled_if(),
      texts("models", "Models that users may choose; empty: all that the server lists.")
          .defaults_to("[]"),
      Field::integer("max_concurrent", "Maximum concurrent requests to this provider.")
          .defaults_to("1000")
          .between(1, 100'000),
      Field::duration("max_wait", "How long a turn may wait until it can send its request.")
          .defaults_to("30s")
          .between(0, kHour),
  };
}

Section<PluginsConfig> plugins() {
  return Section<PluginsConfig>()
      .key(&PluginsConfig::path,
           texts("path",
                 "Folders searched for plugins, in order. If empty: lib/yak/plugins next to the "
                 "executable's folder.")
               .defaults_to("[]"))
      .key(&PluginsConfig::start_timeout,
           Field::duration("start_timeout",
                           "Maximum time to build and start the instances; a reload that takes "
                           "longer is aborted.")
               .defaults_to("30s")
               .between(100, kHour));
}

/// `store`, `channels`, `providers` and `middleware`.
Section<CoreConfig> with_instances(Section<CoreConfig> section) {
  return std::move(section)
      .other(Field::object("store", "Store of messages; also takes the keys of its plugin.",
                           instance_schema(InstanceKind::store)))
      .other(Field::map("channels",
                        "Channels that receive and send messages, by a name of your choice.",
                        Field::element(instance_schema(InstanceKind::channel))))
      .other(Field::map("providers", "Providers of models, by a name of your choice.",
                        Field::element(instance_schema(InstanceKind::provider))))
      .other(Field::list("middleware",
                         "Middleware that every message passes through, outermost first.",
                         Field::element(instance_schema(InstanceKind::middleware))));
}

Section<CoreConfig> whole() {
  auto first =
      Section<CoreConfig>()
          .object(&CoreConfig::server, "server", "The public HTTP server.", sections::server())
          .object(&CoreConfig::admin, "admin", "Administration by operators.", sections::admin());
  return with_instances(std::move(first))
      .object(&CoreConfig::access, "access",
              "Admission of users, in addition to the channels' allow_from.", sections::access())
      .object(&CoreConfig::assistant, "assistant", "How answers are generated.",
              sections::assistant())
      .object(&CoreConfig::prices, "prices", "Prices used by /usage.", sections::prices())
      .object(&CoreConfig::http, "http", "Outgoing HTTP requests.", sections::http())
      .object(&CoreConfig::delivery, "delivery", "Delivery of answers.", sections::delivery())
      .object(&CoreConfig::lanes, "lanes", "Queues of messages, one per conversation.",
              sections::lanes())
      .object(&CoreConfig::plugins, "plugins", "Location and start of plugins.", plugins())
      .key(&CoreConfig::data_dir,
           Field::text("data_dir",
                       "Folder that the daemon writes to: the store, the admin socket. A relative "
                       "path is resolved against this file's folder. Default: $STATE_DIRECTORY, "
                       "else this file's folder."))
      .object(&CoreConfig::log, "log", "Log on standard error.", sections::log())
      .object(&CoreConfig::tracing, "tracing", "Export of message traces.", sections::tracing())
      .key(&CoreConfig::watch,
           Field::boolean("watch",
                          "Apply changes of this file, of the files it names and of plugins "
                          "automatically, without `yak reload` or SIGHUP.")
               .defaults_to("false"));
}

const Section<CoreConfig>& core_section() {
  static const Section<CoreConfig> kSection = whole();
  return kSection;
}

}  // namespace

const Schema& core_schema() {
  static const Schema kSchema = core_section().schema();
  return kSchema;
}

CoreConfig read_core(const Settings& core) { return core_section().read(core); }

const Schema& instance_schema(InstanceKind kind) {
  static const Schema kStore{
      plugin("sqlite"),
      Field::size(
          "min_free",
          "Minimum free space on the disk of data_dir. Below it, messages are refused (503) and "
          "/readyz fails, so that no write to the store fails.")
          .defaults_to("64MiB")
          .between(0, kTebibyte)};
  static const Schema kChannels = channel();
  static const Schema kProviders = provider();
  static const Schema kMiddleware{plugin(), enabled_if()};
  switch (kind) {
    case InstanceKind::store: return kStore;
    case InstanceKind::channel: return kChannels;
    case InstanceKind::provider: return kProviders;
    case InstanceKind::middleware: return kMiddleware;
  }
  return kStore;
}

}  // namespace yak::config

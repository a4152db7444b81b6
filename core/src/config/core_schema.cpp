#include "config/core_schema.hpp"

#include <utility>

namespace yak::config {
namespace {

constexpr double kSecond = 1'000;
constexpr double kMinute = 60 * kSecond;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr double kTebibyte = 1099511627776.0;

Field texts(std::string name, std::string description) {
  return Field::list(std::move(name), std::move(description), Field::element(FieldType::text));
}

Schema tls() {
  return Schema{
      Field::text("certificate", "PEM file with the certificate and its chain.").required(),
      Field::text("private_key", "PEM file with the certificate's private key.").required(),
  };
}

Schema limits() {
  return Schema{
      Field::integer("max_connections", "Open connections; more are refused at once.")
          .defaults_to("10000")
          .between(1, 1'000'000),
      Field::duration("header_timeout", "How long a client may take to send a request's head.")
          .defaults_to("10s")
          .between(kSecond, 10 * kMinute),
      Field::duration("body_timeout", "How long a client may take to send a request's body.")
          .defaults_to("15s")
          .between(kSecond, 10 * kMinute),
      Field::duration("idle_timeout", "How long a connection may stay open between requests.")
          .defaults_to("75s")
          .between(kSecond, kHour),
  };
}

Schema server() {
  return Schema{
      Field::text("listen",
                  "HOST:PORT of the public server: the plugins' routes, /livez and /readyz.")
          .defaults_to("0.0.0.0:8080"),
      Field::text("public_url",
                  "The origin under which the world reaches this server, without a path: "
                  "https://bot.example.com. Webhooks are checked against it, never against what "
                  "a request says about itself."),
      Field::object("tls", "Serve HTTPS. Without it something in front must.", tls()),
      Field::integer("threads", "Event loops; 0 is one a core.").defaults_to("0").between(0, 256),
      Field::object("limits", "What one client may take.", limits()),
      Field::duration("drain_timeout", "At shutdown, how long turns under way may take to end.")
          .defaults_to("25s")
          .between(0, kHour),
  };
}

Schema admin() {
  return Schema{
      Field::text("socket",
                  "Unix socket for the command line. Without it: yak.sock in $RUNTIME_DIRECTORY, "
                  "else in `data_dir`."),
      Field::text("listen",
                  "HOST:PORT for GET /metrics, and with `token` for /api/v1. Without it: neither "
                  "over TCP."),
      Field::secret("token",
                    "Bearer token of /api/v1 over TCP. Without it /api/v1 is on the socket only.")
          .between(16, 1024),
  };
}

Schema assistant() {
  return Schema{
      texts("model",
            "What answers, as PROVIDER/MODEL or an alias; of several, the first whose provider "
            "is on. Needed once there is a provider."),
      texts("fallbacks", "Tried in order when the model fails in a way that another may not.")
          .defaults_to("[]"),
      Field::map("aliases", "Short names for users to type, each for a PROVIDER/MODEL.",
                 Field::element(FieldType::text))
          .defaults_to("{}"),
      Field::text("system_prompt", "What the model is told before every conversation."),
      Field::duration("timeout", "For the whole answer, fallbacks and retries included.")
          .defaults_to("90s")
          .between(kSecond, kHour),
      Field::integer("max_tokens", "Longest answer, in tokens. Without it: the model's own limit.")
          .between(1, 10'000'000),
      Field::number("temperature", "Randomness of the answer. Without it: the model's own.")
          .between(0, 2),
      Field::object(
          "breaker", "When to leave a failing model alone.",
          Schema{
              Field::integer("failures", "So many failures in a row open the breaker.")
                  .defaults_to("5")
                  .between(1, 1000),
              Field::duration("open_for", "How long it stays open before one request probes.")
                  .defaults_to("30s")
                  .between(kSecond, kHour),
          }),
  };
}

Schema prices() {
  return Schema{
      Field::text("file", "JSON file with prices by model. Without it: the one shipped with Yak."),
      Field::map("models", "Prices by model, before those of the file.",
                 Field::element(Schema{
                     Field::number("input_usd_per_1m", "US dollars for a million input tokens.")
                         .required()
                         .between(0, 1'000'000),
                     Field::number("cached_input_usd_per_1m",
                                   "The same for cached ones. Without it: as input.")
                         .between(0, 1'000'000),
                     Field::number("output_usd_per_1m", "US dollars for a million output tokens.")
                         .required()
                         .between(0, 1'000'000),
                 }))
          .defaults_to("{}"),
  };
}

Schema http() {
  return Schema{
      Field::secret("proxy",
                    "http://[USER:PASSWORD@]HOST:PORT through which every outgoing request goes. "
                    "The environment's proxy variables are not read."),
      texts("no_proxy",
            "Hosts reached without the proxy; a leading dot stands for all hosts below.")
          .defaults_to("[]"),
      Field::text("ca_file", "PEM file with the authorities to trust instead of the system's."),
  };
}

Schema delivery() {
  return Schema{
      Field::duration("lifetime", "How long an answer is tried before it is a dead letter.")
          .defaults_to("6h")
          .between(kMinute, 30 * kDay),
      Field::duration("retry_base", "Wait before the second try; doubles with each, with jitter.")
          .defaults_to("1s")
          .between(10, kHour),
      Field::duration("retry_cap", "Longest wait between two tries.")
          .defaults_to("15m")
          .between(10, kDay),
      Field::choice("in_doubt",
                    "When nobody knows whether a send was taken, and asking the service finds "
                    "nothing: send it again, or hold it as a dead letter for an operator.",
                    {"reconcile_then_resend", "hold"})
          .defaults_to("reconcile_then_resend"),
      Field::list("look_up_after",
                  "When the service is asked about a send in doubt, counted from the doubt.",
                  Field::element(FieldType::duration).between(10, kHour))
          .defaults_to("[2s, 5s, 10s, 30s]")
          .between(1, 16),
  };
}

Schema lanes() {
  return Schema{
      Field::integer("backlog", "Messages that one conversation may have waiting.")
          .defaults_to("32")
          .between(1, 10'000),
      Field::integer("total",
                     "Messages that may wait in all conversations together, and answers that may "
                     "wait to be sent. A message beyond that is taken, but its sender is told to "
                     "try again; at a quarter more nothing is taken.")
          .defaults_to("20000")
          .between(1, 10'000'000),
      Field::choice("overflow",
                    "What gives way when `backlog` is reached: the newest message, the oldest, or "
                    "none: the newest is read together with the last one that waits.",
                    {"reject_newest", "drop_oldest", "coalesce"})
          .defaults_to("reject_newest"),
      Field::duration("collect",
                      "Messages that follow one another within this time are answered together; a "
                      "turn then begins at most three times this after its first message.")
          .defaults_to("0s")
          .between(0, 30 * kSecond),
      Field::duration("max_age",
                      "A message that is older when its turn would begin, because the daemon was "
                      "away, is not answered any more.")
          .defaults_to("6h")
          .between(kMinute, 30 * kDay),
      Field::choice("expired", "What a conversation with such messages gets: one apology, or none.",
                    {"apologise", "silent"})
          .defaults_to("apologise"),
  };
}

Schema log() {
  return Schema{
      Field::choice("level", "The least that is logged.",
                    {"trace", "debug", "info", "warn", "error", "off"})
          .defaults_to("info"),
      Field::choice("format", "Lines for people, or JSON for machines.", {"text", "json"})
          .defaults_to("text"),
  };
}

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
  schema.add(Field::object("server", "The public HTTP server.", server()));
  schema.add(Field::object("admin", "For operators only.", admin()));
  schema.add(Field::object("store", "Where messages are kept; its plugin's keys stand here too.",
                           instance_schema(InstanceKind::store)));
  schema.add(Field::map("channels", "Where messages come from, by a name of your choice.",
                        Field::element(instance_schema(InstanceKind::channel))));
  schema.add(Field::map("providers", "What answers, by a name of your choice.",
                        Field::element(instance_schema(InstanceKind::provider))));
  schema.add(Field::list("middleware", "What every message passes, outermost first.",
                         Field::element(instance_schema(InstanceKind::middleware))));
  schema.add(Field::object("assistant", "How answers are made.", assistant()));
  schema.add(Field::object("prices", "What /usage reckons with.", prices()));
  schema.add(Field::object("http", "Outgoing requests.", http()));
  schema.add(Field::object("delivery", "Sending answers.", delivery()));
  schema.add(Field::object("lanes", "Messages that wait for their turn.", lanes()));
  schema.add(Field::object(
      "plugins", "Where plugins are.",
      Schema{texts("path",
                   "Folders searched in order. Without any: lib/yak/plugins beside the "
                   "executable's folder.")
                 .defaults_to("[]")}));
  schema.add(Field::text("data_dir",
                         "Folder that relative paths are taken against. Without it: "
                         "$STATE_DIRECTORY, else the working directory."));
  schema.add(Field::object("log", "What is written to standard error.", log()));
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

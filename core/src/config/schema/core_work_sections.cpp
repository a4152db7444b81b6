#include "config/schema/core_sections.hpp"

#include <utility>

namespace yak::config::sections {
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

Schema access() {
  return Schema{
      Field::choice("unknown",
                    "What senders are told whom nobody has admitted: nothing (`silent`), or the "
                    "`code` by which an administrator can admit them (`/allow CODE`, `yak access "
                    "approve CODE`). The log and `yak access pending` have the codes either way.",
                    {"silent", "code"})
          .defaults_to("silent"),
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
      Field::choice("addresses", "How addresses of people are written.", {"masked", "full"})
          .defaults_to("masked"),
  };
}

Schema tracing() {
  return Schema{
      Field::text("otlp",
                  "http(s)://HOST:PORT/v1/traces of an OpenTelemetry collector: every message's "
                  "way is sent there (OTLP over HTTP, JSON). Without it: nowhere."),
      Field::map("headers", "Further headers of those requests, for a token.",
                 Field::element(FieldType::secret))
          .defaults_to("{}"),
  };
}

}  // namespace yak::config::sections

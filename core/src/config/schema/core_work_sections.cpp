// SPDX-License-Identifier: Apache-2.0
#include "config/schema/core_sections.hpp"

#include <utility>

namespace yak::config::sections {
Schema assistant() {
  return Schema{
      texts("model",
            "Model that answers, as PROVIDER/MODEL or an alias. Of several, the first whose "
            "provider is enabled is used. Required if there is a provider."),
      texts("fallbacks",
            "Models tried in order when the model fails with an error that another model may not "
            "have.")
          .defaults_to("[]"),
      Field::map("aliases", "Short names that users can type, each for a PROVIDER/MODEL.",
                 Field::element(FieldType::text))
          .defaults_to("{}"),
      Field::text("system_prompt", "System prompt of every conversation."),
      Field::duration("timeout", "Deadline of the whole answer, including fallbacks and retries.")
          .defaults_to("90s")
          .between(kSecond, kHour),
      Field::integer("max_tokens",
                     "Maximum length of an answer, in tokens. Without it: the model's own limit.")
          .between(1, 10'000'000),
      Field::number("temperature", "Sampling temperature. Without it: the model's default.")
          .between(0, 2),
      Field::object("breaker", "Circuit breaker, which pauses requests to a failing model.",
                    Schema{
                        Field::integer("failures", "Consecutive failures that open the breaker.")
                            .defaults_to("5")
                            .between(1, 1000),
                        Field::duration(
                            "open_for",
                            "How long the breaker stays open before one request probes the model.")
                            .defaults_to("30s")
                            .between(kSecond, kHour),
                    }),
  };
}

Schema prices() {
  return Schema{
      Field::text("file", "JSON file with prices by model. Without it: the file shipped with Yak."),
      Field::map(
          "models", "Prices by model; they override those of the file.",
          Field::element(Schema{
              Field::number("input_usd_per_1m", "US dollars per million input tokens.")
                  .required()
                  .between(0, 1'000'000),
              Field::number("cached_input_usd_per_1m",
                            "US dollars per million cached input tokens. Without it: as input.")
                  .between(0, 1'000'000),
              Field::number("output_usd_per_1m", "US dollars per million output tokens.")
                  .required()
                  .between(0, 1'000'000),
          }))
          .defaults_to("{}"),
  };
}

Schema delivery() {
  return Schema{
      Field::duration("lifetime", "How long an answer is retried before it becomes a dead letter.")
          .defaults_to("6h")
          .between(kMinute, 30 * kDay),
      Field::duration("retry_base",
                      "Wait before the second attempt; doubles with each attempt, with jitter.")
          .defaults_to("1s")
          .between(10, kHour),
      Field::duration("retry_cap", "Maximum wait between two attempts.")
          .defaults_to("15m")
          .between(10, kDay),
      Field::choice("in_doubt",
                    "What to do if the outcome of a send is unknown and the service does not find "
                    "the message: send it again, or hold it as a dead letter for an operator.",
                    {"reconcile_then_resend", "hold"})
          .defaults_to("reconcile_then_resend"),
      Field::list("look_up_after",
                  "When to ask the service about a send whose outcome is unknown, counted from the "
                  "moment it became unknown.",
                  Field::element(FieldType::duration).between(10, kHour))
          .defaults_to("[2s, 5s, 10s, 30s]")
          .between(1, 16),
  };
}

Schema access() {
  return Schema{
      Field::choice("unknown",
                    "Reply to senders who are not admitted: none (`silent`), or the `code` with "
                    "which an administrator can admit them (`/allow CODE`, `yak access approve "
                    "CODE`). The log and `yak access pending` show the codes in both cases.",
                    {"silent", "code"})
          .defaults_to("silent"),
  };
}

Schema lanes() {
  return Schema{
      Field::integer("backlog", "Maximum messages that wait in one conversation.")
          .defaults_to("32")
          .between(1, 10'000),
      Field::integer(
          "total",
          "Maximum messages that wait in all conversations together, and maximum answers "
          "that wait to be sent. A message above it is accepted, but its sender is told "
          "to try again later; above 125% of it, messages are refused.")
          .defaults_to("20000")
          .between(1, 10'000'000),
      Field::choice("overflow",
                    "What to do when `backlog` is reached: reject the newest message, drop the "
                    "oldest, or answer the newest together with the last one that waits.",
                    {"reject_newest", "drop_oldest", "coalesce"})
          .defaults_to("reject_newest"),
      Field::duration("collect",
                      "Messages of a conversation that follow one another within this time are "
                      "answered together. The turn starts at most three times this after the first "
                      "of them.")
          .defaults_to("0s")
          .between(0, 30 * kSecond),
      Field::duration("max_age",
                      "A message that is older than this when its turn would start, for example "
                      "after a downtime, is not answered.")
          .defaults_to("6h")
          .between(kMinute, 30 * kDay),
      Field::choice("expired", "Reply to a conversation with such messages: one apology, or none.",
                    {"apologise", "silent"})
          .defaults_to("apologise"),
  };
}

Schema log() {
  return Schema{
      Field::choice("level", "Minimum level of logged lines.",
                    {"trace", "debug", "info", "warn", "error", "off"})
          .defaults_to("info"),
      Field::choice("format", "Format of log lines: plain text or JSON.", {"text", "json"})
          .defaults_to("text"),
      Field::choice("addresses", "How addresses of users are logged.", {"masked", "full"})
          .defaults_to("masked"),
  };
}

Schema tracing() {
  return Schema{
      Field::text(
          "otlp",
          "http(s)://HOST:PORT/v1/traces of an OpenTelemetry collector, to which a trace of "
          "every message is exported (OTLP over HTTP, JSON). Without it: no export."),
      Field::map("headers", "Additional headers of the export requests, such as a token.",
                 Field::element(FieldType::secret))
          .defaults_to("{}"),
  };
}

}  // namespace yak::config::sections

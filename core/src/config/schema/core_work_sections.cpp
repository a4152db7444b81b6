// SPDX-License-Identifier: Apache-2.0
#include "config/schema/core_sections.hpp"

#include <utility>

namespace yak::config::sections {
namespace {

using Overflow = LanesConfig::Overflow;
using Expired = LanesConfig::Expired;
using InDoubt = DeliveryConfig::InDoubt;
using Unknown = AccessConfig::Unknown;

constexpr double kMaxPerMillion = 1'000'000;

constexpr Words<Unknown, 2> kUnknown{{{"silent", Unknown::silent}, {"code", Unknown::code}}};
constexpr Words<InDoubt, 2> kInDoubt{
    {{"reconcile_then_resend", InDoubt::reconcile_then_resend}, {"hold", InDoubt::hold}}};
constexpr Words<Overflow, 3> kOverflow{{{"reject_newest", Overflow::reject_newest},
                                        {"drop_oldest", Overflow::drop_oldest},
                                        {"coalesce", Overflow::coalesce}}};
constexpr Words<Expired, 2> kExpired{
    {{"apologise", Expired::apologise}, {"silent", Expired::silent}}};
constexpr Words<LogLevel, 6> kLevel{{{"trace", LogLevel::trace},
                                     {"debug", LogLevel::debug},
                                     {"info", LogLevel::info},
                                     {"warn", LogLevel::warn},
                                     {"error", LogLevel::error},
                                     {"off", LogLevel::off}}};
constexpr Words<LogConfig::Format, 2> kFormat{
    {{"text", LogConfig::Format::text}, {"json", LogConfig::Format::json}}};
constexpr Words<LogConfig::Addresses, 2> kAddresses{
    {{"masked", LogConfig::Addresses::masked}, {"full", LogConfig::Addresses::full}}};

Section<BreakerConfig> breaker() {
  return Section<BreakerConfig>()
      .key(&BreakerConfig::failures,
           Field::integer("failures", "Consecutive failures that open the breaker.")
               .defaults_to("5")
               .between(1, 1000))
      .key(&BreakerConfig::open_for,
           Field::duration("open_for",
                           "How long the breaker stays open before one request probes the model.")
               .defaults_to("30s")
               .between(kSecond, kHour));
}

Section<PriceConfig> price() {
  return Section<PriceConfig>()
      .key(&PriceConfig::input_usd_per_1m,
           Field::number("input_usd_per_1m", "US dollars per million input tokens.")
               .required()
               .between(0, kMaxPerMillion))
      .key(&PriceConfig::cached_input_usd_per_1m,
           Field::number("cached_input_usd_per_1m",
                         "US dollars per million cached input tokens. Without it: as input.")
               .between(0, kMaxPerMillion))
      .key(&PriceConfig::output_usd_per_1m,
           Field::number("output_usd_per_1m", "US dollars per million output tokens.")
               .required()
               .between(0, kMaxPerMillion));
}

}  // namespace

Section<AssistantConfig> assistant() {
  return Section<AssistantConfig>()
      .key(&AssistantConfig::model,
           texts("model",
                 "Model that answers, as PROVIDER/MODEL or an alias. Of several, the first whose "
                 "provider is enabled is used. Required if there is a provider."))
      .key(
          &AssistantConfig::fallbacks,
          texts(
              "fallbacks",
              "Models tried in order when the model fails with an error that another model may not "
              "have.")
              .defaults_to("[]"))
      .key(&AssistantConfig::aliases,
           Field::map("aliases", "Short names that users can type, each for a PROVIDER/MODEL.",
                      Field::element(FieldType::text))
               .defaults_to("{}"))
      .key(&AssistantConfig::system_prompt,
           Field::text("system_prompt", "System prompt of every conversation."))
      .key(&AssistantConfig::timeout,
           Field::duration("timeout",
                           "Deadline of the whole answer, including fallbacks and retries.")
               .defaults_to("90s")
               .between(kSecond, kHour))
      .key(&AssistantConfig::max_tokens,
           Field::integer(
               "max_tokens",
               "Maximum length of an answer, in tokens. Without it: the model's own limit.")
               .between(1, 10'000'000))
      .key(&AssistantConfig::temperature,
           Field::number("temperature", "Sampling temperature. Without it: the model's default.")
               .between(0, 2))
      .object(&AssistantConfig::breaker, "breaker",
              "Circuit breaker, which pauses requests to a failing model.", breaker());
}

Section<PricesConfig> prices() {
  return Section<PricesConfig>()
      .key(&PricesConfig::file,
           Field::text("file",
                       "JSON file with prices by model. Without it: the file shipped with Yak."))
      .map(&PricesConfig::models, "models", "Prices by model; they override those of the file.",
           price());
}

Section<DeliveryConfig> delivery() {
  return Section<DeliveryConfig>()
      .key(&DeliveryConfig::lifetime,
           Field::duration("lifetime",
                           "How long an answer is retried before it becomes a dead letter.")
               .defaults_to("6h")
               .between(kMinute, 30 * kDay))
      .key(
          &DeliveryConfig::retry_base,
          Field::duration("retry_base",
                          "Wait before the second attempt; doubles with each attempt, with jitter.")
              .defaults_to("1s")
              .between(10, kHour))
      .key(&DeliveryConfig::retry_cap,
           Field::duration("retry_cap", "Maximum wait between two attempts.")
               .defaults_to("15m")
               .between(10, kDay))
      .choice(&DeliveryConfig::in_doubt, "in_doubt",
              "What to do if the outcome of a send is unknown and the service does not find "
              "the message: send it again, or hold it as a dead letter for an operator.",
              kInDoubt, "reconcile_then_resend")
      .key(&DeliveryConfig::look_up_after,
           Field::list(
               "look_up_after",
               "When to ask the service about a send whose outcome is unknown, counted from the "
               "moment it became unknown.",
               Field::element(FieldType::duration).between(10, kHour))
               .defaults_to("[2s, 5s, 10s, 30s]")
               .between(1, 16));
}

Section<AccessConfig> access() {
  return Section<AccessConfig>().choice(
      &AccessConfig::unknown, "unknown",
      "Reply to senders who are not admitted: none (`silent`), or the `code` with "
      "which an administrator can admit them (`/allow CODE`, `yak access approve "
      "CODE`). The log and `yak access pending` show the codes in both cases.",
      kUnknown, "silent");
}

Section<LanesConfig> lanes() {
  return Section<LanesConfig>()
      .key(&LanesConfig::backlog,
           Field::integer("backlog", "Maximum messages that wait in one conversation.")
               .defaults_to("32")
               .between(1, 10'000))
      .key(&LanesConfig::total,
           Field::integer(
               "total",
               "Maximum messages that wait in all conversations together, and maximum answers "
               "that wait to be sent. A message above it is accepted, but its sender is told "
               "to try again later; above 125% of it, messages are refused.")
               .defaults_to("20000")
               .between(1, 10'000'000))
      .choice(&LanesConfig::overflow, "overflow",
              "What to do when `backlog` is reached: reject the newest message, drop the "
              "oldest, or answer the newest together with the last one that waits.",
              kOverflow, "reject_newest")
      .key(&LanesConfig::collect,
           Field::duration(
               "collect",
               "Messages of a conversation that follow one another within this time are "
               "answered together. The turn starts at most three times this after the first "
               "of them.")
               .defaults_to("0s")
               .between(0, 30 * kSecond))
      .key(&LanesConfig::max_age,
           Field::duration(
               "max_age",
               "A message that is older than this when its turn would start, for example "
               "after a downtime, is not answered.")
               .defaults_to("6h")
               .between(kMinute, 30 * kDay))
      .choice(&LanesConfig::expired, "expired",
              "Reply to a conversation with such messages: one apology, or none.", kExpired,
              "apologise");
}

Section<LogConfig> log() {
  return Section<LogConfig>()
      .choice(&LogConfig::level, "level", "Minimum level of logged lines.", kLevel, "info")
      .choice(&LogConfig::format, "format", "Format of log lines: plain text or JSON.", kFormat,
              "text")
      .choice(&LogConfig::addresses, "addresses", "How addresses of users are logged.", kAddresses,
              "masked");
}

Section<TracingConfig> tracing() {
  return Section<TracingConfig>()
      .key(&TracingConfig::otlp,
           Field::text(
               "otlp",
               "http(s)://HOST:PORT/v1/traces of an OpenTelemetry collector, to which a trace of "
               "every message is exported (OTLP over HTTP, JSON). Without it: no export."))
      .key(&TracingConfig::headers,
           Field::map("headers", "Additional headers of the export requests, such as a token.",
                      Field::element(FieldType::secret))
               .defaults_to("{}"));
}

}  // namespace yak::config::sections

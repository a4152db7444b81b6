// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/options.hpp"

#include <algorithm>
#include <optional>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/text/chunker.hpp"
#include "yak/text/ascii.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

// The sandbox accepts one message in 3 s (Twilio, "WhatsApp sandbox"), a registered sender 80 a
// second ("WhatsApp rate limits").
constexpr auto kSandboxInterval = 3s;
constexpr auto kSenderInterval = 13ms;

constexpr double kDayMs = 86'400'000;
/// A template has at most 100 variables (Twilio, "Content API limits").
constexpr double kMaxVariables = 100;

std::string optional_text(const Settings& settings, std::string_view key) {
  return settings.has(key) ? settings.text(key) : std::string();
}

bool has_secret(const Settings& settings, std::string_view key) {
  return settings.has(key) && !settings.secret(key).empty();
}

/// Two letters and 32 hexadecimal digits (Twilio, "What is a String Identifier (SID)?").
bool is_sid(std::string_view text, std::string_view prefix) noexcept {
  return text.size() == 34 && text.starts_with(prefix) &&
         std::ranges::all_of(text.substr(2), [](char c) { return hex_value(c) >= 0; });
}

bool is_web_url(std::string_view text) noexcept {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (text.starts_with(scheme) && text.size() > scheme.size()) {
      return text.find_first_of(" \t\r\n") == std::string_view::npos;
    }
  }
  return false;
}

std::string without_trailing_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

class Checker {
 public:
  explicit Checker(const Settings& settings) : settings_(settings) {}

  std::vector<ConfigIssue> run() {
    check_sid("account_sid", "AC", "the Account SID on the Twilio console's first page");
    check_sid("messaging_service_sid", "MG", "the SID of a Messaging Service");
    check_sid("api_key_sid", "SK", "the SID of an API key");
    check_sender();
    check_api_key();
    for (const char* key : {"webhook_url", "status_url", "api_url", "messaging_url"}) {
      check_url(key);
    }
    check_paths();
    check_template();
    return std::move(issues_);
  }

 private:
  void add(std::string key, std::string message) {
    issues_.push_back({std::move(key), std::move(message)});
  }

  void check_sid(const std::string& key, std::string_view prefix, const std::string& what) {
    const std::string sid = optional_text(settings_, key);
    if (sid.empty() || is_sid(sid, prefix)) return;
    add(key, "is not " + what + ": it begins with " + std::string(prefix) +
                 " and has 32 hexadecimal digits after that");
  }

  void check_sender() {
    const std::string from = bare_address(optional_text(settings_, "from"));
    if (from.empty()) {
      if (optional_text(settings_, "messaging_service_sid").empty()) {
        add("from",
            "missing: set the WhatsApp number that sends messages, or messaging_service_sid");
      }
      return;
    }
    const bool digits = from.size() > 1 && from.size() <= 16 && from.front() == '+' &&
                        from.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!digits) {
      add("from", "is not a phone number: write it as +14155238886 or whatsapp:+14155238886");
    }
  }

  void check_api_key() {
    const bool sid = !optional_text(settings_, "api_key_sid").empty();
    const bool secret = has_secret(settings_, "api_key_secret");
    if (sid == secret) return;
    add(sid ? "api_key_secret" : "api_key_sid",
        "missing: an API key needs both api_key_sid and api_key_secret");
  }

  void check_url(const std::string& key) {
    const std::string url = optional_text(settings_, key);
    if (url.empty() || is_web_url(url)) return;
    add(key, "is not a URL: it must begin with https:// or http://");
  }

  void check_template() {
    if (!settings_.has("window_template")) return;
    if (is_sid(settings_.object("window_template").text("content_sid"), "HX")) return;
    add("window_template.content_sid",
        "is not the SID of a content template: it begins with HX and has 32 hexadecimal digits "
        "after that");
  }

  void check_paths() {
    const std::string& webhook = settings_.text("webhook_path");
    const std::string& status = settings_.text("status_path");
    for (const auto& [key, path] : {std::pair("webhook_path", webhook), {"status_path", status}}) {
      if (!path.starts_with('/') || path.find_first_of("?# *") != std::string::npos) {
        add(key, "is not a path: it must begin with / and have no query");
      }
    }
    if (webhook == status) add("status_path", "must differ from webhook_path");
  }

  const Settings& settings_;
  std::vector<ConfigIssue> issues_;
};

void add_account_fields(Schema& schema) {
  schema.add(Field::text("account_sid", "The account, AC… on the Twilio console's first page.")
                 .required());
  schema.add(Field::secret("auth_token",
                           "The account's primary auth token: it signs the webhooks, and REST "
                           "requests when no API key is given.")
                 .required());
  schema.add(Field::text("api_key_sid", "SK…: REST requests use this API key instead."));
  schema.add(Field::secret("api_key_secret", "The secret of that API key."));
  schema.add(Field::text("from",
                         "The WhatsApp number that sends messages, with or without `whatsapp:`; "
                         "the sandbox is +14155238886."));
  schema.add(Field::text("messaging_service_sid",
                         "MG…: a Messaging Service that chooses the sender instead of `from`."));
}

void add_webhook_fields(Schema& schema) {
  schema.add(Field::text("webhook_path", "The path that Twilio posts messages to.")
                 .defaults_to("/webhook")
                 .is_route());
  schema.add(Field::text("webhook_url",
                         "The webhook's URL exactly as entered in the Twilio console, if it is "
                         "not server.public_url and webhook_path. Signatures are checked against "
                         "it."));
  schema.add(Field::text("status_path", "The path that Twilio posts delivery reports to.")
                 .defaults_to("/webhook/status")
                 .is_route());
  schema.add(Field::text("status_url",
                         "The same for delivery reports, if it is not server.public_url and "
                         "status_path."));
  schema.add(
      Field::boolean("status_callbacks", "Ask Twilio for delivery reports.").defaults_to("true"));
  // Twilio waits 15 s in total for a webhook's answer (Twilio, "Webhooks connection overrides").
  schema.add(Field::duration("inline_wait",
                             "How long a webhook waits so that its response can contain a short "
                             "answer; later or longer ones are sent by REST. 0s: always by REST.")
                 .defaults_to("8s")
                 .between(0, 14'000));
  // After its retries Twilio drops a webhook; the message is then only in Twilio's message list.
  schema.add(Field::duration("catch_up",
                             "How far back, in whole UTC days, Twilio's message list is read for "
                             "messages that arrived while the daemon was down. 0s: not at all.")
                 .defaults_to("6h")
                 .between(0, kDayMs * 7));
}

void add_sending_fields(Schema& schema) {
  schema.add(Field::duration("send_interval",
                             "Shortest time between two messages. Default: 3s for the sandbox, "
                             "13ms (80 a second) for other senders.")
                 .between(0, 60'000));
  schema.add(Field::boolean("typing", "Show a typing indicator.").defaults_to("true"));
  schema.add(Field::boolean("number_parts", "Begin the parts of a long answer with (1/3).")
                 .defaults_to("false"));
  schema.add(
      Field::integer("max_length",
                     "Longer answers are split into messages shorter than this, in UTF-16 "
                     "units; Twilio refuses 1600 and more.")
          .defaults_to("1600")
          .between(static_cast<double>(kSmallestTextLimit), static_cast<double>(kTwilioTextLimit)));
  Schema window_template{
      Field::text("content_sid", "HX…: the approved template.").required(),
      Field::map("variables",
                 "Its variables by name, `\"1\"` and so on. `{text}` in a value is replaced by the "
                 "reply's text, on one line and truncated if it is too long.",
                 Field::element(FieldType::text))
          .defaults_to("{}")
          .between(0, kMaxVariables),
  };
  schema.add(
      Field::object("window_template",
                    "Template that is sent instead of a reply that is ready more than 24 hours "
                    "after the person last wrote. Without it such a reply is a dead letter.",
                    std::move(window_template)));
  schema.add(Field::duration("timeout", "How long one request to Twilio may take.")
                 .defaults_to("15s")
                 .between(1'000, 120'000));
  schema.add(Field::text("api_url", "Twilio's REST API.").defaults_to("https://api.twilio.com"));
  schema.add(Field::text("messaging_url", "Twilio's messaging API, for the typing indicator.")
                 .defaults_to("https://messaging.twilio.com"));
}

std::chrono::milliseconds send_interval(const Settings& settings, std::string_view from) {
  if (settings.has("send_interval")) return settings.duration("send_interval");
  return from == kSandboxNumber ? std::chrono::milliseconds(kSandboxInterval)
                                : std::chrono::milliseconds(kSenderInterval);
}

/// The configured URL, else the public URL with the path; empty when there is neither.
std::optional<std::string> url_of(const Settings& settings, std::string_view key,
                                  std::string_view public_url, const std::string& path) {
  std::string configured = optional_text(settings, key);
  if (!configured.empty()) return configured;
  if (public_url.empty()) return std::nullopt;
  return std::string(public_url) + path;
}

/// `path` at the origin of a configured webhook URL.
std::string beside(std::string_view webhook_url, const std::string& path) {
  const std::size_t authority = webhook_url.find("://") + 3;
  const std::size_t end = std::min(webhook_url.find_first_of("/?#", authority), webhook_url.size());
  return std::string(webhook_url.substr(0, end)) + path;
}

void read_account(Options& options, const Settings& settings) {
  options.account_sid = settings.text("account_sid");
  options.auth_token = settings.secret("auth_token");
  const std::string key = optional_text(settings, "api_key_sid");
  options.user = key.empty() ? options.account_sid : key;
  options.password = key.empty() ? options.auth_token : settings.secret("api_key_secret");
  options.from = bare_address(optional_text(settings, "from"));
  options.messaging_service_sid = optional_text(settings, "messaging_service_sid");
}

std::optional<WindowTemplate> window_template(const Settings& settings) {
  if (!settings.has("window_template")) return std::nullopt;
  const Settings configured = settings.object("window_template");
  return WindowTemplate{configured.text("content_sid"), configured.text_map("variables")};
}

}  // namespace

Schema schema() {
  Schema schema;
  add_account_fields(schema);
  add_webhook_fields(schema);
  add_sending_fields(schema);
  return schema;
}

std::vector<ConfigIssue> validate(const Settings& settings) { return Checker(settings).run(); }

Options read_options(const Settings& settings, std::string_view public_url) {
  Options options;
  read_account(options, settings);
  options.webhook_path = settings.text("webhook_path");
  options.status_path = settings.text("status_path");
  const auto webhook = url_of(settings, "webhook_url", public_url, options.webhook_path);
  if (webhook) {
    options.webhook_url = *webhook;
    options.status_url = url_of(settings, "status_url", public_url, options.status_path)
                             .value_or(beside(options.webhook_url, options.status_path));
    options.status_callbacks = settings.boolean("status_callbacks");
  } else {
    options.status_callbacks = false;
  }
  options.typing = settings.boolean("typing");
  options.number_parts = settings.boolean("number_parts");
  options.max_length = static_cast<std::size_t>(settings.integer("max_length"));
  options.inline_wait = settings.duration("inline_wait");
  options.send_interval = send_interval(settings, options.from);
  options.timeout = settings.duration("timeout");
  options.catch_up = settings.duration("catch_up");
  options.window_template = window_template(settings);
  options.api_url = without_trailing_slash(settings.text("api_url"));
  options.messaging_url = without_trailing_slash(settings.text("messaging_url"));
  return options;
}

}  // namespace yak::twilio

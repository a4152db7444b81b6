// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/diagnosis/diagnosis.hpp"

#include <optional>
#include <utility>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/inbound/signed_url.hpp"
#include "twilio_whatsapp/rest/bounded_json.hpp"
#include "twilio_whatsapp/rest/rest_request.hpp"
#include "twilio_whatsapp/rest/rest_response.hpp"

namespace yak::twilio {
namespace {

using Level = Diagnosis::Level;

constexpr std::string_view kAsNoWebhook =
    "enter it in the Twilio console (Messaging, Senders, WhatsApp senders)";

// WhatsApp Business Solution Terms, "AI Providers", in force since 2026-01-15. Yak cannot know what
// a number is used for, so this is only a note.
constexpr std::string_view kTerms =
    "since 2026-01-15 they forbid a general-purpose assistant as the main function of a WhatsApp "
    "Business number; tests of your own on the sandbox and a business's support bot are allowed";

std::string without_fragment(std::string_view url) {
  return std::string(url.substr(0, url.find('#')));
}

/// Twilio reads connection overrides from the fragment and signs the rest as it was entered.
bool is_same_url(std::string_view theirs, std::string_view ours) {
  return without_fragment(theirs) == without_fragment(ours);
}

Diagnosis diagnose_url(const Options& options, const std::string& theirs,
                       const std::string& whose) {
  const std::string ours = shown_url(without_fragment(options.webhook_url));
  if (theirs.empty()) {
    return {Level::fail, "webhook URL", whose + " has none: Twilio discards incoming messages",
            std::string(kAsNoWebhook) + ": " + ours};
  }
  if (is_same_url(theirs, options.webhook_url)) {
    return {Level::ok, "webhook URL", "Twilio calls " + ours + ", as configured for " + whose};
  }
  return {Level::fail, "webhook URL",
          whose + " has " + shown_url(without_fragment(theirs)) +
              ", but signatures are checked against " + ours,
          "make both equal: correct the URL in the Twilio console, or server.public_url "
          "(webhook_path, webhook_url) here"};
}

Diagnosis not_asked(const std::string& what, const std::string& why) {
  return {Level::warn, "webhook URL", what + " could not be queried: " + why,
          "compare the URL in the Twilio console yourself"};
}

/// The reason why the answer is unusable; empty when it was parsed into `body`.
std::optional<std::string> why_not(const result<HttpResponse>& answer, nlohmann::json& body) {
  if (!answer) return answer.error().message;
  if (answer->status != 200) return read_failure(*answer).message;
  auto parsed = parse_object(answer->body);
  if (!parsed) return "the answer is not a JSON object; check the configured URL of the API";
  body = *std::move(parsed);
  return std::nullopt;
}

Diagnosis refused(const std::string& what, const error& failure, std::string advice) {
  return {Level::fail, "credentials", what + ": " + failure.message, std::move(advice)};
}

Diagnosis diagnose_sender(const Options& options, const nlohmann::json& sender) {
  const auto webhook = sender.find("webhook");
  const bool has = webhook != sender.end() && webhook->is_object();
  Diagnosis finding = diagnose_url(options, has ? text_of(*webhook, "callback_url") : "",
                                   "the WhatsApp sender " + options.from);
  const std::string status = text_of(sender, "status");
  if (finding.level != Level::ok || status.empty() || status.starts_with("ONLINE")) return finding;
  return {Level::warn, "sender", options.from + " is " + status + " at Twilio, not ONLINE",
          "check the sender in the Twilio console"};
}

}  // namespace

HttpRequest fetch_account(const Options& options) {
  Options with_token = options;
  with_token.user = options.account_sid;
  with_token.password = options.auth_token;
  HttpRequest request = fetch_balance(with_token);
  request.url = options.api_url + "/2010-04-01/Accounts/" + options.account_sid + ".json";
  return request;
}

HttpRequest list_senders(const Options& options) {
  HttpRequest request = fetch_balance(options);
  request.url = options.messaging_url + "/v2/Channels/Senders?Channel=whatsapp&PageSize=100";
  request.max_response_bytes = std::size_t{1} << 20U;
  return request;
}

HttpRequest fetch_service(const Options& options) {
  HttpRequest request = fetch_balance(options);
  request.url = options.messaging_url + "/v1/Services/" + options.messaging_service_sid;
  return request;
}

task<std::vector<Diagnosis>> ask_twilio(HttpClient& http, const Options& options) {
  std::vector<Diagnosis> diagnoses = diagnose_options(options);
  HttpRequest request = fetch_account(options);
  const auto account = co_await http.send(std::move(request));
  diagnoses.push_back(diagnose_account(account));
  if (!account) co_return diagnoses;  // the other requests would fail after the same wait
  request = fetch_balance(options);
  const auto balance = co_await http.send(std::move(request));
  const std::vector<Diagnosis> money = diagnose_balance(options, balance);
  diagnoses.insert(diagnoses.end(), money.begin(), money.end());
  if (account->status != 200 || options.webhook_url.empty()) co_return diagnoses;
  bool ask_sender = options.messaging_service_sid.empty();
  if (!ask_sender) {
    request = fetch_service(options);
    const auto service = co_await http.send(std::move(request));
    diagnoses.push_back(diagnose_service(options, service, ask_sender));
  }
  if (!ask_sender || options.from.empty() || options.from == kSandboxNumber) co_return diagnoses;
  request = list_senders(options);
  const auto senders = co_await http.send(std::move(request));
  diagnoses.push_back(diagnose_senders(options, senders));
  co_return diagnoses;
}

Diagnosis diagnose_account(const result<HttpResponse>& answer) {
  if (!answer) {
    return {Level::fail, "Twilio", answer.error().message,
            "check the network, DNS, http.proxy and api_url"};
  }
  nlohmann::json body;
  if (answer->status == 401) {
    return refused("Twilio refuses account_sid and auth_token", read_failure(*answer),
                   "copy both from the first page of the Twilio console; it must be the primary "
                   "token, which also signs webhooks");
  }
  if (const auto why = why_not(answer, body)) {
    return {Level::fail, "credentials", "the account cannot be read: " + *why,
            "check account_sid and api_url"};
  }
  const std::string status = text_of(body, "status");
  if (status != "active") {
    return {Level::fail, "credentials", "the account is " + status,
            "check the Twilio console for unpaid bills or a policy violation"};
  }
  if (text_of(body, "type") == "Trial") {
    return {Level::warn, "credentials", "accepted; it is a trial account",
            "a trial account has few recipients and few messages: upgrade it before others use it"};
  }
  return {Level::ok, "credentials", "accepted; the account is active"};
}

std::vector<Diagnosis> diagnose_balance(const Options& options,
                                        const result<HttpResponse>& answer) {
  const bool has_key = options.user != options.account_sid;
  if (!answer) return {};  // diagnose_account reports it
  if (answer->status == 401 && has_key) {
    return {refused("Twilio refuses the API key " + options.user, read_failure(*answer),
                    "correct api_key_sid and api_key_secret, or remove both")};
  }
  const auto credits = read_balance(*answer);
  if (!credits) return {};  // a subaccount has no balance of its own
  const auto body = parse_object(answer->body);
  const std::string amount = body ? text_of(*body, "balance") : "";
  // The amount has two decimals and may be negative.
  if (amount.starts_with('-') || amount.find_first_not_of("0.") == std::string::npos) {
    return {Diagnosis(Level::warn, "balance", credits->summary,
                      "add credit: Twilio suspends accounts without a balance")};
  }
  return {Diagnosis(Level::ok, "balance", credits->summary)};
}

std::vector<Diagnosis> diagnose_options(const Options& options) {
  std::vector<Diagnosis> diagnoses;
  if (options.webhook_url.empty()) {
    diagnoses.emplace_back(Level::fail, "webhook URL",
                           "no public URL is configured, so every webhook is refused",
                           "set server.public_url (YAK_PUBLIC_URL), or webhook_url");
  } else if (!options.webhook_url.starts_with("https://")) {
    diagnoses.emplace_back(
        Level::warn, "webhook URL",
        shown_url(options.webhook_url) + " is not encrypted: messages can be read in transit",
        "serve HTTPS with server.tls, a proxy or a tunnel");
  }
  if (options.from == kSandboxNumber) {
    const std::string compare =
        options.webhook_url.empty() ? "" : ": it must be " + shown_url(options.webhook_url);
    diagnoses.emplace_back(
        Level::warn, "sender",
        options.from +
            " is Twilio's shared sandbox: one message in 3 s, and only to people who have "
            "joined in the last 3 days; its webhook URL cannot be queried",
        "for a trial, check the URL in the console's sandbox settings" + compare +
            "; in production use a number of your own");
  }
  diagnoses.emplace_back(Level::ok, "Meta's terms", std::string(kTerms));
  return diagnoses;
}

Diagnosis diagnose_senders(const Options& options, const result<HttpResponse>& answer) {
  nlohmann::json body;
  if (const auto why = why_not(answer, body)) return not_asked("the WhatsApp sender", *why);
  const auto senders = body.find("senders");
  if (senders != body.end() && senders->is_array()) {
    for (const nlohmann::json& sender : *senders) {
      if (sender.is_object() && text_of(sender, "sender_id") == wire_address(options.from)) {
        return diagnose_sender(options, sender);
      }
    }
  }
  return {Level::fail, "sender",
          options.from +
              " is not among the account's WhatsApp senders: Twilio refuses messages from it "
              "(63007)",
          "correct `from`, or register the number in the Twilio console"};
}

Diagnosis diagnose_service(const Options& options, const result<HttpResponse>& answer,
                           bool& use_number) {
  nlohmann::json body;
  if (answer && answer->status == 404) {
    return {Level::fail, "messaging service",
            "the account has no Messaging Service " + options.messaging_service_sid,
            "correct messaging_service_sid"};
  }
  if (const auto why = why_not(answer, body)) return not_asked("the Messaging Service", *why);
  const auto own = body.find("use_inbound_webhook_on_number");
  use_number = own != body.end() && own->is_boolean() && own->get<bool>();
  if (use_number) {
    return {Level::ok, "messaging service", "it uses the webhooks of its senders"};
  }
  return diagnose_url(options, text_of(body, "inbound_request_url"), "the Messaging Service");
}

}  // namespace yak::twilio

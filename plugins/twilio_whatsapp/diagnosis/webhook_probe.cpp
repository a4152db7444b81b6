// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/diagnosis/webhook_probe.hpp"

#include <algorithm>

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/inbound/signature.hpp"
#include "twilio_whatsapp/inbound/twiml.hpp"
#include "twilio_whatsapp/rest/bounded_json.hpp"
#include "yak/log.hpp"
#include "yak/text/encoding.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxShownBytes = 8'192;

std::string_view url_of(const Options& options, const WebhookTest& test) noexcept {
  return test.url.empty() ? std::string_view(options.webhook_url) : std::string_view(test.url);
}

bool is_twiml(const HttpResponse& response) noexcept {
  return response.header("Content-Type").starts_with("text/xml") &&
         response.body.find("<Response") != std::string::npos;
}

std::string explain_success(const WebhookTest& test, const HttpResponse& response, bool arrived) {
  if (!arrived) {
    return std::string("another server than this daemon answered: ") +
           (is_twiml(response) ? "another Yak, or another program that writes TwiML"
                               : "a page of a tunnel or proxy, which contains no TwiML");
  }
  if (test.probe) return "a signed request reaches this daemon, and its signature is valid";
  if (response.body.find("<Message") != std::string::npos) {
    return "the message was accepted, and the webhook's response contains the answer";
  }
  return "the message was accepted; the answer, if there is one, is sent by REST to " +
         mask_address(test.from) + " (a sender who is not in allow_from gets none)";
}

std::string explain_forbidden(const Options& options, const HttpResponse& response) {
  if (!is_twiml(response)) {
    return "a proxy, a firewall or the tunnel in front of Yak refused the request";
  }
  return "the signature is wrong: it is checked against " + shown_url(options.webhook_url) +
         ". Twilio must call exactly this URL (server.public_url and webhook_path, or "
         "webhook_url), and both sides must have the same auth token";
}

}  // namespace

std::string_view probe_of(const std::vector<FormField>& form) {
  constexpr std::size_t kMax = 64;
  const std::string_view probe = field(form, kProbeField);
  const bool fits =
      probe.size() <= kMax && std::ranges::all_of(probe, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
  return fits ? probe : std::string_view();
}

std::string webhook_test_sid(std::uint64_t unique) { return "SM" + hex(unique) + hex(~unique); }

result<WebhookTest> parse_webhook_test(std::string_view json) {
  const std::optional<nlohmann::json> body = parse_object(json);
  if (!body) return error(ErrorKind::invalid, "the body must be a JSON object");
  WebhookTest test;
  test.text = text_of(*body, "text");
  test.from = bare_address(text_of(*body, "from"));
  test.url = text_of(*body, "url");
  const auto probe = body->find("probe");
  test.probe = probe != body->end() && probe->is_boolean() && probe->get<bool>();
  if (test.text.empty() && !test.probe) return error(ErrorKind::invalid, "`text` is missing");
  if (!test.url.empty() && !test.url.starts_with("https://") && !test.url.starts_with("http://")) {
    return error(ErrorKind::invalid, "`url` must begin with https:// or http://");
  }
  return test;
}

std::vector<FormField> webhook_test_form(const Options& options, const WebhookTest& test,
                                         std::uint64_t unique) {
  const std::string sid = webhook_test_sid(unique);
  const std::string to = options.from.empty() ? std::string(kSandboxNumber) : options.from;
  const std::string wa_id = test.from.starts_with('+') ? test.from.substr(1) : test.from;
  std::vector<FormField> form{{"SmsMessageSid", sid},
                              {"NumMedia", "0"},
                              {"ProfileName", "yak webhook-test"},
                              {"MessageType", "text"},
                              {"SmsSid", sid},
                              {"WaId", wa_id},
                              {"SmsStatus", "received"},
                              {"Body", test.text},
                              {"To", wire_address(to)},
                              {"NumSegments", "1"},
                              {"ReferralNumMedia", "0"},
                              {"MessageSid", sid},
                              {"AccountSid", options.account_sid},
                              {"From", wire_address(test.from)},
                              {"ApiVersion", "2010-04-01"}};
  if (test.probe) form.emplace_back(kProbeField, sid);
  return form;
}

HttpRequest webhook_test_request(const Options& options, const WebhookTest& test,
                                 std::uint64_t unique) {
  const std::string_view called = url_of(options, test);
  const SignatureChecker signer(options.auth_token, called);
  const std::vector<FormField> form = webhook_test_form(options, test, unique);
  // Twilio does not send a password in the URL with its first request ("Webhooks security").
  HttpRequest request("POST", shown_url(signer.url()));
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.headers.emplace_back("X-Twilio-Signature", signer.sign(form));
  request.headers.emplace_back("I-Twilio-Idempotency-Token", webhook_test_sid(unique));
  request.headers.emplace_back("User-Agent", "TwilioProxy/1.1");
  request.headers.emplace_back("Accept", "*/*");
  request.body = write_form(form);
  // Twilio's own timeouts (Twilio, "Webhooks connection overrides").
  request.deadlines.connect = 5s;
  request.deadlines.first_byte = 15s;
  request.deadlines.total = 15s;
  return request;
}

std::string explain_answer(const Options& options, const WebhookTest& test,
                           const HttpResponse& response, bool arrived) {
  const int status = response.status;
  if (status >= 200 && status < 300) return explain_success(test, response, arrived);
  if (status >= 300 && status < 400) {
    return "the URL redirects: enter the URL that it redirects to in the Twilio console and in "
           "server.public_url (or webhook_url)";
  }
  switch (status) {
    case 400:
      return "the request was refused as malformed: check the daemon's log for what is missing, "
             "and whether a proxy removed the X-Twilio-Signature header";
    case 401: return "a proxy in front of Yak asks for a password";
    case 403: return explain_forbidden(options, response);
    case 404:
      return "nothing serves this address: the path must be " + options.webhook_path +
             " (a tunnel that is off also answers 404)";
    case 405: return "the address exists but does not accept POST; it may be another program's";
    case 502:
    case 504: return "a proxy or tunnel answered that it does not reach Yak; check its port";
    case 503:
      return "Yak, or a proxy in front of it, cannot accept messages now: see /readyz and the "
             "daemon's log";
    default: return "Twilio counts this answer as a failure (error 11200)";
  }
}

std::string explain_failure(const error& failure) {
  const std::string why = " (" + failure.message + ")";
  if (failure.kind == ErrorKind::timeout) {
    return "no answer within Twilio's 15 seconds" + why;
  }
  if (failure.not_sent) {
    return "no connection: check the host's name and port, that the tunnel runs, and that the "
           "certificate is publicly trusted" +
           why;
  }
  return "the connection broke before the answer was complete" + why;
}

std::string webhook_test_refusal(std::string_view words) {
  return nlohmann::json{{"error", words}}.dump();
}

std::string webhook_test_result(std::string_view url, const HttpResponse& response,
                                std::string_view explanation, bool passed) {
  const nlohmann::json body{
      {"url", repair_utf8(url)},
      {"status", response.status},
      {"content_type", repair_utf8(response.header("Content-Type"))},
      {"body", repair_utf8(clip_utf8(response.body, kMaxShownBytes))},
      {"explanation", repair_utf8(explanation)},
      {"passed", passed},
  };
  return body.dump();
}

}  // namespace yak::twilio

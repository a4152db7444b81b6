#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// What `yak webhook-test` asks for.
struct WebhookTest {
  std::string text;
  std::string from;  ///< without `whatsapp:`; empty: the caller chooses
  std::string url;   ///< empty: the configured webhook
  /// Ask only whether a signed request arrives: it is answered and goes no further.
  bool probe = false;
};

/// Of a probe's form; its value comes back in the header kProbeHeader. Twilio sends neither.
inline constexpr std::string_view kProbeField = "YakProbe";
inline constexpr std::string_view kProbeHeader = "Yak-Probe";

/// The value of a probe that may stand in a header; empty where the form is none.
std::string_view probe_of(const std::vector<FormField>& form);

/// Reads `{"text": …, "from": …, "url": …}` or `{"probe": true}`; `invalid` says what is missing or
/// wrong.
result<WebhookTest> parse_webhook_test(std::string_view json);

/// The MessageSid of a test.
std::string webhook_test_sid(std::uint64_t unique);

/// The form that Twilio would post; `unique` makes the message's id.
std::vector<FormField> webhook_test_form(const Options& options, const WebhookTest& test,
                                         std::uint64_t unique);

/// The request that Twilio would make, signed for the URL that it calls.
HttpRequest webhook_test_request(const Options& options, const WebhookTest& test,
                                 std::uint64_t unique);

/// What the answer means for the operator, and what to do. `arrived`: the message came to our own
/// webhook.
std::string explain_answer(const Options& options, const WebhookTest& test,
                           const HttpResponse& response, bool arrived);
std::string explain_failure(const error& failure);

/// `{error}`: the test was not made.
std::string webhook_test_refusal(std::string_view words);

/// `{url, status, content_type, body, explanation, passed}`; status 0 where no answer came.
/// `passed`: a message that comes this way is taken by this daemon.
std::string webhook_test_result(std::string_view url, const HttpResponse& response,
                                std::string_view explanation, bool passed);

}  // namespace yak::twilio

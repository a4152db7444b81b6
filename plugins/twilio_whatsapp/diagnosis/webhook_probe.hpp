// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// A request of `yak webhook-test`.
struct WebhookTest {
  std::string text;
  std::string from;  ///< without `whatsapp:`; empty: the caller chooses
  std::string url;   ///< empty: the configured webhook
  /// Only test whether a signed request arrives: the webhook answers it and creates no message.
  bool probe = false;
};

/// The form field that marks a probe; the answer repeats its value in the header kProbeHeader.
/// Twilio sends neither.
inline constexpr std::string_view kProbeField = "YakProbe";
inline constexpr std::string_view kProbeHeader = "Yak-Probe";

/// The value of a probe, valid for a header (1 to 64 letters and digits); empty when `form` is not
/// a probe.
std::string_view probe_of(const std::vector<FormField>& form);

/// Parses `{"text": …, "from": …, "url": …}` or `{"probe": true}`; `invalid` with a message that
/// says what is missing or wrong.
result<WebhookTest> parse_webhook_test(std::string_view json);

/// The MessageSid of a test.
std::string webhook_test_sid(std::uint64_t unique);

/// The form that Twilio would post; the message's id is made from `unique`.
std::vector<FormField> webhook_test_form(const Options& options, const WebhookTest& test,
                                         std::uint64_t unique);

/// The request that Twilio would send, signed for the URL that it calls.
HttpRequest webhook_test_request(const Options& options, const WebhookTest& test,
                                 std::uint64_t unique);

/// Explains the answer to the operator, and what to do. `arrived`: this daemon's webhook received
/// the message.
std::string explain_answer(const Options& options, const WebhookTest& test,
                           const HttpResponse& response, bool arrived);
std::string explain_failure(const error& failure);

/// `{error}`, when the test was not run.
std::string webhook_test_refusal(std::string_view words);

/// `{url, status, content_type, body, explanation, passed}`; status 0 when there was no answer.
/// `passed`: this daemon accepts messages that are posted to `url`.
std::string webhook_test_result(std::string_view url, const HttpResponse& response,
                                std::string_view explanation, bool passed);

}  // namespace yak::twilio

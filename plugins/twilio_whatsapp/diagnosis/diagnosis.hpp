// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "yak/diagnosis.hpp"
#include "yak/http.hpp"
#include "yak/task.hpp"

namespace yak::twilio {

/// Queries Twilio for the account, its balance and the webhook of our sender, and judges the
/// answers. Changes nothing there. Both arguments must outlive the task.
task<std::vector<Diagnosis>> ask_twilio(HttpClient& http, const Options& options);

// The requests, and the findings from their answers. Pure.

/// `GET /2010-04-01/Accounts/AC….json`, always with the auth token, which signs the webhooks.
HttpRequest fetch_account(const Options& options);
/// `GET /v2/Channels/Senders?Channel=whatsapp` (Twilio, "Senders API"): our own number's webhook.
HttpRequest list_senders(const Options& options);
/// `GET /v1/Services/MG…` (Twilio, "Services resource"): the Messaging Service's webhook.
HttpRequest fetch_service(const Options& options);

Diagnosis diagnose_account(const result<HttpResponse>& answer);
/// Judges the answer to fetch_balance, which also shows whether a configured API key is accepted.
std::vector<Diagnosis> diagnose_balance(const Options& options, const result<HttpResponse>& answer);
/// Findings that need no request: the expected URL, the sandbox.
std::vector<Diagnosis> diagnose_options(const Options& options);
Diagnosis diagnose_senders(const Options& options, const result<HttpResponse>& answer);
/// Sets `use_number` when the service uses the webhooks of its senders, which must then be queried.
Diagnosis diagnose_service(const Options& options, const result<HttpResponse>& answer,
                           bool& use_number);

}  // namespace yak::twilio

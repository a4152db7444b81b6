#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "yak/finding.hpp"
#include "yak/http.hpp"
#include "yak/task.hpp"

namespace yak::twilio {

/// Asks Twilio for the account, its balance and the webhook of our sender, and judges the answers.
/// Changes nothing there. Both arguments must stay as long as the task.
task<std::vector<Finding>> ask_twilio(HttpClient& http, const Options& options);

// The questions, and what the answers mean. Pure.

/// `GET /2010-04-01/Accounts/AC….json`, always with the auth token: it is what signs webhooks.
HttpRequest fetch_account(const Options& options);
/// `GET /v2/Channels/Senders?Channel=whatsapp` (Twilio, "Senders API"): our own number's webhook.
HttpRequest list_senders(const Options& options);
/// `GET /v1/Services/MG…` (Twilio, "Services resource"): the Messaging Service's webhook.
HttpRequest fetch_service(const Options& options);

Finding judge_account(const result<HttpResponse>& answer);
/// The answer to fetch_balance: with an API key it is also what shows that the key is taken.
std::vector<Finding> judge_balance(const Options& options, const result<HttpResponse>& answer);
/// What can be said without asking: the URL that we expect, the sandbox.
std::vector<Finding> judge_options(const Options& options);
Finding judge_senders(const Options& options, const result<HttpResponse>& answer);
/// `use_number`: the service leaves the webhook to its senders, so that they have to be asked.
Finding judge_service(const Options& options, const result<HttpResponse>& answer, bool& use_number);

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "twilio_whatsapp/rest/error_table.hpp"
#include "yak/channel.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// The result of a request to create a message.
struct CreateOutcome {
  SendOutcome outcome;
  /// Refused for its length (`outcome` is then rejected): smaller pieces may be accepted.
  bool too_long = false;
  /// For metrics: `sent`, `unknown`, `rate_limited`, `http`, or the error's class.
  std::string label;
};

/// Reads Twilio's answer to create_message. 201 with a SID is sent; 429 was not processed and is
/// retried; other 4xx are classified by the error table, else by the status; a 5xx may have been
/// processed and is unknown.
CreateOutcome read_create(const HttpResponse& response);

/// The same when there was no answer.
CreateOutcome read_create(const error& failure);

/// The error of an answer that is not the requested list or resource.
error read_failure(const HttpResponse& response);

/// `Twilio balance: 12.34 USD`.
result<Credits> read_balance(const HttpResponse& response);

/// Parses Retry-After in seconds (RFC 9110, section 10.2.3), capped at an hour; empty when invalid.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text);

}  // namespace yak::twilio

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "twilio_whatsapp/rest/error_table.hpp"
#include "yak/channel.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// What came of creating one message.
struct CreateOutcome {
  SendOutcome outcome;
  /// Refused for its length: smaller pieces may go through. `outcome` says rejected.
  bool too_long = false;
  /// For metrics: `sent`, `unknown`, `rate_limited`, `http`, or the error's class.
  std::string label;
};

/// Reads Twilio's answer to create_message. 201 with a SID is sent; 429 was never processed and is
/// tried again; other 4xx go by the error table, an unlisted code by its status; 5xx may have been
/// processed and stay unknown.
CreateOutcome read_create(const HttpResponse& response);

/// The same where no answer came.
CreateOutcome read_create(const error& failure);

/// What an answer says that is not the list or resource that was asked for.
error read_failure(const HttpResponse& response);

/// `Twilio balance: 12.34 USD`.
result<Credits> read_balance(const HttpResponse& response);

/// Seconds (RFC 9110, section 10.2.3), at most an hour; nothing when unreadable.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text);

}  // namespace yak::twilio

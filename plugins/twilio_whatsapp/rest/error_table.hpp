// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yak::twilio {

/// How the sender must handle a Twilio error.
enum class ErrorClass : std::uint8_t {
  retry,          ///< temporary: retry this message later
  pause_sender,   ///< all messages of this sender fail for now
  recipient,      ///< only this recipient cannot be reached
  window,         ///< outside WhatsApp's 24-hour window
  request,        ///< the message itself is refused
  too_long,       ///< refused for its length: send smaller pieces
  media,          ///< the file is refused
  configuration,  ///< the account or sender is not set up for this
  loop_guard,     ///< too many quick replies to one person: retry after a wait
};

/// The name in logs and metrics, in lower case.
std::string_view to_string(ErrorClass kind) noexcept;

struct ErrorEntry {
  int code = 0;
  ErrorClass kind = ErrorClass::request;
  /// How long to wait, for retry, pause_sender and loop_guard; 0: the usual backoff.
  std::chrono::seconds wait{0};
  std::string_view words;  ///< for the operator: what happened and what to do
};

/// The entry of a Twilio error code (twilio.com/docs/api/errors); null when the table lacks it.
const ErrorEntry* find_error(int code) noexcept;

/// `Twilio 63014: this person has blocked …`. For a code without an entry: `fallback`, or the URL
/// of the code's page.
std::string describe_error(int code, std::string_view fallback = {});

}  // namespace yak::twilio

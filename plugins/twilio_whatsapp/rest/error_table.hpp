#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yak::twilio {

/// What a Twilio error asks of the sender.
enum class ErrorClass : std::uint8_t {
  retry,          ///< passing trouble: this message again, later
  pause_sender,   ///< nothing from this sender gets through for now
  recipient,      ///< this person cannot be reached; others can
  window,         ///< outside WhatsApp's 24 hours
  request,        ///< the message itself is refused
  too_long,       ///< refused for its length: smaller pieces go through
  media,          ///< the file is refused
  configuration,  ///< the account or sender is not set up for this
  loop_guard,     ///< too many quick replies to one person: wait, then again
};

/// Lower-case name, as in logs and metrics.
std::string_view to_string(ErrorClass kind) noexcept;

struct ErrorEntry {
  int code = 0;
  ErrorClass kind = ErrorClass::request;
  /// How long to keep away, for retry, pause_sender and loop_guard; 0: the usual backoff.
  std::chrono::seconds wait{0};
  std::string_view words;  ///< for the operator: what happened and what to do
};

/// The row of a Twilio error code (twilio.com/docs/api/errors), or null for one that is not listed.
const ErrorEntry* find_error(int code) noexcept;

/// `Twilio 63016: outside the 24-hour window: …`. An unlisted code is explained by `fallback`, or
/// by its page.
std::string describe_error(int code, std::string_view fallback = {});

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "models/model_failure.hpp"

#include "yak/text/text_format.hpp"

namespace yak::models {
namespace {

/// Longer waits are not shown to the user: the service may recover earlier.
constexpr std::chrono::hours kLongestToldWait{24};

std::string again(const error& failure, const char* otherwise) {
  if (!failure.retry_after) return std::string("Please try again ") + otherwise + ".";
  if (*failure.retry_after > kLongestToldWait) return "Please try again later.";
  return "Please try again in " + format_duration(*failure.retry_after) + ".";
}

}  // namespace

std::string failure_text(const error& failure) {
  switch (failure.kind) {
    case ErrorKind::timeout:
      return "Sorry, the model took too long to answer. " + again(failure, "in a moment");
    case ErrorKind::rate_limited:
      return "Sorry, the model is very busy right now. " + again(failure, "in a minute");
    case ErrorKind::unavailable:
      return "Sorry, the model cannot be reached right now. " + again(failure, "in a few minutes");
    case ErrorKind::quota:
      return "Sorry, the model's allowance is used up. The operator of this bot has to renew it.";
    case ErrorKind::too_large:
      return "Sorry, the conversation is too long: send /new to begin a fresh one, or write a "
             "shorter message.";
    case ErrorKind::protocol:
      return "Sorry, the model's answer was too long or damaged. Please try again, or ask for a "
             "shorter answer.";
    case ErrorKind::invalid:
      return "Sorry, the model cannot work with this message. Please put it differently.";
    case ErrorKind::not_found:
      return "Sorry, this model is not available. Send /model list to choose another.";
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
    case ErrorKind::unsupported:
      return "Sorry, the model is not set up correctly. The operator of this bot can see why.";
    case ErrorKind::canceled:
    case ErrorKind::conflict:
    case ErrorKind::internal: break;
  }
  return "Sorry, something went wrong while the model was answering. Please try again.";
}

LogLevel failure_level(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::quota:
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
    case ErrorKind::not_found:
    case ErrorKind::unsupported:
    case ErrorKind::internal: return LogLevel::error;
    default: return LogLevel::warn;
  }
}

}  // namespace yak::models

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/rest/rest_response.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "twilio_whatsapp/rest/bounded_json.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxRestReceiptBytes = 64;
constexpr std::size_t kMaxRestTextBytes = 200;
constexpr std::chrono::seconds kLongestRetryAfter = 1h;
constexpr auto kCredentialPause = 60s;

CreateOutcome made(SendOutcome outcome, std::string label) {
  CreateOutcome created;
  created.outcome = std::move(outcome);
  created.label = std::move(label);
  return created;
}

/// Removes phone numbers from Twilio's error message, which is logged.
std::string without_numbers(std::string_view text) {
  static constexpr std::size_t kShortestNumber = 7;
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    clean += end - at >= kShortestNumber ? "…" : text.substr(at, end - at);
    at = end;
    while (at < text.size() && (text[at] < '0' || text[at] > '9')) clean.push_back(text[at++]);
  }
  return clean;
}

std::string sentences_of(int status, int code, const nlohmann::json& body) {
  const std::string said = text_of(body, "message");
  const std::string clipped = without_numbers(clip_utf8(said, kMaxRestTextBytes));
  if (code != 0) return describe_error(code, clipped);
  std::string words = "Twilio answered " + std::to_string(status);
  return clipped.empty() ? words : words + ": " + clipped;
}

CreateOutcome by_class(const ErrorEntry& entry, std::string words,
                       std::optional<std::chrono::milliseconds> retry_after) {
  std::optional<std::chrono::milliseconds> wait = retry_after;
  if (!wait && entry.wait.count() > 0) wait = entry.wait;
  const std::string label(to_string(entry.kind));
  switch (entry.kind) {
    case ErrorClass::retry:
    case ErrorClass::loop_guard: return made(SendOutcome::retry(std::move(words), wait), label);
    case ErrorClass::pause_sender:
      return made(SendOutcome::pause(std::move(words), wait.value_or(kCredentialPause)), label);
    default: break;
  }
  CreateOutcome created = made(SendOutcome::rejected(std::move(words)), label);
  created.too_long = entry.kind == ErrorClass::too_long;
  return created;
}

CreateOutcome by_status(int status, std::string words,
                        std::optional<std::chrono::milliseconds> retry_after) {
  if (status == 429) return made(SendOutcome::retry(std::move(words), retry_after), "rate_limited");
  if (status == 401) {
    words += ": check account_sid and auth_token (or the API key)";
    return made(SendOutcome::pause(std::move(words), kCredentialPause), "http");
  }
  if (status == 404) words += ": check account_sid and api_url";
  if (status == 408) return made(SendOutcome::unknown(std::move(words)), "unknown");
  return made(SendOutcome::rejected(std::move(words)), "http");
}

CreateOutcome accepted(const nlohmann::json& body) {
  std::string sid = text_of(body, "sid");
  if (sid.empty() || sid.size() > kMaxRestReceiptBytes) {
    return made(SendOutcome::unknown("Twilio accepted the message but sent no SID"), "unknown");
  }
  return made(SendOutcome::sent(std::move(sid)), "sent");
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text) {
  const std::optional<std::int64_t> seconds = number_of<std::int64_t>(text);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(std::min<std::int64_t>(*seconds, kLongestRetryAfter.count()));
}

CreateOutcome read_create(const HttpResponse& response) {
  const nlohmann::json body = parse_object(response.body).value_or(nlohmann::json::object());
  if (response.status >= 200 && response.status < 300) return accepted(body);
  const int code = integer_of(body, "code");
  std::string words = sentences_of(response.status, code, body);
  if (response.status >= 500) return made(SendOutcome::unknown(std::move(words)), "unknown");
  if (response.status < 400) {
    return made(SendOutcome::rejected(words + ": api_url is not Twilio's REST API"), "http");
  }
  const auto retry_after = parse_retry_after(response.header("Retry-After"));
  const ErrorEntry* entry = find_error(code);
  if (entry != nullptr) return by_class(*entry, std::move(words), retry_after);
  return by_status(response.status, std::move(words), retry_after);
}

CreateOutcome read_create(const error& failure) {
  const std::string words = "no answer from Twilio: " + failure.message;
  if (failure.not_sent) return made(SendOutcome::retry(words, failure.retry_after), "retry");
  return made(SendOutcome::unknown(words), "unknown");
}

error read_failure(const HttpResponse& response) {
  const nlohmann::json body = parse_object(response.body).value_or(nlohmann::json::object());
  std::string words = sentences_of(response.status, integer_of(body, "code"), body);
  switch (response.status) {
    case 401: return error(ErrorKind::unauthenticated, std::move(words));
    case 403: return error(ErrorKind::forbidden, std::move(words));
    case 404: return error(ErrorKind::not_found, std::move(words));
    case 408: return error(ErrorKind::timeout, std::move(words));
    case 429: {
      error failure(ErrorKind::rate_limited, std::move(words));
      failure.retry_after = parse_retry_after(response.header("Retry-After"));
      return failure;
    }
    default: break;
  }
  return error(response.status >= 500 ? ErrorKind::unavailable : ErrorKind::protocol,
               std::move(words));
}

result<Credits> read_balance(const HttpResponse& response) {
  const nlohmann::json body = parse_object(response.body).value_or(nlohmann::json::object());
  if (response.status != 200) {
    return error(response.status == 401 ? ErrorKind::unauthenticated : ErrorKind::unavailable,
                 sentences_of(response.status, integer_of(body, "code"), body));
  }
  const std::string balance = text_of(body, "balance");
  if (balance.empty()) return error(ErrorKind::protocol, "Twilio's balance has no amount");
  std::string currency = text_of(body, "currency");
  std::ranges::transform(currency, currency.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  Credits credits;
  credits.summary = "Twilio balance: " + balance + (currency.empty() ? "" : " " + currency);
  return credits;
}

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/status_callback.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/rest/error_table.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

using StatusWord = std::pair<std::string_view, ReceiptStatus>;

// The values of MessageStatus (Twilio, "Message resource", status values), except `receiving` and
// `received`, which inbound messages have.
constexpr std::array<StatusWord, 11> kStatuses{{
    {"accepted", ReceiptStatus::queued},
    {"scheduled", ReceiptStatus::queued},
    {"queued", ReceiptStatus::queued},
    {"sending", ReceiptStatus::queued},
    {"sent", ReceiptStatus::sent},
    {"partially_delivered", ReceiptStatus::delivered},
    {"delivered", ReceiptStatus::delivered},
    {"read", ReceiptStatus::read},
    {"undelivered", ReceiptStatus::failed},
    {"failed", ReceiptStatus::failed},
    {"canceled", ReceiptStatus::failed},
}};

constexpr std::size_t kMaxCallbackReceiptBytes = 64;
constexpr std::size_t kMaxCallbackTextBytes = 200;

ReceiptStatus status_of(const std::vector<FormField>& form) noexcept {
  // A read receipt may be sent as an event besides the status.
  if (field(form, "EventType") == "READ") return ReceiptStatus::read;
  std::string_view word = field(form, "MessageStatus");
  if (word.empty()) word = field(form, "SmsStatus");
  const auto* found = std::ranges::find(kStatuses, word, &StatusWord::first);
  return found == kStatuses.end() ? ReceiptStatus::none : found->second;
}

template <class Number>
Number number_or_zero(std::string_view text) noexcept {
  Number number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

std::string failure_text(const std::vector<FormField>& form) {
  const std::string said =
      repair_utf8(clip_utf8(field(form, "ChannelStatusMessage"), kMaxCallbackTextBytes));
  const int code = number_or_zero<int>(field(form, "ErrorCode"));
  if (code != 0) return describe_error(code, said);
  return said.empty() ? "Twilio reports the message as undelivered without a reason" : said;
}

DeliveryId delivery_of(std::string_view query) {
  const result<std::vector<FormField>> parameters = parse_form(query);
  return parameters ? number_or_zero<DeliveryId>(field(*parameters, kDeliveryParameter)) : 0;
}

}  // namespace

bool is_status_callback(const std::vector<FormField>& form) noexcept {
  return !field(form, "MessageStatus").empty() && field(form, "MessageStatus") != "received";
}

result<ReceiptUpdate> parse_status(std::string_view channel, std::string_view query,
                                   const std::vector<FormField>& form) {
  ReceiptUpdate report;
  report.channel = channel;
  report.delivery = delivery_of(query);
  std::string_view sid = field(form, "MessageSid");
  if (sid.empty()) sid = field(form, "SmsSid");
  if (sid.empty() || sid.size() > kMaxCallbackReceiptBytes) {
    return error(ErrorKind::invalid, "status callback without a usable MessageSid");
  }
  report.receipt = repair_utf8(sid);
  report.status = status_of(form);
  if (report.status == ReceiptStatus::failed) report.failure = failure_text(form);
  return report;
}

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/rest/rest_request.hpp"

#include "twilio_whatsapp/address.hpp"
#include "twilio_whatsapp/inbound/signed_url.hpp"
#include "twilio_whatsapp/inbound/status_callback.hpp"
#include "yak/text/text_format.hpp"

namespace yak::twilio {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 10U;

Secret credentials_of(const Options& options) {
  const std::string_view password = options.password.reveal();
  std::string plain;
  // Reserved in advance: a reallocation would leave a copy of the password in freed memory.
  plain.reserve(options.user.size() + 1 + password.size());
  plain.append(options.user).append(":").append(password);
  return Secret(std::move(plain));
}

HttpRequest rest_request(const Options& options, std::string method, std::string url) {
  HttpRequest request(std::move(method), std::move(url));
  request.headers.emplace_back("Authorization", basic_authorization(credentials_of(options)));
  request.headers.emplace_back("Accept", "application/json");
  request.headers.emplace_back("User-Agent", "yak-twilio-whatsapp/1.0");
  request.deadlines.connect = std::min(request.deadlines.connect, options.timeout);
  request.deadlines.first_byte = options.timeout;
  request.deadlines.stall = options.timeout;
  request.deadlines.total = options.timeout;
  request.max_response_bytes = kMaxAnswerBytes;
  return request;
}

HttpRequest form_request(const Options& options, std::string url,
                         const std::vector<FormField>& form) {
  HttpRequest post = rest_request(options, "POST", std::move(url));
  post.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  post.body = write_form(form);
  return post;
}

/// Path of a resource of the account, relative to `api_url`.
std::string account_path(const Options& options, std::string_view resource) {
  return "/2010-04-01/Accounts/" + options.account_sid + "/" + std::string(resource);
}

std::string account_url(const Options& options, std::string_view resource) {
  return options.api_url + account_path(options, resource);
}

std::string message_media(const Options& options, std::string_view message_sid) {
  return account_url(options, "Messages/" + percent_encode(message_sid) + "/Media");
}

std::string_view sender_of(const Options& options, const Delivery& delivery) noexcept {
  return delivery.from.empty() ? std::string_view(options.from) : std::string_view(delivery.from);
}

/// The fields for recipient and sender.
std::vector<FormField> parties_of(const Options& options, const Delivery& delivery) {
  std::vector<FormField> form;
  form.emplace_back("To", wire_address(delivery.receiver()));
  if (options.messaging_service_sid.empty()) {
    form.emplace_back("From", wire_address(sender_of(options, delivery)));
  } else {
    form.emplace_back("MessagingServiceSid", options.messaging_service_sid);
  }
  return form;
}

/// The request that creates the message of `form`, with the delivery's status callback.
HttpRequest message_request(const Options& options, const Delivery& delivery,
                            std::vector<FormField> form) {
  std::string callback = status_callback_url(options, delivery.id);
  if (!callback.empty()) form.emplace_back("StatusCallback", std::move(callback));
  return form_request(options, account_url(options, "Messages.json"), form);
}

}  // namespace

std::string status_callback_url(const Options& options, DeliveryId delivery) {
  if (!options.status_callbacks) return {};
  if (delivery == 0) return options.status_url;
  return with_query_parameter(options.status_url, kDeliveryParameter, std::to_string(delivery));
}

HttpRequest create_message(const Options& options, const Delivery& delivery,
                           std::string_view text) {
  std::vector<FormField> form = parties_of(options, delivery);
  if (!text.empty()) form.emplace_back("Body", text);
  for (const Attachment& media : delivery.content.media) form.emplace_back("MediaUrl", media.url);
  return message_request(options, delivery, std::move(form));
}

HttpRequest create_template(const Options& options, const Delivery& delivery) {
  std::vector<FormField> form = parties_of(options, delivery);
  form.emplace_back("ContentSid", options.window_template->content_sid);
  if (!options.window_template->variables.empty()) {
    form.emplace_back("ContentVariables",
                      options.window_template->variables_for(delivery.content.text));
  }
  return message_request(options, delivery, std::move(form));
}

std::string sent_list(const Options& options, const Delivery& delivery, int page_size) {
  const auto day = std::chrono::floor<std::chrono::days>(delivery.created_at);
  std::string uri = account_path(options, "Messages.json");
  uri += "?To=" + percent_encode(wire_address(delivery.receiver()));
  // A Messaging Service may have chosen another of its senders.
  if (options.messaging_service_sid.empty()) {
    uri += "&From=" + percent_encode(wire_address(sender_of(options, delivery)));
  }
  uri += "&DateSent%3E=" + format_date(day - std::chrono::days(1));
  return uri + "&PageSize=" + std::to_string(page_size);
}

std::string received_list(const Options& options, std::chrono::sys_days day, int page_size) {
  std::string uri = account_path(options, "Messages.json") + "?";
  // Without `from`, the Messaging Service receives messages at any of its senders.
  if (!options.from.empty()) uri += "To=" + percent_encode(wire_address(options.from)) + "&";
  return uri + "DateSent%3E=" + format_date(day) + "&PageSize=" + std::to_string(page_size);
}

HttpRequest list_media(const Options& options, std::string_view message_sid) {
  return rest_request(options, "GET", message_media(options, message_sid) + ".json");
}

std::string media_url(const Options& options, std::string_view message_sid,
                      std::string_view media_sid) {
  return message_media(options, message_sid) + "/" + percent_encode(media_sid);
}

HttpRequest get_list(const Options& options, std::string_view uri, std::size_t max_bytes) {
  HttpRequest list = rest_request(options, "GET", options.api_url + std::string(uri));
  list.max_response_bytes = max_bytes;
  return list;
}

HttpRequest show_typing(const Options& options, std::string_view message_sid) {
  const std::vector<FormField> form{{"messageId", std::string(message_sid)},
                                    {"channel", "whatsapp"}};
  return form_request(options, options.messaging_url + "/v2/Indicators/Typing.json", form);
}

HttpRequest fetch_balance(const Options& options) {
  return rest_request(options, "GET", account_url(options, "Balance.json"));
}

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "yak/http.hpp"
#include "yak/message/message.hpp"

namespace yak::twilio {

/// The status callback's URL, with `delivery` in its query unless that is 0; empty when callbacks
/// are off.
std::string status_callback_url(const Options& options, DeliveryId delivery);

/// Creates one message (Twilio, "Message resource") with `text` and the delivery's media for its
/// receiver. `text` may be a piece of the delivery's text; `delivery.id` must then be 0.
HttpRequest create_message(const Options& options, const Delivery& delivery, std::string_view text);

/// Sends the template instead of the delivery's text. `options.window_template` must be set.
HttpRequest create_template(const Options& options, const Delivery& delivery);

/// The first page of messages sent to the delivery's receiver since the day before the delivery was
/// created (Twilio's days are UTC): path and query, relative to `api_url`.
std::string sent_list(const Options& options, const Delivery& delivery, int page_size);

/// The first page of messages to `from` since the beginning of `day`; without `from`, of all
/// messages of the account.
std::string received_list(const Options& options, std::chrono::sys_days day, int page_size);

/// Lists the files of a message (Twilio, "Media resource").
HttpRequest list_media(const Options& options, std::string_view message_sid);

/// The URL of one of them, as in a webhook's MediaUrl.
std::string media_url(const Options& options, std::string_view message_sid,
                      std::string_view media_sid);

/// Requests a page of a list. `uri` is its path and query, relative to `api_url`.
HttpRequest get_list(const Options& options, std::string_view uri, std::size_t max_bytes);

/// Shows the typing indicator and marks `message_sid` as read (Twilio, "Typing indicators", beta).
HttpRequest show_typing(const Options& options, std::string_view message_sid);

HttpRequest fetch_balance(const Options& options);

}  // namespace yak::twilio

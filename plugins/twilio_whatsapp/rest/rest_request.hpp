#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/options.hpp"
#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::twilio {

/// The status callback's URL that names `delivery`, or nobody where that is 0; empty when callbacks
/// are off.
std::string status_callback_url(const Options& options, DeliveryId delivery);

/// Creates one message (Twilio, "Message resource"): `text` and the delivery's media, sent to its
/// peer. `text` may be a piece of the delivery's own; `delivery.id` is then 0.
HttpRequest create_message(const Options& options, const Delivery& delivery, std::string_view text);

/// Sends the configured template in place of the delivery's text. `options.window_template` is set.
HttpRequest create_template(const Options& options, const Delivery& delivery);

/// The first page of what we sent to the delivery's peer since the day before it was made (Twilio
/// counts days in UTC): path and query, behind `api_url`.
std::string sent_list(const Options& options, const Delivery& delivery, int page_size);

/// The first page of what came in for us since the beginning of `day`, among other messages where
/// a Messaging Service has no number of ours.
std::string received_list(const Options& options, std::chrono::sys_days day, int page_size);

/// Lists the files of a message (Twilio, "Media resource").
HttpRequest list_media(const Options& options, std::string_view message_sid);

/// Where one of them is: what a webhook calls MediaUrl.
std::string media_url(const Options& options, std::string_view message_sid,
                      std::string_view media_sid);

/// Asks for a page of a list. `uri`: path and query, behind `api_url`.
HttpRequest get_list(const Options& options, std::string_view uri, std::size_t max_bytes);

/// Shows the person that an answer is being written; marks `message_sid` as read (Twilio, "Typing
/// indicators", beta).
HttpRequest show_typing(const Options& options, std::string_view message_sid);

HttpRequest fetch_balance(const Options& options);

}  // namespace yak::twilio

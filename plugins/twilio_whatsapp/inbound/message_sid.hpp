#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// True for `SM` or `MM` and 32 lower-case hexadecimal digits (Twilio, "What is a SID?").
bool is_message_sid(std::string_view text) noexcept;

/// The id of the message in `form`: `MessageSid`, `SmsMessageSid` and `SmsSid`, as far as they are
/// there, must be the same SID (Twilio, "Webhook request parameters"). `invalid` otherwise. Pure.
result<std::string> read_message_sid(const std::vector<FormField>& form);

/// Whether the signature of a posted form stands for no other message than the form names. Twilio
/// signs names and values run together, so whoever captured a request can move the borders between
/// them and keep the signature. False when the signed text names a message in another way than the
/// fields do, or when a field's name is an identifier's name with a value behind it. Pure.
bool is_unambiguous(const std::vector<FormField>& form);

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// True for `SM` or `MM` and 32 lower-case hexadecimal digits (Twilio, "What is a SID?").
bool is_message_sid(std::string_view text) noexcept;

/// The id of the message in `form`. Those of `MessageSid`, `SmsMessageSid` and `SmsSid` that are
/// present must be the same SID (Twilio, "Webhook request parameters"), else `invalid`. Pure.
result<std::string> read_message_sid(const std::vector<FormField>& form);

/// Whether the signature of a posted form is valid for only one message. Twilio signs names and
/// values concatenated, so an attacker who captured a request can move the boundaries between them
/// without changing the signature. False when the signed text contains a message's SID that is not
/// a field's value, or when a field's name is an identifier's name followed by a value. Pure.
bool is_unambiguous(const std::vector<FormField>& form);

}  // namespace yak::twilio

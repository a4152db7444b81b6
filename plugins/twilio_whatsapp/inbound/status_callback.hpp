// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message/message.hpp"

namespace yak::twilio {

/// The query parameter of our status callback URLs that names the delivery.
inline constexpr std::string_view kDeliveryParameter = "delivery";

/// True for the form of a status callback. Twilio posts it to the message webhook when an operator
/// entered that URL in the wrong field of the console.
bool is_status_callback(const std::vector<FormField>& form) noexcept;

/// Parses a status callback from its form and the query of its URL. `status` is `none` for a status
/// that is not about a delivery. `invalid` without a message's SID. Callbacks arrive out of order;
/// the inbox decides which status counts.
result<ReceiptUpdate> parse_status(std::string_view channel, std::string_view query,
                                   const std::vector<FormField>& form);

}  // namespace yak::twilio

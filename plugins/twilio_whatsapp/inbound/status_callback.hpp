#pragma once

#include <string_view>
#include <vector>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/message.hpp"

namespace yak::twilio {

/// The query parameter of our status callback URLs that names the delivery.
inline constexpr std::string_view kDeliveryParameter = "delivery";

/// True for the form of a status callback, which Twilio posts to the message webhook when an
/// operator enters that URL in the console's wrong field.
bool is_status_callback(const std::vector<FormField>& form) noexcept;

/// Reads a status callback (form) and the query of the URL that it was sent to. `status` is `none`
/// for a status that says nothing of a delivery. `invalid` when no message is named. Callbacks come
/// out of order: which status counts is decided by who records them.
result<StatusReport> parse_status(std::string_view channel, std::string_view query,
                                  const std::vector<FormField>& form);

}  // namespace yak::twilio

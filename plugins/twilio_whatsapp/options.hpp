// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "twilio_whatsapp/outbound/window_template.hpp"
#include "yak/error.hpp"
#include "yak/plugin.hpp"

namespace yak::twilio {

/// The keys of an instance.
Schema schema();

/// Checks that the schema cannot express, such as conflicts between keys.
std::vector<ConfigIssue> validate(const Settings& settings);

/// The parsed configuration of one instance. Immutable.
struct Options {
  std::string account_sid;
  Secret auth_token;  ///< always signs the webhooks
  std::string user;   ///< for REST: the account's or the API key's SID
  Secret password;    ///< for REST: the auth token or the API key's secret
  std::string from;   ///< without `whatsapp:`; may be empty with a messaging service
  std::string messaging_service_sid;
  std::string webhook_path;
  /// Absolute, as entered at Twilio, including the fragment. Empty when no public URL is
  /// configured: then signatures cannot be checked, and all webhooks are refused.
  std::string webhook_url;
  std::string status_path;
  std::string status_url;  ///< the same for status callbacks
  bool status_callbacks = true;
  bool typing = true;
  bool number_parts = false;
  std::size_t max_length = 0;  ///< in UTF-16 units; each message has fewer
  std::chrono::milliseconds inline_wait{0};
  std::chrono::milliseconds send_interval{0};
  std::chrono::milliseconds timeout{0};  ///< of a REST request
  /// How far back the list is read for messages that no webhook delivered; 0: not at all.
  std::chrono::milliseconds catch_up{0};
  std::optional<WindowTemplate> window_template;
  std::string api_url;        ///< without a trailing slash
  std::string messaging_url;  ///< without a trailing slash
};

/// Combines the settings with the daemon's public URL, which may be empty.
Options read_options(const Settings& settings, std::string_view public_url);

}  // namespace yak::twilio

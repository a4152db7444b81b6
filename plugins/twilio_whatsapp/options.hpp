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

/// What is wrong between keys that are right one by one.
std::vector<ConfigIssue> validate(const Settings& settings);

/// One instance's configuration, made ready for use. Immutable.
struct Options {
  std::string account_sid;
  Secret auth_token;  ///< signs webhooks, always
  std::string user;   ///< of REST: the account's or the API key's SID
  Secret password;    ///< of REST: the auth token or the API key's secret
  std::string from;   ///< without `whatsapp:`; empty with a messaging service alone
  std::string messaging_service_sid;
  std::string webhook_path;
  /// Absolute, as entered at Twilio, fragment included. Empty when nobody said where Twilio reaches
  /// this daemon: then no signature can be checked, and no webhook be taken.
  std::string webhook_url;
  std::string status_path;
  std::string status_url;  ///< the same for status callbacks
  bool status_callbacks = true;
  bool typing = true;
  bool number_parts = false;
  std::size_t max_length = 0;  ///< UTF-16 units; a message has fewer
  std::chrono::milliseconds inline_wait{0};
  std::chrono::milliseconds send_interval{0};
  std::chrono::milliseconds timeout{0};  ///< of a REST request
  /// How far back the list is read for what came in while nobody took webhooks; 0: not at all.
  std::chrono::milliseconds catch_up{0};
  std::optional<WindowTemplate> window_template;
  std::string api_url;        ///< without a trailing slash
  std::string messaging_url;  ///< without a trailing slash
};

/// Puts settings and the daemon's public URL (which may be empty) together.
Options read_options(const Settings& settings, std::string_view public_url);

}  // namespace yak::twilio

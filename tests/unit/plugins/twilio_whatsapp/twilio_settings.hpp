// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "twilio_whatsapp/options.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::twilio {

inline const std::string kTestAccount = "AC" + std::string(32, '1');
inline constexpr const char* kTestToken = "an-auth-token-of-no-account";

/// A message SID in Twilio's format.
inline std::string test_sid(int number) {
  const std::string digits = std::to_string(number);
  return "SM" + std::string(32 - digits.size(), '0') + digits;
}

/// Valid settings of an instance, for a test to change.
inline yak::testing::SettingsBuilder test_settings() {
  yak::testing::SettingsBuilder settings(schema());
  settings.text("account_sid", kTestAccount)
      .secret("auth_token", kTestToken)
      .text("from", "+14155238886");
  return settings;
}

/// Valid settings with a template for replies after the reply window.
inline yak::testing::SettingsBuilder template_settings(const std::string& pattern) {
  yak::testing::SettingsBuilder tmpl;
  tmpl.text("content_sid", "HX" + std::string(32, 'a')).text_map("variables", {{"1", pattern}});
  return test_settings().object("window_template", tmpl.build());
}

inline Options test_options() {
  return read_options(test_settings().build(), "https://bot.example.com");
}

}  // namespace yak::twilio

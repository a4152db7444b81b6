// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "twilio_settings.hpp"
#include "twilio_whatsapp/channel.hpp"
#include "twilio_whatsapp/inbound/signature.hpp"
#include "yak/testing/fake_context.hpp"

namespace yak::twilio {

/// An instance of the channel on fakes, and requests as Twilio sends them.
class ChannelTest : public ::testing::Test {
 protected:
  void begin(const yak::testing::SettingsBuilder& settings = test_settings()) {
    result<std::unique_ptr<Channel>> made = make_channel(context_, settings.build());
    ASSERT_TRUE(made.has_value());
    channel_ = *std::move(made);
    ASSERT_TRUE(context_.run(channel_->start()).has_value());
  }

  static std::vector<FormField> inbound(std::string body = "hi", std::string sid = test_sid(1)) {
    return {{"MessageSid", std::move(sid)},    {"AccountSid", kTestAccount},
            {"From", "whatsapp:+15551234567"}, {"To", "whatsapp:+14155238886"},
            {"Body", std::move(body)},         {"NumMedia", "0"}};
  }

  static std::string sign(const std::string& url, const std::vector<FormField>& form) {
    return SignatureChecker(Secret(kTestToken), url).sign(form);
  }

  /// A form posted to `target`, signed for the public URL.
  static yak::testing::FakeRequest post(const std::string& target,
                                        const std::vector<FormField>& form) {
    return yak::testing::FakeRequest("POST", target, write_form(form))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("X-Twilio-Signature", sign("https://bot.example.com" + target, form));
  }

  ServerResponse call(yak::testing::FakeRequest request) {
    return context_.run(context_.routes().call(std::move(request)));
  }

  static Delivery reply_to_inbound(std::string text = "4 < 5") {
    Delivery delivery;
    delivery.id = 7;
    delivery.channel = "whatsapp";
    delivery.peer = "+15551234567";
    delivery.from = "+14155238886";
    delivery.content.text = std::move(text);
    delivery.created_at = WallTime{};
    return delivery;
  }

  yak::testing::FakeContext context_{"whatsapp"};
  std::unique_ptr<Channel> channel_;
};

}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/status_callback.hpp"

#include <gtest/gtest.h>

namespace yak::twilio {
namespace {

std::vector<FormField> callback(std::string status) {
  return {{"MessageSid", "SM1"}, {"MessageStatus", std::move(status)}};
}

TEST(StatusCallback, KnowsEveryStatus) {
  const std::vector<std::pair<std::string, ReceiptStatus>> rows{
      {"accepted", ReceiptStatus::queued},
      {"scheduled", ReceiptStatus::queued},
      {"queued", ReceiptStatus::queued},
      {"sending", ReceiptStatus::queued},
      {"sent", ReceiptStatus::sent},
      {"delivered", ReceiptStatus::delivered},
      {"read", ReceiptStatus::read},
      {"undelivered", ReceiptStatus::failed},
      {"failed", ReceiptStatus::failed},
      {"canceled", ReceiptStatus::failed},
      {"received", ReceiptStatus::none},
      {"receiving", ReceiptStatus::none},
      {"Delivered", ReceiptStatus::none},
      {"", ReceiptStatus::none},
      {"partially_delivered", ReceiptStatus::delivered}};
  for (const auto& [word, status] : rows) {
    const auto report = parse_status("whatsapp", "", callback(word));
    ASSERT_TRUE(report.has_value()) << word;
    EXPECT_EQ(report->status, status) << word;
    EXPECT_EQ(report->receipt, "SM1");
    EXPECT_EQ(report->channel, "whatsapp");
  }
}

TEST(StatusCallback, ReadsTheReadEvent) {
  auto form = callback("delivered");
  form.emplace_back("EventType", "READ");
  EXPECT_EQ(parse_status("w", "", form)->status, ReceiptStatus::read);
}

TEST(StatusCallback, FindsTheDeliveryInTheQuery) {
  const std::vector<std::pair<std::string, DeliveryId>> rows{{"delivery=7", 7},
                                                             {"x=1&delivery=42&y", 42},
                                                             {"", 0},
                                                             {"delivery=", 0},
                                                             {"delivery=-7", 0},
                                                             {"delivery=7x", 0},
                                                             {"delivery=0", 0},
                                                             {"delivery=99999999999999999999", 0}};
  for (const auto& [query, id] : rows) {
    EXPECT_EQ(parse_status("w", query, callback("sent"))->delivery, id) << query;
  }
}

TEST(StatusCallback, ExplainsAFailure) {
  auto form = callback("undelivered");
  form.emplace_back("ErrorCode", "63016");
  EXPECT_NE(parse_status("w", "", form)->failure.find("24 hours"), std::string::npos);
  form.back().second = "99999";
  form.emplace_back("ChannelStatusMessage", "odd\xFF thing");
  EXPECT_EQ(parse_status("w", "", form)->failure, "Twilio 99999: odd\xEF\xBF\xBD thing");
  EXPECT_FALSE(parse_status("w", "", callback("failed"))->failure.empty());
  EXPECT_TRUE(parse_status("w", "", callback("sent"))->failure.empty());
}

TEST(StatusCallback, RefusesOneThatNamesNoMessage) {
  EXPECT_FALSE(parse_status("w", "", {{"MessageStatus", "sent"}}).has_value());
  EXPECT_FALSE(parse_status("w", "", {{"MessageSid", std::string(65, 'S')}}).has_value());
  EXPECT_TRUE(parse_status("w", "", {{"SmsSid", "SM1"}, {"SmsStatus", "sent"}}).has_value());
}

TEST(StatusCallback, IsDistinguishedFromAnInboundMessage) {
  EXPECT_TRUE(is_status_callback(callback("delivered")));
  EXPECT_FALSE(is_status_callback({{"SmsStatus", "received"}, {"Body", "hi"}}));
  EXPECT_FALSE(is_status_callback({{"MessageStatus", "received"}}));
  EXPECT_FALSE(is_status_callback({}));
}

}  // namespace
}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "catch_up_fixture.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(CatchUpTest, AcceptsMessagesLikeTheirWebhook) {
  begin();
  Json item = received_item("SM1", " /model  gpt ");
  item["date_created"] = at("08:30:00");
  item["date_sent"] = at("08:30:02");
  context_.http().reply(200, list_page({item}));
  EXPECT_EQ(*catch_up(), 1U);
  ASSERT_EQ(context_.inbox().messages().size(), 1U);
  const Message message = context_.inbox().messages().front();
  EXPECT_EQ(message.channel, "whatsapp");
  EXPECT_EQ(message.external_id, "SM1");
  EXPECT_EQ(message.peer, "+15551234567");
  EXPECT_EQ(message.sender, "+15551234567");
  EXPECT_EQ(message.to, "+14155238886");
  EXPECT_EQ(message.raw_text, " /model  gpt ");
  EXPECT_EQ(message.text, " /model  gpt ");
  EXPECT_EQ(message.received_at, nine() - 30min + 2s);
  EXPECT_TRUE(message.attachments.empty());
  EXPECT_EQ(Json::parse(message.payload), item);
  EXPECT_THAT(context_.inbox().inline_waits(), ElementsAre(0ms));
  EXPECT_EQ(counted(), 1);
  EXPECT_EQ(context_.log().count(LogLevel::info), 2U) << "one line in addition to the start's";
  EXPECT_TRUE(context_.log().contains("messages=1"));
  EXPECT_FALSE(context_.log().contains("+15551234567"));
}

TEST_F(CatchUpTest, ListsFromTheFirstDayOfTheRange) {
  struct Row {
    std::chrono::milliseconds catch_up;
    std::chrono::milliseconds ago;
    std::string day;
  };
  const std::vector<Row> rows{{6h, 1h, "2026-01-05"},       {6h, 9h, "2026-01-05"},
                              {6h, 9h + 1ms, "2026-01-05"}, {10h, 9h + 1ms, "2026-01-04"},
                              {10h, 48h, "2026-01-04"},     {72h, 48h, "2026-01-03"},
                              {168h, 2'000h, "2025-12-29"}};
  for (const Row& row : rows) {
    yak::testing::FakeContext context("whatsapp");
    const auto settings = test_settings().duration("catch_up", row.catch_up).build();
    const std::unique_ptr<Channel> channel = *make_channel(context, settings);
    context.http().reply(200, list_page({}));
    EXPECT_EQ(*context.run(channel->catch_up(nine() - row.ago)), 0U);
    EXPECT_EQ(context.http().requests().back().url,
              "https://api.twilio.com/2010-04-01/Accounts/" + kTestAccount +
                  "/Messages.json?To=whatsapp%3A%2B14155238886&DateSent%3E=" + row.day +
                  "&PageSize=1000")
        << row.ago.count();
  }
}

TEST_F(CatchUpTest, DoesNothingWhenItIsOff) {
  begin(test_settings().duration("catch_up", 0ms));
  EXPECT_EQ(*catch_up(), 0U);
  EXPECT_THAT(context_.http().requests(), IsEmpty());
}

TEST_F(CatchUpTest, AcceptsTheOldestFirst) {
  begin();
  context_.http().reply(200,
                        list_page({received_at("SM5", "08:50:00"), received_at("SM4", "08:40:00"),
                                   received_at("SM3", "08:40:00")},
                                  "/next"));
  context_.http().reply(
      200, list_page({received_at("SM2", "08:40:00"), received_at("SM1", "08:45:00")}));
  EXPECT_EQ(*catch_up(), 5U);
  EXPECT_THAT(taken(), ElementsAre("SM2", "SM3", "SM4", "SM1", "SM5"));
}

TEST_F(CatchUpTest, IncludesMessagesOfTheFirstSecond) {
  begin();
  context_.http().reply(200,
                        list_page({received_at("SM3", "08:00:01"), received_at("SM2", "08:00:00"),
                                   received_at("SM1", "07:59:59")}));
  EXPECT_EQ(*catch_up(nine() - 1h + 999ms), 2U);
  EXPECT_THAT(taken(), ElementsAre("SM2", "SM3"));
}

TEST_F(CatchUpTest, LeavesExpiryToTheCore) {
  begin(test_settings().duration("catch_up", 1h));
  context_.http().reply(200, list_page({received_at("SM1", "02:00:00")}));
  EXPECT_EQ(*catch_up(nine() - 8h), 1U);
  EXPECT_EQ(context_.inbox().messages().front().received_at, nine() - 7h);
}

TEST_F(CatchUpTest, ReachesBackSevenDaysAtMost) {
  begin(test_settings().duration("catch_up", 168h));
  const auto on = [](const std::string& sid, const std::string& date) {
    return changed(received_item(sid, "hi"), {{"date_sent", date + " +0000"}});
  };
  context_.http().reply(200, list_page({on("SM2", "Mon, 29 Dec 2025 09:00:00"),
                                        on("SM1", "Mon, 29 Dec 2025 08:59:59")}));
  EXPECT_EQ(*catch_up(WallTime{}), 1U);
  EXPECT_THAT(taken(), ElementsAre("SM2"));
}

TEST_F(CatchUpTest, ReadsDatesInOtherFormsAndNamesThoseItCannotRead) {
  begin();
  const auto dated = [](const std::string& sid, const std::string& date) {
    return changed(received_item(sid, "hi"), {{"date_sent", date}, {"date_created", date}});
  };
  context_.http().reply(
      200, list_page({dated("SM3", "Mon, 05 Jan 2026 08:40:00 GMT"),
                      dated("SM2", "Mon, 05 Jan 2026 03:30:00 -0500"), dated("SM1", "gestern")}));
  EXPECT_EQ(*catch_up(), 2U);
  EXPECT_THAT(taken(), ElementsAre("SM2", "SM3"));
  EXPECT_TRUE(context_.log().contains("items=1"));
  EXPECT_TRUE(context_.log().contains("gestern"));
}

TEST_F(CatchUpTest, AcceptsInboundMessagesOnly) {
  begin();
  const Json good = received_item("SM1", "hi");
  context_.http().reply(
      200, list_page({good, changed(good, {{"sid", "SM2"}, {"direction", "outbound-api"}}),
                      changed(good, {{"sid", "SM3"}, {"direction", nullptr}}),
                      changed(good, {{"sid", "SM4"}, {"from", "+15551234567"}}),
                      changed(good, {{"sid", "SM5"}, {"from", nullptr}}),
                      changed(good, {{"sid", "SM6"}, {"account_sid", "AC2"}}),
                      changed(good, {{"sid", "SM7"}, {"account_sid", nullptr}}),
                      changed(good, {{"sid", "SM 8"}}), Json(3)}));
  EXPECT_EQ(*catch_up(), 2U);
  EXPECT_THAT(taken(), ElementsAre("SM7", "SM1"));
  EXPECT_TRUE(context_.log().contains("items=2"));
}

TEST_F(CatchUpTest, CountsNewMessagesOnly) {
  begin();
  for (const int fresh : {2, 0}) {
    context_.http().reply(200, list_page({received_item("SM2", "a"), received_item("SM1", "b")}));
    EXPECT_EQ(*catch_up(), static_cast<std::size_t>(fresh));
  }
  EXPECT_EQ(counted(), 2);
  EXPECT_EQ(context_.log().count(LogLevel::info), 2U) << "no line without new messages";
}

TEST_F(CatchUpTest, StopsReadingAtOlderPages) {
  begin();
  context_.http().reply(200, list_page({received_at("SM2", "08:30:00")}, "/second"));
  context_.http().reply(200, list_page({}, "/third"));
  context_.http().reply(200, list_page({received_at("SM1", "07:30:00")}, "/fourth"));
  EXPECT_EQ(*catch_up(), 1U);
  EXPECT_EQ(context_.http().requests().size(), 3U);
  EXPECT_EQ(context_.log().count(LogLevel::warn), 0U);
}

TEST_F(CatchUpTest, ReadsABoundedNumberOfPagesAndWarns) {
  begin();
  const Json sent = changed(received_at("SM1", "08:30:00"), {{"direction", "outbound-api"}});
  for (int page = 0; page < 64; ++page) context_.http().reply(200, list_page({sent}, "/next"));
  EXPECT_EQ(*catch_up(), 0U);
  EXPECT_EQ(context_.http().requests().size(), 64U);
  EXPECT_TRUE(context_.http().unexpected().empty());
  EXPECT_EQ(context_.log().count(LogLevel::warn), 1U);
  EXPECT_TRUE(context_.log().contains("longer_ago_than_min=30 away_for_min=60 limit=bound"));
}

TEST_F(CatchUpTest, AcceptsABoundedNumberOfMessagesAndWarns) {
  begin();
  int number = 20'000;
  for (int page = 0; page < 11; ++page) {
    std::vector<Json> items;
    items.reserve(999);
    for (int i = 0; i < 999; ++i) {
      items.push_back(received_at("SM" + std::to_string(number--), "08:15:00"));
    }
    context_.http().reply(200, list_page(items, "/next"));
  }
  EXPECT_EQ(*catch_up(), 10'000U);
  EXPECT_EQ(taken().front(), "SM10001");
  EXPECT_EQ(taken().back(), "SM20000");
  EXPECT_EQ(context_.http().requests().size(), 11U);
  EXPECT_TRUE(context_.log().contains("longer_ago_than_min=45 away_for_min=60 limit=bound"));
}

TEST_F(CatchUpTest, WarnsIfItWasAwayForLongerThanItLooksBack) {
  begin();
  context_.http().reply(200, list_page({}));
  EXPECT_EQ(*catch_up(nine() - 48h), 0U);
  EXPECT_TRUE(context_.log().contains("longer_ago_than_min=540 away_for_min=2880 limit=catch_up"));
}

TEST_F(CatchUpTest, FailsWhenTwilioGivesNoList) {
  begin();
  const std::vector<std::tuple<int, std::string, ErrorKind>> rows{
      {429, "", ErrorKind::rate_limited},
      {500, "", ErrorKind::unavailable},
      {401, "", ErrorKind::unauthenticated},
      {200, "<html>", ErrorKind::protocol},
      {200, list_page({}, "https://evil.example/x"), ErrorKind::protocol}};
  for (const auto& [status, body, kind] : rows) {
    context_.http().reply(200, list_page({received_item("SM1", "hi")}, "/next"));
    context_.http().reply(status, body);
    const auto outcome = catch_up();
    ASSERT_FALSE(outcome.has_value()) << status << body;
    EXPECT_EQ(outcome.error().kind, kind) << status << body;
  }
  context_.http().fail(error(ErrorKind::timeout, "slow"));
  EXPECT_EQ(catch_up().error().kind, ErrorKind::timeout);
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CatchUpTest, StopsWhenTheInboxRefuses) {
  begin();
  const std::string page = list_page({received_item("SM2", "b"), received_item("SM1", "a")});
  context_.http().reply(200, page);
  context_.inbox().fail_next(error(ErrorKind::unavailable, "the backlog is full"));
  EXPECT_EQ(catch_up().error().kind, ErrorKind::unavailable);
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_EQ(counted(), 0);
  context_.http().reply(200, page);
  EXPECT_EQ(*catch_up(), 2U);
}

TEST_F(CatchUpTest, NeedsNoPublicUrl) {
  context_.set_public_url("");
  begin();
  context_.http().reply(200, list_page({received_item("SM1", "hi")}));
  EXPECT_EQ(*catch_up(), 1U);
}

TEST_F(CatchUpTest, LooksForTheMessagingServicesOwn) {
  const std::string service = "MG" + std::string(32, '0');
  begin(test_settings().text("from", "").text("messaging_service_sid", service));
  const Json ours = changed(received_item("SM1", "hi"), {{"messaging_service_sid", service}});
  context_.http().reply(
      200, list_page({ours, changed(ours, {{"sid", "SM2"}, {"messaging_service_sid", "MG9"}}),
                      received_item("SM3", "hi")}));
  EXPECT_EQ(*catch_up(), 1U);
  EXPECT_THAT(taken(), ElementsAre("SM1"));
  EXPECT_THAT(context_.http().request(0).url, HasSubstr("/Messages.json?DateSent%3E=2026-01-05&"));
}

}  // namespace
}  // namespace yak::twilio

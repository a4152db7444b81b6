// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "listed_items.hpp"
#include "unit/plugins/twilio_whatsapp/channel_fixture.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;
using LookupKind = Lookup::Kind;

class FindTest : public ChannelTest {
 protected:
  /// A delivery created 250 ms after the fake clock's start.
  Delivery in_doubt(std::string text = "4 < 5") {
    Delivery delivery = reply_to_inbound(std::move(text));
    delivery.created_at = context_.clock().now() + 250ms;
    return delivery;
  }

  Lookup find(const Delivery& delivery) {
    const auto lookup = context_.run(channel_->find(delivery));
    EXPECT_TRUE(lookup.has_value());
    return lookup ? *lookup : Lookup();
  }

  Lookup find_in(const std::vector<Json>& items, const Delivery& delivery) {
    context_.http().reply(200, list_page(items));
    return find(delivery);
  }

  /// Stores another delivery with this receipt and returns its id.
  DeliveryId other_delivery(const std::string& receipt) {
    Message message;
    message.external_id = "of " + receipt;
    TurnCommit turn;
    turn.message = context_.run(context_.store().accept(message))->id;
    Delivery delivery;
    delivery.channel = "whatsapp";
    delivery.receipt = receipt;
    delivery.state = DeliveryState::sent;
    turn.deliveries.push_back(delivery);
    return context_.run(context_.store().commit(std::move(turn)))->front();
  }
};

TEST_F(FindTest, FindsASendThatTwilioTook) {
  begin();
  const Lookup found = find_in({sent_item("SM5", "4 < 5")}, in_doubt());
  EXPECT_EQ(found.kind, LookupKind::found);
  EXPECT_EQ(found.receipt, "SM5");
  EXPECT_THAT(context_.http().request(0).url, ::testing::HasSubstr("DateSent%3E=2026-01-04"));
}

TEST_F(FindTest, FindsATemplateRenderedByTwilio) {
  begin(template_settings("{text}"));
  Delivery late = in_doubt();
  late.window_closed = true;
  other_delivery("SM4");
  const Lookup found = find_in({sent_item("SM4", "Hello"), sent_item("SM5", "Hi: 4 < 5")}, late);
  EXPECT_EQ(found.kind, LookupKind::found);
  EXPECT_EQ(found.receipt, "SM5");
  EXPECT_EQ(find_in({sent_item("SM4", "Hello")}, late).kind, LookupKind::absent);
}

TEST_F(FindTest, UsesTwiliosClockIfOursIsAhead) {
  begin();
  context_.clock().advance(1h);
  Delivery delivery = in_doubt();
  const auto look = [&](const char* date) {
    testing::ScriptedReply reply(200, list_page({sent_item("SM5", "4 < 5")}), "application/json");
    context_.http().reply(std::move(reply).header("Date", date));
    return find(delivery).kind;
  };
  // The item dates from the fake clock's first second, the delivery from an hour later.
  EXPECT_EQ(look("Mon, 05 Jan 2026 09:00:02 GMT"), LookupKind::found);
  EXPECT_EQ(look("Mon, 05 Jan 2026 10:00:00 GMT"), LookupKind::absent);
  EXPECT_EQ(look("Mon, 05 Jan 2026 11:00:00 GMT"), LookupKind::absent);
  EXPECT_EQ(look("yesterday"), LookupKind::absent);
}

TEST_F(FindTest, AcceptsOnlyMatchingItems) {
  begin();
  const Json good = sent_item("SM5", "4 < 5");
  const std::string service = "MG" + std::string(32, '0');
  const std::vector<std::pair<Json, LookupKind>> rows{
      {Json::object(), LookupKind::found},
      {{{"direction", "outbound-reply"}}, LookupKind::found},
      {{{"direction", "outbound-call"}}, LookupKind::absent},
      {{{"direction", "inbound"}}, LookupKind::absent},
      {{{"direction", nullptr}}, LookupKind::unknown},
      {{{"body", " 4 < 5\n"}}, LookupKind::found},
      {{{"body", "4  < 5"}}, LookupKind::absent},
      {{{"body", "4 < 5 < 6"}}, LookupKind::absent},
      {{{"body", nullptr}}, LookupKind::absent},
      {{{"num_media", "1"}}, LookupKind::absent},
      {{{"num_media", nullptr}}, LookupKind::found},
      {{{"messaging_service_sid", service}}, LookupKind::found},
      {{{"status", "failed"}}, LookupKind::found},
      {{{"date_created", "Mon, 05 Jan 2026 09:00:01 +0000"}}, LookupKind::found},
      {{{"date_created", "Mon, 05 Jan 2026 08:59:55 +0000"}}, LookupKind::found},
      {{{"date_created", "Mon, 05 Jan 2026 08:59:54 +0000"}}, LookupKind::absent},
      {{{"date_created", "Sun, 04 Jan 2026 09:00:01 +0000"}}, LookupKind::absent},
      {{{"date_created", "Mon, 05 Jan 2026 09:00:01 GMT"}}, LookupKind::found},
      {{{"date_created", "Mon, 05 Jan 2026 10:00:01 +0100"}}, LookupKind::found},
      {{{"date_created", nullptr}}, LookupKind::unknown},
  };
  for (const auto& [members, kind] : rows) {
    EXPECT_EQ(find_in({changed(good, members)}, in_doubt()).kind, kind) << members;
  }
  EXPECT_EQ(find_in({}, in_doubt()).kind, LookupKind::absent);
}

TEST_F(FindTest, AnUnreadableItemIsLoggedAndTheOutcomeIsUnknown) {
  begin();
  const Json item = changed(sent_item("SM5", "4 < 5"), {{"date_created", "5 janvier 2026"}});
  EXPECT_EQ(find_in({item}, in_doubt()).kind, LookupKind::unknown);
  EXPECT_TRUE(context_.log().contains("1 item cannot be read: its dates are '5 janvier 2026'"));
}

TEST_F(FindTest, ComparesTheTextAsTwimlCarriedIt) {
  begin();
  const Json reply = changed(sent_item("SM5", "a[1mb"), {{"direction", "outbound-reply"}});
  EXPECT_EQ(find_in({reply}, in_doubt("a\x1B[1mb")).kind, LookupKind::found);
}

TEST_F(FindTest, IgnoresReceiptsOfOtherDeliveries) {
  begin();
  other_delivery("SM5");
  EXPECT_EQ(find_in({sent_item("SM5", "4 < 5")}, in_doubt()).kind, LookupKind::absent);
  const Lookup free = find_in({sent_item("SM6", "4 < 5"), sent_item("SM5", "4 < 5")}, in_doubt());
  EXPECT_EQ(free.receipt, "SM6");
}

TEST_F(FindTest, AcceptsItsOwnReceipt) {
  begin();
  Delivery delivery = in_doubt();
  delivery.id = other_delivery("SM5");
  EXPECT_EQ(find_in({sent_item("SM5", "4 < 5")}, delivery).receipt, "SM5");
}

TEST_F(FindTest, TakesTheOldestOfSeveral) {
  begin();
  const Json later =
      changed(sent_item("SM7", "4 < 5"), {{"date_created", "Mon, 05 Jan 2026 09:00:02 +0000"}});
  const std::vector<Json> newest_first{later, sent_item("SM6", "4 < 5"), sent_item("SM5", "4 < 5")};
  EXPECT_EQ(find_in(newest_first, in_doubt()).receipt, "SM5");
  other_delivery("SM5");
  EXPECT_EQ(find_in(newest_first, in_doubt()).receipt, "SM6");
  other_delivery("SM6");
  EXPECT_EQ(find_in(newest_first, in_doubt()).receipt, "SM7");
}

TEST_F(FindTest, FindsFilesWithoutAText) {
  begin();
  Delivery delivery = in_doubt("");
  delivery.content.media.resize(2);
  const Json item = sent_item("SM5", "");
  EXPECT_EQ(find_in({changed(item, {{"num_media", "2"}})}, delivery).kind, LookupKind::found);
  EXPECT_EQ(find_in({changed(item, {{"num_media", 2}, {"body", nullptr}})}, delivery).kind,
            LookupKind::found);
  EXPECT_EQ(find_in({changed(item, {{"num_media", "1"}})}, delivery).kind, LookupKind::absent);
  EXPECT_EQ(find_in({item}, delivery).kind, LookupKind::absent);
  EXPECT_EQ(find_in({changed(item, {{"num_media", "2"}, {"body", "x"}})}, delivery).kind,
            LookupKind::absent);
  const Json inline_reply = changed(item, {{"num_media", "1"}, {"direction", "outbound-reply"}});
  EXPECT_EQ(find_in({inline_reply}, delivery).kind, LookupKind::found) << "TwiML takes one file";
}

TEST_F(FindTest, ReadsTheListToItsEnd) {
  begin();
  const std::string next = "/2010-04-01/Accounts/" + kTestAccount + "/Messages.json?Page=1";
  context_.http().reply(200, list_page({sent_item("SM1", "x")}, next));
  context_.http().reply(200, list_page({sent_item("SM5", "4 < 5")}));
  EXPECT_EQ(find(in_doubt()).receipt, "SM5");
  EXPECT_EQ(context_.http().request(1).url, "https://api.twilio.com" + next);
  context_.http().reply(200, list_page({}, next));
  context_.http().reply(200, list_page({}));
  EXPECT_EQ(find(in_doubt()).kind, LookupKind::absent);
}

TEST_F(FindTest, IsUnknownIfTheListIsLongerThanItReads) {
  begin();
  for (int page = 0; page < 20; ++page) context_.http().reply(200, list_page({}, "/next"));
  EXPECT_EQ(find(in_doubt()).kind, LookupKind::unknown);
  EXPECT_EQ(context_.http().requests().size(), 20U);
  EXPECT_TRUE(context_.http().unexpected().empty());
  const std::string body(2'000'000, 'x');
  for (int page = 0; page < 5; ++page) {
    context_.http().reply(200, list_page({sent_item("SM1", body)}, "/next"));
  }
  EXPECT_EQ(find(in_doubt()).kind, LookupKind::unknown);
  EXPECT_EQ(context_.http().requests().size(), 25U);
  EXPECT_TRUE(context_.http().unexpected().empty());
}

TEST_F(FindTest, IsUnknownIfTwilioGivesNoList) {
  begin();
  for (const auto& [status, body] :
       std::vector<std::pair<int, std::string>>{{429, ""},
                                                {500, ""},
                                                {401, ""},
                                                {200, "<html>"},
                                                {200, list_page({}, "https://evil.example/x")}}) {
    context_.http().reply(status, body);
    EXPECT_EQ(find(in_doubt()).kind, LookupKind::unknown) << status << body;
  }
  EXPECT_EQ(context_.log().count(LogLevel::warn), 5U);
  context_.http().reply(200, list_page({sent_item("SM5", "4 < 5")}, "/next"));
  context_.http().reply(503, "");
  EXPECT_EQ(find(in_doubt()).receipt, "SM5") << "items read before the failure count";
}

TEST_F(FindTest, FailsWithoutAnAnswerOrAStore) {
  begin();
  context_.http().fail(error(ErrorKind::unavailable, "down"));
  EXPECT_EQ(context_.run(channel_->find(in_doubt())).error().kind, ErrorKind::unavailable);
  context_.http().reply(200, list_page({sent_item("SM5", "4 < 5")}));
  context_.store().fail_with(error(ErrorKind::internal, "disk"));
  EXPECT_EQ(context_.run(channel_->find(in_doubt())).error().kind, ErrorKind::internal);
}

TEST_F(FindTest, FindsATextThatWasCutIntoPieces) {
  begin();
  const std::string text = "One sentence that is long enough. And another one that follows it.";
  const Json first = sent_item("SM1", "One sentence that is long enough.");
  const Json second = sent_item("SM2", "And another one that follows it.");
  const Lookup found = find_in({second, first}, in_doubt(text));
  EXPECT_EQ(found.kind, LookupKind::found);
  EXPECT_EQ(found.receipt, "SM2");
  EXPECT_EQ(find_in({first}, in_doubt(text)).kind, LookupKind::unknown)
      << "one part is in the list";
  EXPECT_EQ(find_in({}, in_doubt(text)).kind, LookupKind::absent);
}

TEST_F(FindTest, ExpectsTheFilesWithTheFirstPiece) {
  begin();
  Delivery delivery =
      in_doubt("One sentence that is long enough. And another one that follows it.");
  delivery.content.media.resize(1);
  const Json first =
      changed(sent_item("SM1", "One sentence that is long enough."), {{"num_media", "1"}});
  const Json second = sent_item("SM2", "And another one that follows it.");
  EXPECT_EQ(find_in({second, first}, delivery).receipt, "SM2");
}

TEST_F(FindTest, LooksAtEverySenderOfAMessagingService) {
  const std::string service = "MG" + std::string(32, '0');
  begin(test_settings().text("messaging_service_sid", service));
  const Json pooled = changed(sent_item("SM5", "4 < 5"), {{"from", "whatsapp:+15550009999"},
                                                          {"messaging_service_sid", service}});
  EXPECT_EQ(find_in({pooled}, in_doubt()).kind, LookupKind::found);
  EXPECT_EQ(find_in({changed(pooled, {{"messaging_service_sid", "MG9"}})}, in_doubt()).kind,
            LookupKind::absent);
  EXPECT_EQ(find_in({sent_item("SM5", "4 < 5")}, in_doubt()).kind, LookupKind::found)
      << "an inline reply is sent from the number that received the message";
  EXPECT_EQ(context_.http().request(0).url.find("From="), std::string::npos);
}

}  // namespace
}  // namespace yak::twilio

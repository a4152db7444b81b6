// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/message_list.hpp"

#include <gtest/gtest.h>

#include "listed_items.hpp"
#include "twilio_whatsapp/outbound/list_reader.hpp"

namespace yak::twilio {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstSecond = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + 9h;

HttpResponse answer(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

TEST(MessageList, ReadsWhatTwilioLists) {
  Json item = received_item("SM1", "hi");
  item["messaging_service_sid"] = "MG1";
  item["num_media"] = "2";
  item["date_sent"] = "Mon, 05 Jan 2026 09:00:03 +0000";
  const auto page = read_page(answer(list_page({item}, "/2010-04-01/x?Page=1")));
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->next, "/2010-04-01/x?Page=1");
  ASSERT_EQ(page->messages.size(), 1U);
  const ListedMessage& message = page->messages.front();
  EXPECT_EQ(message.sid, "SM1");
  EXPECT_TRUE(message.is_inbound());
  EXPECT_EQ(message.body, "hi");
  EXPECT_EQ(message.from, "whatsapp:+15551234567");
  EXPECT_EQ(message.to, "whatsapp:+14155238886");
  EXPECT_EQ(message.account_sid, kTestAccount);
  EXPECT_EQ(message.messaging_service_sid, "MG1");
  EXPECT_EQ(message.num_media, 2);
  EXPECT_EQ(message.created_at, WallTime(kFirstSecond));
  EXPECT_EQ(message.sent_at, WallTime(kFirstSecond + 3s));
  EXPECT_EQ(Json::parse(message.json), item);
}

TEST(MessageList, KeepsTheItemsOfInboundMessagesOnly) {
  const auto page = read_page(answer(list_page({sent_item("SM1", "x")})));
  EXPECT_EQ(page->messages.front().json, "");
}

TEST(MessageList, AMissingTimeIsTakenFromTheOther) {
  const Json created = changed(sent_item("SM1", "x"), {{"date_sent", nullptr}});
  const Json sent = changed(sent_item("SM1", "x"),
                            {{"date_sent", created["date_created"]}, {"date_created", nullptr}});
  for (const Json& item : {created, sent}) {
    const auto page = read_page(answer(list_page({item})));
    ASSERT_EQ(page->messages.size(), 1U);
    EXPECT_EQ(page->messages.front().created_at, WallTime(kFirstSecond));
    EXPECT_EQ(page->messages.front().sent_at, WallTime(kFirstSecond));
  }
}

TEST(MessageList, CountsItemsThatItCannotRead) {
  const Json good = sent_item("SM1", "x");
  const std::vector<Json> bad{Json(3),
                              Json(nullptr),
                              Json("SM1"),
                              Json::array(),
                              Json::object(),
                              changed(good, {{"sid", nullptr}}),
                              changed(good, {{"sid", Json::array()}}),
                              changed(good, {{"sid", std::string(65, 'S')}}),
                              changed(good, {{"date_created", 7}}),
                              changed(good, {{"date_created", "yesterday"}})};
  for (const Json& item : bad) {
    const auto page = read_page(answer(list_page({good, item})));
    ASSERT_TRUE(page.has_value()) << item;
    EXPECT_EQ(page->unreadable, 1) << item;
    EXPECT_EQ(page->messages.size(), 1U) << item;
  }
}

TEST(MessageList, TreatsMembersOfOtherTypesAsEmpty) {
  const Json odd =
      changed(sent_item("SM1", "x"),
              {{"body", nullptr}, {"from", Json::object()}, {"to", true}, {"num_media", nullptr}});
  const auto page = read_page(answer(list_page(
      {odd, changed(odd, {{"num_media", -2}}), changed(odd, {{"direction", Json::array()}})})));
  ASSERT_EQ(page->messages.size(), 2U);
  EXPECT_EQ(page->unreadable, 1);
  EXPECT_EQ(page->trouble, "it has no direction");
  for (const ListedMessage& message : page->messages) {
    EXPECT_EQ(message.body + message.from + message.to, "");
    EXPECT_EQ(message.num_media, 0);
  }
}

TEST(MessageList, RefusesMalformedBodies) {
  const std::vector<std::pair<HttpResponse, ErrorKind>> rows{
      {answer(""), ErrorKind::protocol},
      {answer("<html>"), ErrorKind::protocol},
      {answer("[]"), ErrorKind::protocol},
      {answer("{}"), ErrorKind::protocol},
      {answer(R"({"messages":null})"), ErrorKind::protocol},
      {answer(R"({"messages":{}})"), ErrorKind::protocol},
      {answer(R"({"messages":[)"), ErrorKind::protocol},
      {answer("{\"messages\":[{\"body\":\"\xFF\"}]}"), ErrorKind::protocol},
      {answer(R"({"messages":)" + std::string(100'000, '[')), ErrorKind::protocol},
      {answer(list_page({}), 201), ErrorKind::protocol},
      {answer(list_page({}), 301), ErrorKind::protocol},
      {answer("", 401), ErrorKind::unauthenticated},
      {answer("", 429), ErrorKind::rate_limited},
      {answer("", 500), ErrorKind::unavailable}};
  for (const auto& [response, kind] : rows) {
    const auto page = read_page(response);
    ASSERT_FALSE(page.has_value()) << response.status << response.body.substr(0, 60);
    EXPECT_EQ(page.error().kind, kind) << response.status << response.body.substr(0, 60);
    EXPECT_FALSE(read_media_list(response).has_value());
  }
}

TEST(MessageList, NeverLeavesTheApisOrigin) {
  for (const char* next :
       {"https://api.twilio.com/2010-04-01/x", "https://evil.example/x", "//evil.example/x",
        "@evil.example/x", ".evil.example/x", ":81/x", "evil", "?Page=1", "/x y", "/x\r\nHost: e",
        "/\\evil", "\\\\evil", "/x#y", "/x\xC3\xA9"}) {
    const auto page = read_page(answer(list_page({sent_item("SM1", "x")}, next)));
    ASSERT_FALSE(page.has_value()) << next;
    EXPECT_EQ(page.error().kind, ErrorKind::protocol) << next;
  }
  EXPECT_EQ(read_page(answer(R"({"messages":[],"next_page_uri":true})"))->next, "");
  EXPECT_EQ(read_page(answer(R"({"messages":[]})"))->next, "");
}

TEST(MessageList, ReadsTheFilesOfAMessage) {
  const auto list = read_media_list(
      answer(R"({"media_list":[{"sid":"ME1","content_type":"image/jpeg"},3,{"sid":null},)"
             R"({"sid":"ME2","content_type":null}]})"));
  ASSERT_TRUE(list.has_value());
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ(list->at(0).sid, "ME1");
  EXPECT_EQ(list->at(0).content_type, "image/jpeg");
  EXPECT_EQ(list->at(1).sid, "ME2");
  EXPECT_EQ(list->at(1).content_type, "");
}

TEST(ListReader, StepsThroughThePages) {
  const Options options = test_options();
  ListReader reader(options, "/first", {50, 9, 1'000'000});
  EXPECT_TRUE(reader.has_next());
  EXPECT_EQ(reader.request().url, "https://api.twilio.com/first");
  EXPECT_TRUE(reader.take(answer(list_page({}, "/second"))).has_value());
  EXPECT_TRUE(reader.has_next());
  EXPECT_FALSE(reader.is_whole());
  EXPECT_FALSE(reader.take(answer("", 500)).has_value());
  EXPECT_EQ(reader.request().url, "https://api.twilio.com/second");
  EXPECT_TRUE(reader.take(answer(list_page({}))).has_value());
  EXPECT_FALSE(reader.has_next());
  EXPECT_TRUE(reader.is_whole());
}

TEST(ListReader, ReadsNoMorePagesOrBytesThanItMay) {
  const Options options = test_options();
  const std::string page = list_page({}, "/next");
  for (const ListBounds bounds : {ListBounds{50, 2, 1'000'000}, {50, 9, page.size() + 1}}) {
    ListReader reader(options, "/first", bounds);
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(reader.has_next());
      EXPECT_TRUE(reader.take(answer(page)).has_value());
    }
    EXPECT_FALSE(reader.has_next());
    EXPECT_FALSE(reader.is_whole());
  }
}

}  // namespace
}  // namespace yak::twilio

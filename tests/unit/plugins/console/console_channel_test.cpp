// SPDX-License-Identifier: Apache-2.0
#include "console/console_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "yak/testing/fake_context.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::console {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::FakeRequest;

class ConsoleChannelTest : public ::testing::Test {
 protected:
  ConsoleChannelTest() {
    auto made =
        make_channel(context, testing::SettingsBuilder(schema()).duration("hold", 300ms).build());
    channel = std::move(*made);
    EXPECT_TRUE(context.run(channel->start()));
  }
  ServerResponse post(const std::string& body) {
    return context.run(context.admin_routes().call(
        FakeRequest("POST", "/api/v1/channels/console/messages", body)));
  }
  static Delivery delivery() {
    Delivery delivery;
    delivery.id = 5;
    delivery.peer = "ann";
    delivery.in_reply_to = "m1";
    delivery.content.text = "hello";
    return delivery;
  }
  FakeRequest poll(bool written = true) {
    FakeRequest request("GET", "/api/v1/channels/console/replies?user=ann&wait=5000");
    request.written = written;
    return request;
  }

  testing::FakeContext context{"console"};
  std::unique_ptr<Channel> channel;
};

TEST_F(ConsoleChannelTest, APostedLineIsAnAcceptedMessage) {
  const ServerResponse response = post(R"({"user":"ann","text":"/help me"})");
  EXPECT_EQ(response.status, 202);
  ASSERT_EQ(context.inbox().messages().size(), 1U);
  const Message message = context.inbox().messages().front();
  EXPECT_EQ(message.user(), "console:ann");
  EXPECT_EQ(message.raw_text, "/help me");
  EXPECT_EQ(json::parse(response.body)["id"], message.external_id);
}

TEST_F(ConsoleChannelTest, BadPostsGetAnErrorText) {
  for (const char* body :
       {"", "[]", "{}", R"({"text":1})", R"({"text":"x","user":"a b"})", R"({"text":"x","user":7})",
        R"({"text":"x","user":""})", "{\"text\":\"x\"", "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]"}) {
    const ServerResponse response = post(body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_TRUE(json::parse(response.body)["error"].is_string()) << body;
  }
  EXPECT_TRUE(context.inbox().messages().empty());
}

TEST_F(ConsoleChannelTest, AStoreThatIsDownIs503) {
  context.inbox().fail_next(error(ErrorKind::unavailable, "disk full"));
  EXPECT_EQ(post(R"({"text":"x"})").status, 503);
}

TEST_F(ConsoleChannelTest, AReplyIsSentOnceAReaderHasIt) {
  const Delivery reply = delivery();
  auto sending = context.start(channel->send(reply));
  const ServerResponse response = context.run(context.admin_routes().call(poll()));
  const json body = json::parse(response.body);
  ASSERT_EQ(body["replies"].size(), 1U);
  EXPECT_EQ(body["replies"][0]["text"], "hello");
  EXPECT_EQ(body["replies"][0]["in_reply_to"], "m1");
  context.loop().finish([&] { return sending.done(); });
  EXPECT_EQ(sending.take().kind, SendOutcome::Kind::sent);
}

TEST_F(ConsoleChannelTest, AReplyIsRetriedIfItsReaderDisconnects) {
  const Delivery reply = delivery();
  auto sending = context.start(channel->send(reply));
  context.run(context.admin_routes().call(poll(false)));
  context.loop().finish([&] { return sending.done(); });
  EXPECT_EQ(sending.take().kind, SendOutcome::Kind::retry);
}

TEST_F(ConsoleChannelTest, AReplyWithoutAReaderIsRetried) {
  const Delivery reply = delivery();
  const SendOutcome outcome = context.run(channel->send(reply));
  EXPECT_EQ(outcome.kind, SendOutcome::Kind::retry);
}

TEST_F(ConsoleChannelTest, StopEndsOnlyTheUsersOwnAnswer) {
  context.conversations().set_backlog(ConversationKey("console", "ann"), 3);
  const auto stop = [this](const std::string& body) {
    return context.run(
        context.admin_routes().call(FakeRequest("POST", "/api/v1/channels/console/stop", body)));
  };
  EXPECT_EQ(json::parse(stop(R"({"user":"bob"})").body)["stopped"], 0);
  EXPECT_EQ(json::parse(stop(R"({"user":"ann"})").body)["stopped"], 3);
  EXPECT_EQ(json::parse(stop(R"({"user":"ann"})").body)["stopped"], 0);
  for (const char* body : {"", "[]", R"({"user":"a b"})", R"({"user":7})"}) {
    EXPECT_EQ(stop(body).status, 400) << body;
  }
}

}  // namespace
}  // namespace yak::console

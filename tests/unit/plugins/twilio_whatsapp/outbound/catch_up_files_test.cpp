// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "catch_up_fixture.hpp"

namespace yak::twilio {
namespace {

using ::testing::IsEmpty;

TEST_F(CatchUpTest, AsksForTheFilesOfAMessage) {
  begin();
  context_.http().reply(200,
                        list_page({changed(received_item("MM1", "see"), {{"num_media", "2"}})}));
  context_.http().reply(200, R"({"media_list":[{"sid":"ME1","content_type":"image/jpeg"},)"
                             R"({"sid":"ME/2","content_type":"audio/ogg"}]})");
  EXPECT_EQ(*catch_up(), 1U);
  const std::string media =
      "https://api.twilio.com/2010-04-01/Accounts/" + kTestAccount + "/Messages/MM1/Media";
  EXPECT_EQ(context_.http().request(1).url, media + ".json");
  const Message message = context_.inbox().messages().front();
  ASSERT_EQ(message.attachments.size(), 2U);
  EXPECT_EQ(message.attachments[0].url, media + "/ME1");
  EXPECT_EQ(message.attachments[0].content_type, "image/jpeg");
  EXPECT_EQ(message.attachments[1].url, media + "/ME%2F2");
  EXPECT_EQ(message.text, "see\n[image attached: image/jpeg]\n[audio attached: audio/ogg]");
}

TEST_F(CatchUpTest, RetriesLaterIfTheFilesCannotBeListed) {
  begin();
  const std::string page = list_page(
      {received_item("SM2", "later"), changed(received_item("MM1", "see"), {{"num_media", "1"}})});
  for (const int status : {429, 500}) {
    context_.http().reply(200, page);
    context_.http().reply(status, "");
    EXPECT_FALSE(catch_up().has_value()) << status;
  }
  context_.http().reply(200, page);
  context_.http().fail(error(ErrorKind::unavailable, "down"));
  EXPECT_FALSE(catch_up().has_value());
  EXPECT_THAT(taken(), IsEmpty());
}

TEST_F(CatchUpTest, AcceptsAMessageWhoseFilesAreGone) {
  begin();
  const Json item = changed(received_item("MM1", "see"), {{"num_media", "1"}});
  for (const auto& [status, body] :
       std::vector<std::pair<int, std::string>>{{404, ""}, {200, R"({"media_list":null})"}}) {
    context_.http().reply(200,
                          list_page({changed(item, {{"sid", "MM" + std::to_string(status)}})}));
    context_.http().reply(status, body);
    EXPECT_EQ(*catch_up(), 1U) << status;
  }
  for (const Message& message : context_.inbox().messages()) {
    EXPECT_THAT(message.attachments, IsEmpty());
    EXPECT_EQ(message.text, "see");
  }
  EXPECT_EQ(context_.log().count(LogLevel::warn), 2U);
}

}  // namespace
}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "models/without_text.hpp"

#include <gtest/gtest.h>

#include "unit/models/model_router_fixture.hpp"

namespace yak::models {
namespace {

Message with_files(std::vector<std::string> types, std::string text = "") {
  Message message;
  message.raw_text = text;
  message.text = std::move(text);
  for (std::string& type : types)
    message.attachments.push_back({"https://m/1", std::move(type), ""});
  return message;
}

TEST(WithoutText, NamesTheAttachmentsThatCannotBeRead) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows{
      {{"image/jpeg"}, "an image"},
      {{"image/webp"}, "a sticker or image"},
      {{"Audio/OGG; codecs=opus"}, "a voice message"},
      {{"audio/mpeg"}, "an audio file"},
      {{"video/mp4"}, "a video"},
      {{"text/x-vcard"}, "a contact"},
      {{"application/pdf"}, "a document"},
      {{""}, "a file"},
      {{"chemical/x-pdb"}, "a file"},
      {{"image/png", "image/jpeg"}, "an image"},
      {{"image/png", "audio/ogg", "video/mp4"}, "an image, a voice message and a video"}};
  for (const auto& [types, kinds] : rows) {
    EXPECT_EQ(notice_without_text(with_files(types)),
              "You sent " + kinds +
                  ", and I cannot read that yet. Please write what you would like to know.");
  }
}

TEST(WithoutText, AsksForATextIfTheMessageIsEmpty) {
  for (const char* blank : {"", " ", "\n\t "}) {
    const auto words = notice_without_text(with_files({}, blank));
    ASSERT_TRUE(words) << blank;
    EXPECT_NE(words->find("without any text"), std::string::npos);
  }
}

TEST(WithoutText, LeavesReadableAttachmentsToTheModel) {
  EXPECT_FALSE(notice_without_text(with_files({}, "hi")));
  EXPECT_FALSE(notice_without_text(with_files({"image/png"}, "what is this?")));
  Message place;
  place.text = "[location: 52.5, 13.4]";
  EXPECT_FALSE(notice_without_text(place));
}

using WithoutTextTurn = ModelRouterFixture;

TEST_F(WithoutTextTurn, CallsNoModelAndCostsNothing) {
  Turn asked = turn();
  asked.message.raw_text.clear();
  asked.message.text.clear();
  ASSERT_TRUE(complete(asked));
  EXPECT_TRUE(a.requests().empty());
  EXPECT_EQ(asked.result, TurnResult::unreadable);
  ASSERT_EQ(asked.reply.parts.size(), 1U);
  EXPECT_TRUE(asked.writes.empty());
}

}  // namespace
}  // namespace yak::models

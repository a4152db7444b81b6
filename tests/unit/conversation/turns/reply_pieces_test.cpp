// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/reply_pieces.hpp"

#include <gtest/gtest.h>

#include <string>

namespace yak::conversation {
namespace {

std::vector<Outbound> texts(const std::vector<std::string>& words) {
  std::vector<Outbound> pieces;
  for (const std::string& text : words) pieces.emplace_back(text);
  return pieces;
}

Reply reply_of(const std::string& text) {
  Reply reply;
  reply.add(text, Markup::markdown);
  return reply;
}

TEST(IsVisible, IgnoresSpacesAndInvisibleCharacters) {
  for (const char* text : {"", " \n\t", "\xC2\xA0", "\xE2\x80\x8B\xE2\x80\xAE", "\xEF\xBB\xBF",
                           "\xE3\x80\x80 ", "\x7F"}) {
    EXPECT_FALSE(is_visible(text)) << text;
  }
  for (const char* text : {"a", " .", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xE2"}) {
    EXPECT_TRUE(is_visible(text)) << text;
  }
}

TEST(NeverNothing, DropsInvisiblePieces) {
  const auto pieces = ensure_visible(texts({"a", " \n", "b"}), reply_of("a b"));
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].text, "a");
  EXPECT_EQ(pieces[1].text, "b");
}

TEST(NeverNothing, KeepsFilesWithoutText) {
  std::vector<Outbound> pieces(1);
  pieces[0].media.push_back({"https://a/x.jpg", "image/jpeg", ""});
  EXPECT_EQ(ensure_visible(pieces, reply_of(" ")).size(), 1U);
}

TEST(NeverNothing, SendsTheTextAsWrittenWhereItsRenderingIsBlank) {
  const auto pieces = ensure_visible({}, reply_of("[1]: https://yak.example"));
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].text, "[1]: https://yak.example");
}

TEST(NeverNothing, ReplacesAnEmptyAnswerWithANotice) {
  const auto pieces = ensure_visible(texts({""}), reply_of("\xE2\x80\x8B \n"));
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_NE(pieces[0].text.find("empty"), std::string::npos);
}

TEST(NeverNothing, AReplyWithoutPartsHasNoPieces) {
  EXPECT_TRUE(ensure_visible({}, Reply()).empty());
}

TEST(CutTo, EndsALongerReplyWithANotice) {
  std::vector<Outbound> pieces = texts({"1", "2", "3", "4", "5"});
  EXPECT_EQ(cut_to(5, pieces), 0U);
  EXPECT_EQ(pieces.size(), 5U);
  EXPECT_EQ(cut_to(4, pieces), 2U);
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[2].text, "3");
  EXPECT_NE(pieces[3].text.find("2 more messages were left out"), std::string::npos);
}

TEST(CutTo, BoundsAThousandParts) {
  std::vector<Outbound> pieces(6'001, Outbound("x"));
  EXPECT_EQ(cut_to(10, pieces), 5'992U);
  EXPECT_EQ(pieces.size(), 10U);
  EXPECT_NE(pieces.back().text.find("5,992 more messages"), std::string::npos);
}

}  // namespace
}  // namespace yak::conversation

// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/render.hpp"

#include <gtest/gtest.h>

#include "twilio_whatsapp/text/text_pieces.hpp"

namespace yak::twilio {
namespace {

TEST(Render, ConvertsMarkdownAndKeepsPlainText) {
  Reply reply;
  reply.add("**bold**", Markup::markdown);
  reply.add("**plain**", Markup::plain);
  const auto rendered = render_reply(reply, {});
  ASSERT_EQ(rendered.size(), 1U);
  EXPECT_EQ(rendered[0].text, "*bold*\n\n**plain**");
}

TEST(Render, PartsShareAMessageWithinTheLimit) {
  Reply reply;
  reply.add(std::string(800, 'a'));
  reply.add(" ");
  reply.add(std::string(700, 'b'));
  reply.add(std::string(900, 'c'));
  const auto rendered = render_reply(reply, {1'600, false});
  ASSERT_EQ(rendered.size(), 2U);
  EXPECT_EQ(rendered[0].text.size(), 1'502U);
  EXPECT_EQ(rendered[1].text, std::string(900, 'c'));
}

TEST(Render, CutsLongTextsInOrder) {
  Reply reply;
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "word" + std::to_string(i) + " ";
  reply.add(text);
  const auto rendered = render_reply(reply, {1'600, true});
  ASSERT_GT(rendered.size(), 4U);
  EXPECT_TRUE(rendered[0].text.starts_with("(1/"));
  EXPECT_TRUE(rendered[0].text.find("word0 ") != std::string::npos);
  EXPECT_TRUE(rendered.back().text.ends_with("word999"));
}

TEST(Render, GivesAPictureItsTextAndOtherFilesNone) {
  ReplyPart part("see", Markup::plain);
  part.media.push_back({"https://a/x.jpg", "image/jpeg", ""});
  Reply picture;
  picture.parts.push_back(part);
  ASSERT_EQ(render_reply(picture, {}).size(), 1U);
  EXPECT_EQ(render_reply(picture, {})[0].text, "see");

  part.media.push_back({"https://a/y.pdf", "application/pdf", ""});
  Reply files;
  files.parts.push_back(part);
  const auto rendered = render_reply(files, {});
  ASSERT_EQ(rendered.size(), 3U);
  EXPECT_EQ(rendered[0].text, "see");
  EXPECT_TRUE(rendered[0].media.empty());
  EXPECT_EQ(rendered[1].media.front().url, "https://a/x.jpg");
  EXPECT_EQ(rendered[2].media.front().url, "https://a/y.pdf");
  EXPECT_TRUE(rendered[2].text.empty());
}

TEST(Render, AnEmptyReplyHasNoParts) {
  EXPECT_TRUE(render_reply({}, {}).empty());
  Reply blank;
  blank.add(" \n ");
  EXPECT_TRUE(render_reply(blank, {}).empty());
}

TEST(TextPieces, HalvesARefusedPieceAndKeepsTheOrder) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += std::to_string(i) + " ";
  text.pop_back();
  TextPieces pieces(text, 1'600);
  EXPECT_EQ(pieces.next(), text);
  EXPECT_TRUE(pieces.cut_smaller());
  std::string joined = *pieces.next();
  EXPECT_LT(joined.size(), text.size());
  while (const auto piece = pieces.next()) joined += " " + *piece;
  EXPECT_EQ(joined, text);
}

TEST(TextPieces, GivesUpAfterThreeHalvings) {
  TextPieces pieces(std::string(1'500, 'a'), 1'600);
  int refused = 0;
  while (pieces.next() && pieces.cut_smaller()) ++refused;
  EXPECT_EQ(refused, 3);
}

TEST(TextPieces, ReturnsAnEmptyTextOnce) {
  TextPieces pieces("", 1'600);
  EXPECT_EQ(pieces.next(), "");
  EXPECT_EQ(pieces.next(), std::nullopt);
  TextPieces single("a", 1'600);
  EXPECT_EQ(single.next(), "a");
  EXPECT_FALSE(single.cut_smaller());
}

}  // namespace
}  // namespace yak::twilio

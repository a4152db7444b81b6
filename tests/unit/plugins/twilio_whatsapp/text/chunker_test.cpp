// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/chunker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "twilio_whatsapp/text/utf16.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string times(std::string_view text, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) repeated += text;
  return repeated;
}

std::vector<std::string> split(std::string_view text, std::size_t limit = 64, bool number = false) {
  const ChunkOptions options{limit, number};
  std::vector<std::string> parts = split_text(text, options);
  for (const std::string& part : parts) {
    EXPECT_LT(utf16_length(part), limit) << part;
    EXPECT_FALSE(part.empty());
  }
  return parts;
}

TEST(Chunker, LeavesAShortTextAlone) {
  EXPECT_THAT(split("hello"), ElementsAre("hello"));
  EXPECT_THAT(split("  hello \n\n"), ElementsAre("hello"));
  EXPECT_THAT(split(""), IsEmpty());
  EXPECT_THAT(split(" \n\t "), IsEmpty());
}

TEST(Chunker, StaysWithinTheLimitInUtf16Units) {
  EXPECT_EQ(split(times("a", 63)).size(), 1U);
  EXPECT_EQ(split(times("a", 64)).size(), 2U);
  EXPECT_EQ(split(times("a", 1'599), 1'600).size(), 1U);
  EXPECT_EQ(split(times("a", 1'600), 1'600).size(), 2U);
  EXPECT_EQ(split(times("😀", 31)).size(), 1U);
  EXPECT_EQ(split(times("😀", 32)).size(), 2U);
}

TEST(Chunker, PrefersParagraphsThenLinesThenSentencesThenWords) {
  const std::string forty = times("a", 40);
  EXPECT_THAT(split(forty + "\n\nb. c d\ne " + times("f", 20)),
              ElementsAre(forty, "b. c d\ne " + times("f", 20)));
  EXPECT_THAT(split(forty + "\nb. c d e " + times("f", 20)),
              ElementsAre(forty, "b. c d e " + times("f", 20)));
  EXPECT_THAT(split(forty + ". Bcd efg " + times("f", 20)),
              ElementsAre(forty + ".", "Bcd efg " + times("f", 20)));
  EXPECT_THAT(split(forty + " bcd " + times("f", 30)), ElementsAre(forty + " bcd", times("f", 30)));
  EXPECT_THAT(split(times("a", 70)), ElementsAre(times("a", 63), times("a", 7)));
}

TEST(Chunker, DoesNotLeaveAPartNearlyEmptyForABetterCut) {
  EXPECT_THAT(split("ab\n\n" + times("c", 30) + " " + times("d", 40)),
              ElementsAre("ab\n\n" + times("c", 30), times("d", 40)));
}

TEST(Chunker, MovesALongWordAsAWhole) {
  const std::string url = "https://example.com/" + times("x", 40);
  EXPECT_THAT(split("See " + url), ElementsAre("See", url));
}

TEST(Chunker, RecognizesSentencesInOtherScripts) {
  const std::string text = times("你", 30) + "。" + times("好", 40);
  EXPECT_THAT(split(text), ElementsAre(times("你", 30) + "。", times("好", 40)));
}

TEST(Chunker, DoesNotTakeAnAbbreviationInsideAWordForASentence) {
  const std::string text = times("a", 30) + " v1.2.3 " + times("b", 40);
  EXPECT_THAT(split(text), ElementsAre(times("a", 30) + " v1.2.3", times("b", 40)));
}

TEST(Chunker, NeverCutsInsideAUserPerceivedCharacter) {
  const std::vector<std::string> characters{
      "👨‍👩‍👧‍👦", "🇩🇪", "e\xCC\x81", "👍🏽", "நி", "한", "\r\n"};
  for (const std::string& character : characters) {
    const std::string whole = times("x" + character, 60);
    std::string rest;
    for (const std::string& part : split(whole)) rest += part;
    for (const std::string& part : split("a" + times(character, 60))) {
      const std::string bare = part.starts_with("a") ? part.substr(1) : part;
      EXPECT_EQ(bare.size() % character.size(), 0U) << character;
    }
    if (character != "\r\n") {
      EXPECT_EQ(rest, whole);
    }
  }
}

TEST(Chunker, CutsACharacterThatIsLongerThanAPartByCodePoints) {
  const std::string zalgo = "z" + times("\xCC\x81", 200);
  std::string rest;
  for (const std::string& part : split(zalgo)) {
    EXPECT_EQ(repair_utf8(part), part);
    rest += part;
  }
  EXPECT_EQ(rest, zalgo);
}

TEST(Chunker, ClosesAndReopensCodeFences) {
  std::string code = "```\n";
  for (int i = 0; i < 12; ++i) code += "  line " + std::to_string(i) + "\n";
  code += "```";
  const auto parts = split("Intro:\n" + code + "\nOutro");
  ASSERT_GT(parts.size(), 2U);
  std::string lines;
  for (const std::string& part : parts) {
    std::size_t fences = 0;
    for (std::size_t at = part.find("```"); at != std::string::npos;
         at = part.find("```", at + 3)) {
      ++fences;
    }
    EXPECT_EQ(fences % 2, 0U) << part;
    EXPECT_EQ(part.find("```\n\n```"), std::string::npos) << part;
    EXPECT_EQ(part.find("```\n```"), std::string::npos) << part;
    lines += part;
  }
  for (int i = 0; i < 12; ++i) {
    EXPECT_NE(lines.find("\n  line " + std::to_string(i) + "\n"), std::string::npos) << i;
  }
}

TEST(Chunker, LeavesNoEmptyCodeWhereverTheCutFalls) {
  for (std::size_t before = 0; before < 70; ++before) {
    const std::string text =
        times("b", before) + "\n```\nsome code\n  and more\n```\n" + times("after ", 12);
    for (const std::string& part : split(text)) {
      EXPECT_EQ(part.find("```\n```"), std::string::npos) << part;
      EXPECT_EQ(part.find("```\n\n```"), std::string::npos) << part;
      EXPECT_EQ(part.find("``````"), std::string::npos) << part;
    }
  }
}

TEST(Chunker, TreatsALoneFenceAsText) {
  const auto parts = split("```" + times(" word", 30));
  for (std::size_t i = 1; i < parts.size(); ++i) {
    EXPECT_EQ(parts[i].find('`'), std::string::npos);
  }
}

TEST(Chunker, NumbersPartsWithinTheLimit) {
  EXPECT_THAT(split("short", 64, true), ElementsAre("short"));
  const auto parts = split(times("word ", 30), 64, true);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_TRUE(parts[0].starts_with("(1/3)\nword"));
  EXPECT_TRUE(parts[2].starts_with("(3/3)\nword"));
  const auto many = split(times("word ", 3'000), 64, true);
  ASSERT_GT(many.size(), 99U);
  EXPECT_TRUE(many[99].starts_with("(100/" + std::to_string(many.size()) + ")\n"));
}

TEST(Chunker, RepairsBrokenUtf8) {
  EXPECT_THAT(split("a\xFF\xC3z"), ElementsAre("a\xEF\xBF\xBD\xEF\xBF\xBDz"));
}

TEST(Chunker, LosesNothingButWhiteSpace) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{"a",   "bc", " ",  ". ",    "\n",    "\n\n", "😀",
                                        "```", "é",  "！", "```\n", "\n```", "👍🏽", "\xCC\x81"};
  const auto bare = [](std::string_view text) {
    std::string rest;
    for (const char c : text) {
      if (c != ' ' && c != '\n' && c != '`') rest.push_back(c);
    }
    return rest;
  };
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += pieces[random() % pieces.size()];
    std::string rest;
    for (const std::string& part : split(text)) rest += part;
    ASSERT_EQ(bare(rest), bare(text)) << text;
  }
}

TEST(Chunker, TakesLinearTime) {
  for (const std::string& piece :
       {std::string("a"), std::string("a "), std::string("\xCC\x81"), std::string("```\n"),
        std::string("\n\n"), std::string("a "), std::string("b ") + times("c", 59)}) {
    EXPECT_NO_FATAL_FAILURE(split(times(piece, 500'000 / piece.size())));
  }
}

}  // namespace
}  // namespace yak::twilio

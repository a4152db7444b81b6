// SPDX-License-Identifier: Apache-2.0
#include "observe/log/redactor.hpp"

#include <gtest/gtest.h>

namespace yak::observe {
namespace {

Redactor with(const std::string& secret) {
  std::vector<Secret> secrets;
  secrets.emplace_back(secret);
  return Redactor(std::move(secrets));
}

TEST(Redactor, RemovesEveryOccurrence) {
  EXPECT_EQ(with("s3cr3t-token").redact("a s3cr3t-token b s3cr3t-token"),
            "a [redacted] b [redacted]");
}

TEST(Redactor, RemovesThePercentEncodedFormToo) {
  EXPECT_EQ(with("p@ss/word").redact("x=p%40ss%2Fword"), "x=[redacted]");
}

TEST(Redactor, RemovesASecretThatBeginsWithAnother) {
  std::vector<Secret> secrets;
  for (const char* secret : {"abc123", "abc123-prod"}) secrets.emplace_back(secret);
  const Redactor redactor(std::move(secrets));
  EXPECT_EQ(redactor.redact("abc123-prod abc123"), "[redacted] [redacted]");
}

TEST(Redactor, IgnoresSecretsThatAreTooShort) {
  EXPECT_EQ(with("abc").redact("abc"), "abc");
  EXPECT_EQ(with("").redact("abc"), "abc");
}

TEST(NeutralizeControls, MakesForgedLinesAndEscapesVisible) {
  EXPECT_EQ(neutralize_controls("a\nb\r\x1b[31mred\x7f"), "a\\nb\\x0d\\x1b[31mred\\x7f");
  EXPECT_EQ(neutralize_controls("grüße €"), "grüße €");
}

TEST(NeutralizeControls, KnowsControlsInUtf8AndAsBareBytes) {
  EXPECT_EQ(neutralize_controls("a\xc2\x9b"
                                "31mb\xc2\x85"
                                "c"),
            "a\\x9b31mb\\x85c");
  EXPECT_EQ(neutralize_controls("a\x9b"
                                "31m"),
            "a\\x9b31m");
  EXPECT_EQ(neutralize_controls("\xc2\xa0\xc3\xbf"), "\xc2\xa0\xc3\xbf") << "the next ones pass";
}

TEST(NeutralizeControls, EscapesBidirectionalControls) {
  EXPECT_EQ(neutralize_controls("user\u202egnp.exe\u2066x\u200f\u061c"),
            "user\\u202egnp.exe\\u2066x\\u200f\\u061c");
  EXPECT_EQ(neutralize_controls("one\u2028two\u2029"), "one\\u2028two\\u2029");
  EXPECT_EQ(neutralize_controls("שלום مرحبا 👩‍👩‍👧"),
            "שלום مرحبا 👩‍👩‍👧")
      << "ordinary text is unchanged";
}

TEST(NeutralizeControls, EscapesInvalidUtf8) {
  EXPECT_EQ(neutralize_controls("\xc0\x8a"), "\\xc0\\x8a") << "an overlong line feed";
  EXPECT_EQ(neutralize_controls("\xe2\x80"), "\\xe2\\x80");
  EXPECT_EQ(neutralize_controls("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "half a surrogate pair";
  EXPECT_EQ(neutralize_controls("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
}

TEST(NeutralizeText, KeepsLinesAndTabsOnly) {
  EXPECT_EQ(neutralize_text("a\n\tb\r\x1b[2J\xc2\x9b"), "a\n\tb\\x0d\\x1b[2J\\x9b");
}

TEST(EscapeUnseen, WritesTheSameTextInJson) {
  EXPECT_EQ(escape_unseen("{\"m\":\"a\xc2\x9b\u202e\x7f\"}"), "{\"m\":\"a\\u009b\\u202e\\u007f\"}");
}

}  // namespace
}  // namespace yak::observe

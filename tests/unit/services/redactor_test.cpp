#include "services/redactor.hpp"

#include <gtest/gtest.h>

namespace yak::services {
namespace {

Redactor with(const std::string& secret) {
  std::vector<Secret> secrets;
  secrets.emplace_back(secret);
  return Redactor(std::move(secrets));
}

TEST(Redactor, TakesEveryOccurrenceOut) {
  EXPECT_EQ(with("s3cr3t-token").redact("a s3cr3t-token b s3cr3t-token"),
            "a [redacted] b [redacted]");
}

TEST(Redactor, TakesThePercentEncodedFormOutToo) {
  EXPECT_EQ(with("p@ss/word").redact("x=p%40ss%2Fword"), "x=[redacted]");
}

TEST(Redactor, LeavesWordsAloneThatAreTooShortToBeSecrets) {
  EXPECT_EQ(with("abc").redact("abc"), "abc");
  EXPECT_EQ(with("").redact("abc"), "abc");
}

TEST(NeutralizeControls, MakesForgedLinesAndEscapesVisible) {
  EXPECT_EQ(neutralize_controls("a\nb\r\x1b[31mred\x7f"), "a\\nb\\x0d\\x1b[31mred\\x7f");
  EXPECT_EQ(neutralize_controls("grüße €"), "grüße €");
}

}  // namespace
}  // namespace yak::services

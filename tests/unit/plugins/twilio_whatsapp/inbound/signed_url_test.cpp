// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/signed_url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yak::twilio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(SignedUrl, TriesTheConfiguredUrlFirst) {
  for (const std::string url :
       {"https://a.example/w", "http://a.example:8080/w?x=1&y=%20", "https://[::1]:8443/w",
        "HTTPS://u:p@A.example//w/?", "https://a.example"}) {
    const std::size_t question = url.find('?');
    const std::string query = question == std::string::npos ? "" : url.substr(question + 1);
    EXPECT_EQ(SignedUrl(url).candidates(query, true).front(), url);
  }
}

TEST(SignedUrl, TriesPortsAndUserinfo) {
  EXPECT_THAT(SignedUrl("https://a.example/w").candidates("", true),
              ElementsAre("https://a.example/w", "https://a.example:443/w"));
  EXPECT_THAT(SignedUrl("http://a.example:8080/w").candidates("", true),
              ElementsAre("http://a.example:8080/w", "http://a.example/w"));
  EXPECT_THAT(SignedUrl("https://u:p@a.example/w").candidates("", true),
              ElementsAre("https://u:p@a.example/w", "https://u:p@a.example:443/w",
                          "https://a.example/w", "https://a.example:443/w"));
  EXPECT_THAT(SignedUrl("https://[2001:db8::1]/w").candidates("", true),
              ElementsAre("https://[2001:db8::1]/w", "https://[2001:db8::1]:443/w"));
}

TEST(SignedUrl, DropsTheFragment) {
  EXPECT_EQ(SignedUrl("https://a.example/w?x=1#rc=5&rp=all").text(), "https://a.example/w?x=1");
  EXPECT_EQ(SignedUrl("https://a.example/w#rc=5?no").text(), "https://a.example/w");
}

TEST(SignedUrl, EscapesApostrophesOfTheQueryAsALaterGuess) {
  const auto urls = SignedUrl("https://a.example/O'H?who=O'H").candidates("who=O'H", true);
  EXPECT_EQ(urls.front(), "https://a.example/O'H?who=O'H");
  EXPECT_THAT(urls, Contains("https://a.example/O'H?who=O%27H"));
}

TEST(SignedUrl, IgnoresTheConfiguredQueryIfTheQueryIsData) {
  const SignedUrl url("https://a.example/w?x=1");
  EXPECT_THAT(url.candidates("x=2", true), Not(Contains("https://a.example/w?x=1")));
  EXPECT_THAT(url.candidates("x=2", false), Contains("https://a.example/w?x=1"));
}

TEST(SignedUrl, StaysBounded) {
  const SignedUrl url("https://u:p@a.example/w?x='");
  EXPECT_LE(url.candidates("y='", false).size(), 16U);
}

TEST(SignedUrl, SurvivesInvalidUrls) {
  for (const char* text : {"", "x", "://", "https://", "https://[::1", "#", "?", "a@b:c]d"}) {
    EXPECT_FALSE(SignedUrl(text).candidates("q", false).empty());
  }
}

TEST(WithQueryParameter, ComesBeforeTheFragment) {
  EXPECT_EQ(with_query_parameter("https://a/s", "delivery", "7"), "https://a/s?delivery=7");
  EXPECT_EQ(with_query_parameter("https://a/s?x=1", "delivery", "7"), "https://a/s?x=1&delivery=7");
  EXPECT_EQ(with_query_parameter("https://a/s#rc=5", "delivery", "7"),
            "https://a/s?delivery=7#rc=5");
}

}  // namespace
}  // namespace yak::twilio

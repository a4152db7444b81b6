// SPDX-License-Identifier: Apache-2.0
#include "models/model_failure.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/opaque_ids.hpp"
#include "models/model_request.hpp"
#include "yak/testing/fake_next.hpp"

namespace yak::models {
namespace {

using namespace std::chrono_literals;

TEST(FailureWords, AreASentenceForEveryKindWithoutTheOperatorsMessage) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    const error failure(static_cast<ErrorKind>(kind), "request req_123 to sk-secret failed");
    const std::string words = failure_text(failure);
    EXPECT_TRUE(words.starts_with("Sorry, ")) << words;
    EXPECT_TRUE(words.ends_with(".")) << words;
    EXPECT_EQ(words.find("req_123"), std::string::npos);
    EXPECT_LT(words.size(), 200U);
  }
}

TEST(FailureWords, DifferForEveryKindOfError) {
  std::set<std::string> words;
  for (const ErrorKind kind :
       {ErrorKind::timeout, ErrorKind::rate_limited, ErrorKind::unavailable, ErrorKind::quota,
        ErrorKind::too_large, ErrorKind::invalid, ErrorKind::not_found, ErrorKind::unauthenticated,
        ErrorKind::protocol}) {
    words.insert(failure_text(error(kind, "")));
  }
  EXPECT_EQ(words.size(), 9U);
}

TEST(FailureWords, NameTheConversationTheMessageOrTheAnswerAsTheCause) {
  struct Row {
    ErrorKind kind;
    std::string says;
    std::string never_says;
  };
  const std::vector<Row> rows{
      {ErrorKind::too_large, "the conversation is too long: send /new", "differently"},
      {ErrorKind::invalid, "put it differently", "/new"},
      {ErrorKind::protocol, "the model's answer was too long", "your message"},
  };
  for (const auto& [kind, says, never_says] : rows) {
    const std::string words = failure_text(error(kind, ""));
    EXPECT_NE(words.find(says), std::string::npos) << words;
    EXPECT_EQ(words.find(never_says), std::string::npos) << words;
  }
}

TEST(FailureWords, OmitUnreasonablyLongWaits) {
  const error failure = error(ErrorKind::rate_limited, "").after(std::chrono::days(2'912'109));
  const std::string words = failure_text(failure);
  EXPECT_EQ(words.find("day"), std::string::npos) << words;
  EXPECT_NE(words.find("later"), std::string::npos) << words;
  EXPECT_NE(failure_text(error(ErrorKind::rate_limited, "").after(23h)).find("23 hours"),
            std::string::npos);
}

TEST(FailureWords, SayWhenToTryAgainIfKnown) {
  const error failure = error(ErrorKind::rate_limited, "").after(34s);
  EXPECT_NE(failure_text(failure).find("in 34 seconds"), std::string::npos);
}

TEST(RequestOf, PutsSystemPromptContextAndMessageInOrder) {
  Message message = testing::message_of("whatsapp", "+15551234567", "what is this?");
  Attachment picture;
  picture.url = "https://x/1.jpg";
  message.attachments.push_back(picture);
  Turn turn = testing::turn_of(std::move(message));
  turn.context.emplace_back(Role::user, "hi");
  turn.context.emplace_back(Role::assistant, "hello");
  config::AssistantConfig options;
  options.system_prompt = "Be brief.";
  options.max_tokens = 100;
  options.temperature = 0.5;
  const CompletionRequest request = request_of(turn, options);
  ASSERT_EQ(request.lines.size(), 4U);
  EXPECT_EQ(request.lines[0].role, Role::system);
  EXPECT_EQ(request.lines[0].text, "Be brief.");
  EXPECT_EQ(request.lines[2].text, "hello");
  EXPECT_EQ(request.lines[3].role, Role::user);
  EXPECT_EQ(request.lines[3].text, "what is this?");
  EXPECT_EQ(request.lines[3].attachments.size(), 1U);
  EXPECT_EQ(request.max_tokens, 100);
  EXPECT_EQ(request.temperature, 0.5);

  options.system_prompt.clear();
  EXPECT_EQ(request_of(turn, options).lines.size(), 3U);
}

TEST(OpaqueUser, IsStableUniquePerUserAndDependsOnTheKey) {
  const std::string id = base::OpaqueIds("key").of("whatsapp:+15551234567");
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id, base::OpaqueIds("key").of("whatsapp:+15551234567"));
  EXPECT_NE(id, base::OpaqueIds("key").of("whatsapp:+15551234568"));
  EXPECT_NE(id, base::OpaqueIds("another").of("whatsapp:+15551234567"));
  EXPECT_EQ(id.find("555"), std::string::npos);
}

TEST(OpaqueUser, IsHmacSha256) {
  // RFC 4231, test case 2.
  EXPECT_EQ(base::OpaqueIds("Jefe").of("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c7");
}

}  // namespace
}  // namespace yak::models

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "provider_fixture.hpp"

namespace yak::openai {
namespace {

using Level = Diagnosis::Level;
using ::testing::HasSubstr;
using ::testing::Not;
using yak::testing::ScriptedReply;

Diagnosis look(Bench& bench, std::size_t index = 0) {
  const auto diagnoses = bench.context.run_through_time(bench.provider->diagnose());
  return index < diagnoses.size() ? diagnoses[index] : Diagnosis(Level::ok, "", "nothing was said");
}

TEST(OpenAiExamination, CountsTheModelsOfAServerThatAcceptsTheKey) {
  Bench bench;
  bench.context.http().reply(200, R"({"object":"list","data":[{"id":"a"},{"id":"b"}]})");
  const Diagnosis finding = look(bench);
  EXPECT_EQ(finding.level, Level::ok);
  EXPECT_THAT(finding.detail, HasSubstr("2 models"));
  EXPECT_EQ(bench.context.run(bench.provider->models()).value().size(), 2U);
  EXPECT_EQ(bench.context.http().requests().size(), 1U) << "the list is cached";
}

TEST(OpenAiExamination, ReportsARefusedKey) {
  Bench bench;
  bench.context.http().reply(
      401,
      R"({"error":{"message":"Incorrect API key provided: sk-configured","code":"invalid_api_key"}})");
  const Diagnosis finding = look(bench);
  EXPECT_EQ(finding.level, Level::fail);
  EXPECT_EQ(finding.what, "credentials");
  EXPECT_THAT(finding.advice, HasSubstr("api_key"));
  EXPECT_THAT(finding.detail, Not(HasSubstr("sk-configured")));
}

TEST(OpenAiExamination, DistinguishesANetworkFailureFromAMissingModelList) {
  Bench bench;
  bench.context.http().fail(error(ErrorKind::unavailable, "cannot find the host"));
  EXPECT_EQ(look(bench).what, "service");
  bench.context.http().reply(404, "no such page", "text/plain");
  EXPECT_EQ(look(bench).level, Level::warn);
  bench.context.http().reply(200, R"({"data":[]})");
  EXPECT_EQ(look(bench).level, Level::warn);
}

TEST(OpenAiExamination, WarnsOfAKeySentInClearText) {
  Bench away(settings().text("base_url", "http://models.example.com/v1"));
  away.context.http().reply(200, R"({"data":[{"id":"a"}]})");
  EXPECT_EQ(look(away).level, Level::warn);
  Bench here(settings().text("base_url", "http://127.0.0.1:8000/v1"));
  here.context.http().reply(200, R"({"data":[{"id":"a"}]})");
  EXPECT_EQ(look(here).level, Level::ok);
}

}  // namespace
}  // namespace yak::openai

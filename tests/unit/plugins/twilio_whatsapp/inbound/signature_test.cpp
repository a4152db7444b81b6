// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/signature.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace yak::twilio {
namespace {

using nlohmann::json;

json read_vectors() {
  std::ifstream file(YAK_TEST_DATA "/twilio_signature_vectors.json");
  return json::parse(file).at("vectors");
}

std::string query_of(const std::string& url) {
  const std::string bare = url.substr(0, url.find('#'));
  const std::size_t question = bare.find('?');
  return question == std::string::npos ? "" : bare.substr(question + 1);
}

SignedRequest request_of(const json& vector, const std::string& query, const std::string& body) {
  SignedRequest request;
  request.query = query;
  if (vector.at("json_body").is_string()) {
    request.json_body = body;
    return request;
  }
  for (const json& pair : vector.at("params")) {
    request.form.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  }
  return request;
}

bool verdict(const json& vector, bool query_is_data) {
  const std::string url = vector.at("url");
  const SignatureChecker checker(Secret(vector.at("token").get<std::string>()), url);
  const std::string query = query_of(url);
  const std::string body =
      vector.at("json_body").is_string() ? vector.at("json_body").get<std::string>() : "";
  SignedRequest request = request_of(vector, query, body);
  request.query_is_data = query_is_data;
  return checker.check(request, vector.value("signature", json("")).is_string()
                                    ? vector.at("signature").get<std::string>()
                                    : std::string());
}

TEST(Signature, GivesTheVerdictOfEverySharedVector) {
  int ran = 0;
  for (const json& vector : read_vectors()) {
    if (vector.at("level") == "sdk-disagree") continue;
    ++ran;
    const bool expected = vector.at("valid");
    EXPECT_EQ(verdict(vector, false), expected) << vector.at("id");
    EXPECT_EQ(verdict(vector, true), expected) << vector.at("id");
  }
  EXPECT_EQ(ran, 91) << "of 92, one on which the official SDKs disagree";
}

TEST(Signature, VerifiesAFormAsReceived) {
  for (const json& vector : read_vectors()) {
    if (vector.at("level") != "core" || !vector.at("form_body").is_string()) continue;
    const std::string url = vector.at("url");
    const SignatureChecker checker(Secret(vector.at("token").get<std::string>()), url);
    const std::string query = query_of(url);
    SignedRequest request;
    request.query = query;
    request.form = *parse_form(vector.at("form_body").get<std::string>());
    const std::string signature =
        vector.at("signature").is_string() ? vector.at("signature").get<std::string>() : "";
    EXPECT_EQ(checker.check(request, signature), vector.at("valid").get<bool>()) << vector.at("id");
  }
}

const std::vector<FormField> kForm{{"Body", "hi"}, {"From", "whatsapp:+15551234567"}};

TEST(Signature, SignsWhatItAccepts) {
  const SignatureChecker checker(Secret("token"),
                                 "https://bot.example.com/webhook?x=1#rc=5&rp=all");
  SignedRequest request;
  request.query = "x=1";
  request.form = kForm;
  const std::string signature = checker.sign(kForm);
  EXPECT_TRUE(checker.check(request, signature));
  EXPECT_EQ(checker.url(), "https://bot.example.com/webhook?x=1");
  request.form.back().second += "8";
  EXPECT_FALSE(checker.check(request, signature));
}

TEST(Signature, RefusesSignaturesOfAnyWrongShape) {
  const SignatureChecker checker(Secret("token"), "https://bot.example.com/webhook");
  SignedRequest request;
  request.form = kForm;
  const std::string right = checker.sign(kForm);
  for (const std::string& wrong :
       {std::string(), std::string("="), right + "=", right.substr(1), right.substr(0, 27),
        std::string(28, '\0'), std::string(100'000, 'A'), " " + right.substr(1)}) {
    EXPECT_FALSE(checker.check(request, wrong));
  }
}

TEST(Signature, DependsOnTheToken) {
  const SignatureChecker mine(Secret("token"), "https://bot.example.com/webhook");
  const SignatureChecker other(Secret("Token"), "https://bot.example.com/webhook");
  SignedRequest request;
  request.form = kForm;
  EXPECT_FALSE(mine.check(request, other.sign(kForm)));
}

TEST(Signature, AcceptsARewrittenQueryOnlyIfTheQueryIsNotUsed) {
  const SignatureChecker checker(Secret("token"), "https://bot.example.com/status");
  SignedRequest request;
  request.form = kForm;
  request.query = "delivery=7";
  const std::string signature_without_query = checker.sign(kForm);
  EXPECT_TRUE(checker.check(request, signature_without_query));
  request.query_is_data = true;
  EXPECT_FALSE(checker.check(request, signature_without_query));
}

TEST(Signature, AcceptsTheQueryThatTwilioWasGivenBeyondTheConfiguredUrl) {
  const SignatureChecker asked(Secret("token"), "https://bot.example.com/status?delivery=7");
  const SignatureChecker checker(Secret("token"), "https://bot.example.com/status");
  SignedRequest request;
  request.form = kForm;
  request.query = "delivery=7";
  request.query_is_data = true;
  EXPECT_TRUE(checker.check(request, asked.sign(kForm)));
  request.query = "delivery=8";
  EXPECT_FALSE(checker.check(request, asked.sign(kForm)));
}

TEST(Signature, ChecksOnManyThreadsAtOnce) {
  const SignatureChecker checker(Secret("token"), "https://bot.example.com/webhook");
  SignedRequest request;
  request.form = kForm;
  const std::string signature = checker.sign(kForm);
  std::vector<std::thread> threads;
  std::atomic<int> accepted = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) accepted += checker.check(request, signature) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, 2'000);
}

}  // namespace
}  // namespace yak::twilio

// SPDX-License-Identifier: Apache-2.0
#include "observe/tracing/otlp_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace yak::observe {
namespace {

using Json = nlohmann::json;

Span span() {
  Span made;
  for (std::size_t i = 0; i < made.trace.size(); ++i) {
    made.trace.at(i) = static_cast<std::uint8_t>(0xa0U + i);
  }
  made.id = {0, 1, 2, 3, 4, 5, 6, 0xff};
  made.name = "chat gpt-4o";
  made.kind = Span::Kind::client;
  made.begin_ns = 1'767'603'600'123'456'789;
  made.end_ns = 1'767'603'601'000'000'000;
  return made;
}

Json spans_of(const std::string& text) {
  return Json::parse(text)["resourceSpans"][0]["scopeSpans"][0]["spans"];
}

TEST(OtlpJson, FollowsTheOtlpJsonMapping) {
  Span child = span();
  child.parent = SpanId{9, 9, 9, 9, 9, 9, 9, 9};
  child.failed = true;
  child.failure = "timeout";
  child.attributes.emplace_back("text", "x");
  child.attributes.emplace_back("number", std::int64_t{-12});
  child.attributes.emplace_back("list", std::vector<std::string>{"stop"});
  EXPECT_EQ(Json::parse(otlp_json(std::vector<std::vector<Span>>{{child}}, "1.2.3")),
            Json::parse(R"({
    "resourceSpans": [{
      "resource": {"attributes": [
        {"key": "service.name", "value": {"stringValue": "yak"}},
        {"key": "service.version", "value": {"stringValue": "1.2.3"}}]},
      "scopeSpans": [{
        "scope": {"name": "yak", "version": "1.2.3"},
        "spans": [{
          "traceId": "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
          "spanId": "00010203040506ff",
          "parentSpanId": "0909090909090909",
          "name": "chat gpt-4o",
          "kind": 3,
          "startTimeUnixNano": "1767603600123456789",
          "endTimeUnixNano": "1767603601000000000",
          "attributes": [
            {"key": "text", "value": {"stringValue": "x"}},
            {"key": "number", "value": {"intValue": "-12"}},
            {"key": "list", "value": {"arrayValue": {"values": [{"stringValue": "stop"}]}}}],
          "status": {"code": 2, "message": "timeout"}}]}]}]})"));
}

TEST(OtlpJson, ARootHasNoParentAndASuccessNoStatus) {
  const Json json = spans_of(otlp_json(std::vector<std::vector<Span>>{{span()}}, "1"));
  EXPECT_FALSE(json[0].contains("parentSpanId"));
  EXPECT_FALSE(json[0].contains("status"));
}

TEST(OtlpJson, HoldsAllSpansOfAllTraces) {
  const std::vector<std::vector<Span>> traces{{span(), span()}, {span()}};
  EXPECT_EQ(spans_of(otlp_json(traces, "1")).size(), 3U);
}

TEST(OtlpJson, InvalidUtf8IsReplaced) {
  Span odd = span();
  odd.name = "\xff";
  EXPECT_EQ(spans_of(otlp_json(std::vector<std::vector<Span>>{{odd}}, "1"))[0]["name"], "\uFFFD");
}

TEST(OtlpJson, ReadsAPartialSuccess) {
  const auto partial =
      partial_success(R"({"partialSuccess":{"rejectedSpans":"5","errorMessage":"too old"}})");
  EXPECT_EQ(partial.rejected, 5);
  EXPECT_EQ(partial.message, "too old");
  EXPECT_EQ(partial_success(R"({"partialSuccess":{"rejectedSpans":7}})").rejected, 7);
  for (const char* body : {"", "{}", "[]", "{", R"({"partialSuccess":null})",
                           R"({"partialSuccess":{"rejectedSpans":{},"errorMessage":1}})"}) {
    EXPECT_EQ(partial_success(body).rejected, 0) << body;
  }
}

TEST(OtlpJson, ReadsNothingFromAnAnswerThatNestsTooDeep) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(partial_success(R"({"partialSuccess":{"rejectedSpans":7},"x":)" + deep + "}").rejected,
            0);
}

}  // namespace
}  // namespace yak::observe

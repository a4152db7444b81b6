// SPDX-License-Identifier: Apache-2.0
#include "cli/text/trace_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yak::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Json trace() {
  return Json::parse(R"({
    "message": {"id": "m7", "channel": "whatsapp", "external_id": "SMin", "from": "+1555•••67",
      "to": "+1415•••86", "received_at": "2026-01-05T09:00:00.000Z", "state": "done",
      "ended_at": "2026-01-05T09:00:01.300Z", "ended_after_us": 1300000},
    "turn": {"trace": "0af7", "after_us": 2000, "waited_us": 1900, "took_us": 1250000,
      "result": "answered", "model": "openai/gpt-4o", "joined": ["m5", "m6"],
      "call": {"response_model": "gpt-4o-2024", "request_id": "req_1", "finish_reason": "stop",
        "input_tokens": 12, "output_tokens": 34},
      "steps": [
        {"name": "access", "kind": "layer", "after_us": 2010, "took_us": 1240000, "own_us": 40,
         "depth": 0, "failed": false},
        {"name": "a/one", "kind": "model call", "after_us": 2200, "took_us": 7000, "own_us": 7000,
         "depth": 1, "failed": true, "detail": "timeout: no byte"},
        {"name": "openai/gpt-4o", "kind": "model call", "after_us": 9300, "took_us": 500000,
         "own_us": 500000, "depth": 1, "failed": false}]},
    "deliveries": [{"id": "d12", "part": 1, "parts": 2, "receipt": "SMout", "events": [
      {"at": "…", "after_us": 1300000, "what": "pending"},
      {"at": "…", "after_us": 1400000, "what": "sent"},
      {"at": "…", "after_us": 9000000, "what": "failed", "detail": "63016: too late"}]}]
  })");
}

TEST(TraceText, SaysThatAMessageIsSuspected) {
  Json suspected = trace();
  EXPECT_THAT(describe_trace(suspected), Not(HasSubstr("suspected")));
  suspected["message"]["suspicion"] = 10;
  EXPECT_THAT(describe_trace(suspected), HasSubstr("suspected of crashing the process\n"));
}

TEST(TraceText, ShowsTheStepsInColumns) {
  EXPECT_EQ(describe_trace(trace()),
            "m7: done, whatsapp, from +1555•••67 to +1415•••86\n"
            "  the channel's id: SMin\n"
            "  trace: 0af7\n"
            "  received: 2026-01-05T09:00:00.000Z\n"
            "+0.000 s  received\n"
            "+0.000 s  waited for its turn  1.9 ms  with m5, m6\n"
            "+0.002 s  turn                 1.25 s  answered\n"
            "+0.002 s    access              40 us\n"
            "+0.002 s      a/one            7.0 ms  failed: timeout: no byte\n"
            "+0.009 s      openai/gpt-4o    500 ms  gpt-4o-2024, 12 + 34 tokens, stop, request "
            "req_1\n"
            "+1.300 s  committed                    1 delivery\n"
            "+1.300 s  d12 (1/2) pending\n"
            "+1.400 s  d12 (1/2) sent               SMout\n"
            "+9.000 s  d12 (1/2) failed             63016: too late\n");
}

TEST(TraceText, ShowsAMessageWhoseTurnHasNotEnded) {
  Json waiting = trace();
  waiting["turn"] = nullptr;
  waiting["deliveries"] = Json::array();
  waiting["message"]["state"] = "received";
  waiting["message"].erase("ended_after_us");
  EXPECT_THAT(describe_trace(waiting), HasSubstr("its turn has not ended\n"));
}

TEST(TraceText, NeutralizesControlCharacters) {
  Json odd = trace();
  odd["turn"]["steps"][1]["detail"] = "a\x1b[31mb\nc";
  odd["message"]["external_id"] = "x\ry";
  const std::string words = describe_trace(odd);
  EXPECT_THAT(words, Not(HasSubstr("\x1b")));
  EXPECT_THAT(words, HasSubstr("a\\x1b[31mb\\nc"));
  EXPECT_THAT(words, HasSubstr("x\\x0dy"));
}

TEST(TraceText, SurvivesAMalformedAnswer) {
  EXPECT_THAT(describe_trace(Json::object()), HasSubstr("received"));
  EXPECT_THAT(describe_trace(Json::parse(R"({"turn":{"steps":[{"depth":-4},{"depth":900}]}})")),
              HasSubstr("turn"));
}

}  // namespace
}  // namespace yak::cli

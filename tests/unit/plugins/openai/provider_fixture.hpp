// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "openai/openai_provider.hpp"
#include "openai/options.hpp"
#include "yak/testing/fake_context.hpp"
#include "yak/testing/settings_builder.hpp"

namespace yak::openai {

using testing::FakeContext;
using testing::ScriptedReply;
using testing::SettingsBuilder;

/// Records the pieces of an answer.
class Pieces final : public DeltaSink {
 public:
  void on_delta(std::string_view text) override { pieces.emplace_back(text); }
  [[nodiscard]] std::string text() const {
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    return all;
  }
  std::vector<std::string> pieces;
};

inline SettingsBuilder settings() {
  SettingsBuilder builder(schema());
  builder.secret("api_key", "sk-configured");
  return builder;
}

/// A provider on fakes, and a request for it.
struct Bench {
  explicit Bench(SettingsBuilder builder = settings()) {
    auto made = make_provider(context, builder.build());
    provider = std::move(made).value();
  }

  CompletionRequest question(std::chrono::milliseconds time = std::chrono::seconds(90)) {
    CompletionRequest request;
    request.model = "gpt-4o-mini";
    request.lines.emplace_back(Role::user, "What did Grandmother say?");
    request.user = "u-1";
    request.deadline = context.clock().monotonic() + time;
    request.traceparent = traceparent;
    return request;
  }

  result<Completion> ask() {
    return context.run_through_time(provider->complete(question(), pieces));
  }

  FakeContext context{"openai"};
  std::string traceparent;  ///< sent with every question
  std::unique_ptr<Provider> provider;
  Pieces pieces;
};

inline std::string chunk(const std::string& text) {
  return R"(data: {"id":"chatcmpl-1","model":"gpt-x","choices":[{"index":0,"delta":{"content":")" +
         text + R"("},"finish_reason":null}],"usage":null})" + "\n\n";
}
inline const std::string kRoleChunk =
    "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
    "\"content\":\"\"}}]}\n\n";
inline const std::string kStopChunk =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
inline const std::string kUsageChunk =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n";
inline const std::string kDoneEvent = "data: [DONE]\n\n";

inline ScriptedReply stream_of(std::vector<std::string> pieces) {
  return ScriptedReply(200, {}, "text/event-stream; charset=utf-8")
      .header("x-request-id", "req_1")
      .chunks(std::move(pieces));
}
inline ScriptedReply good_stream() {
  return stream_of({kRoleChunk, chunk("Hel"), chunk("lo"), kStopChunk, kUsageChunk, kDoneEvent});
}
inline std::string whole_answer(const std::string& text) {
  return R"({"id":"chatcmpl-1","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":")" +
         text + R"("},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2}})";
}

}  // namespace yak::openai

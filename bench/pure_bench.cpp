// SPDX-License-Identifier: Apache-2.0
// Benchmarks of the code without I/O that processes a message.
//
//   cmake --preset bench && cmake --build --preset bench --target pure_bench
//   build/bench/bin/pure_bench

#include <benchmark/benchmark.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "commands/parser.hpp"
#include "conversation/turns/turn_report.hpp"
#include "conversation/turns/turn_spans.hpp"
#include "openai/api/request_builder.hpp"
#include "openai/stream/completion_stream.hpp"
#include "openai/stream/sse_decoder.hpp"
#include "twilio_whatsapp/inbound/inbound.hpp"
#include "twilio_whatsapp/inbound/signature.hpp"
#include "twilio_whatsapp/inbound/twiml.hpp"
#include "twilio_whatsapp/text/chunker.hpp"
#include "twilio_whatsapp/text/whatsapp_markup.hpp"

namespace yak {
namespace {

const std::string kBody =
    "MessageSid=SM00000000000000000000000000000001&AccountSid=AC00000000000000000000000000000001"
    "&From=whatsapp%3A%2B15551110001&To=whatsapp%3A%2B14155550100&Body=What+is+the+capital+of+"
    "France"
    "%2C+please%3F&NumMedia=0&NumSegments=1&SmsStatus=received&ApiVersion=2010-04-01&ProfileName="
    "Ann"
    "&WaId=15551110001";
const std::string kMarkdown =
    "# France\n\nThe capital is **Paris**. It has:\n\n- a river, the *Seine*\n- a tower\n\n"
    "```python\nprint('bonjour')\n```\nSee [more](https://example.com).";

void parse_webhook_form(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_form(kBody));
}
BENCHMARK(parse_webhook_form);

void check_signature(benchmark::State& state) {
  const twilio::SignatureChecker checker(Secret("an-auth-token"),
                                         "https://bot.example.com/webhook");
  twilio::SignedRequest request;
  request.form = *parse_form(kBody);
  const std::string signature = checker.sign(request.form);
  for (auto _ : state) benchmark::DoNotOptimize(checker.check(request, signature));
}
BENCHMARK(check_signature);

void read_inbound_message(benchmark::State& state) {
  const twilio::InboundRules rules{"whatsapp", "AC00000000000000000000000000000001"};
  const auto form = *parse_form(kBody);
  for (auto _ : state) {
    benchmark::DoNotOptimize(twilio::parse_inbound(rules, form, kBody, WallTime()));
  }
}
BENCHMARK(read_inbound_message);

void parse_a_command(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(commands::parse_command("/model gpt-4o"));
}
BENCHMARK(parse_a_command);

void build_chat_request(benchmark::State& state) {
  const openai::RequestBuilder builder{openai::RequestStyle()};
  CompletionRequest request;
  request.model = "gpt-4o-mini";
  request.lines.emplace_back(Role::system, "You are a helpful assistant. Answer briefly.");
  for (int i = 0; i < 10; ++i) {
    request.lines.emplace_back(i % 2 == 0 ? Role::user : Role::assistant, "What is the capital?");
  }
  for (auto _ : state) benchmark::DoNotOptimize(builder.build(request));
}
BENCHMARK(build_chat_request);

void decode_stream(benchmark::State& state) {
  std::string stream;
  for (int i = 0; i < 20; ++i) {
    stream += "data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";
  }
  for (auto _ : state) {
    openai::SseDecoder decoder;
    decoder.feed(stream);
    while (true) {
      const auto event = decoder.next();
      if (!event || !*event) break;
      benchmark::DoNotOptimize(**event);
    }
  }
}
BENCHMARK(decode_stream);

/// One ordinary chunk of an answer, as OpenAI sends it.
void read_stream_chunk(benchmark::State& state) {
  const std::string chunk =
      R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
      R"("model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_1",)"
      R"("choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,)"
      R"("finish_reason":null}],"usage":null,"obfuscation":"zZ"})";
  const openai::ErrorReader errors("OpenAI", openai::Redactor());
  std::optional<openai::CompletionStream> stream;
  std::string delta;
  for (auto _ : state) {
    // Restart well below the bound on an answer's size.
    if (!stream || stream->pieces() == 100'000) stream.emplace(errors);
    delta.clear();
    benchmark::DoNotOptimize(stream->take(chunk, delta));
  }
}
BENCHMARK(read_stream_chunk);

/// A short answer: the head's request id, four chunks, the usage, and the end.
void read_short_stream(benchmark::State& state) {
  static constexpr std::array<std::string_view, 6> kEvents{
      R"({"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]})",
      R"({"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{"content":"The capital of France "},"finish_reason":null}]})",
      R"({"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{"content":"is Paris."},"finish_reason":null}]})",
      R"({"id":"c","object":"chat.completion.chunk","model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
      R"({"id":"c","object":"chat.completion.chunk","model":"bench","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27}})",
      "[DONE]"};
  const openai::ErrorReader errors("OpenAI", openai::Redactor());
  for (auto _ : state) {
    openai::CompletionStream stream(errors);
    stream.set_request_id("bench");
    std::string delta;
    for (const std::string_view event : kEvents) {
      benchmark::DoNotOptimize(stream.take(event, delta));
    }
    benchmark::DoNotOptimize(stream.finish(delta));
  }
}
BENCHMARK(read_short_stream);

void render_markdown(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(twilio::to_whatsapp_markup(kMarkdown));
}
BENCHMARK(render_markdown);

void split_long_answer(benchmark::State& state) {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "A sentence that says something. Another one follows it.\n\n";
  for (auto _ : state) benchmark::DoNotOptimize(twilio::split_text(text, twilio::ChunkOptions()));
}
BENCHMARK(split_long_answer);

void write_twiml(benchmark::State& state) {
  twilio::TwimlMessage message;
  message.to = "whatsapp:+15551110001";
  message.body = "It is *Paris* & nothing < else.";
  for (auto _ : state) benchmark::DoNotOptimize(twilio::message_twiml(message));
}
BENCHMARK(write_twiml);

Turn traced_turn() {
  Turn turn;
  turn.message.trace_id.fill(0x11);
  turn.message.channel = "whatsapp";
  turn.result = TurnResult::answered;
  turn.answered_by = "openai/gpt-4o-mini";
  turn.completion.emplace();
  turn.completion->model = "gpt-4o-mini-2024-07-18";
  turn.completion->request_id = "req_0123456789abcdef0123456789abcdef";
  turn.completion->usage.known = true;
  for (const char* name :
       {"access", "commands", "rate_limit", "history", "model", "openai/gpt-4o-mini"}) {
    turn.steps.emplace_back(name, MonotonicTime{}).took = std::chrono::microseconds(2'400'000);
  }
  return turn;
}

conversation::TurnAccount traced_account() {
  conversation::TurnAccount account;
  account.at = WallTime(std::chrono::milliseconds(1'767'603'600'123));
  account.waited = std::chrono::microseconds(2'140);
  account.took = std::chrono::microseconds(2'418'033);
  account.parts = 1;
  return account;
}

void write_turn_report(benchmark::State& state) {
  const Turn turn = traced_turn();
  const conversation::TurnAccount account = traced_account();
  for (auto _ : state) benchmark::DoNotOptimize(conversation::turn_report_json(turn, account, {}));
}
BENCHMARK(write_turn_report);

void make_turn_spans(benchmark::State& state) {
  const Turn turn = traced_turn();
  const conversation::TurnAccount account = traced_account();
  const std::string conversation = "0123456789ab";
  for (auto _ : state) {
    benchmark::DoNotOptimize(conversation::spans_of(turn, account, conversation, {}));
  }
}
BENCHMARK(make_turn_spans);

}  // namespace
}  // namespace yak

BENCHMARK_MAIN();

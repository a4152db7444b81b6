// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/plain_chunk.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "openai/stream/completion_stream.hpp"

namespace yak::openai {
namespace {

const ErrorReader kChunkErrors("OpenAI", Redactor());

void describe(std::ostream& out, const Completion& answer) {
  out << answer.text << '\n' << answer.model << '\n' << answer.request_id << '\n';
  out << static_cast<int>(answer.finish) << ' ' << answer.usage.known << ' '
      << answer.usage.prompt_tokens << ' ' << answer.usage.cached_tokens << ' '
      << answer.usage.completion_tokens << '\n';
}

/// All visible results of a stream that gets `event` twice, each time after `space`. An event
/// before them leaves half a character and a usage in the stream.
std::string seen(const std::string& event, const std::string& space) {
  const std::string before =
      R"({"choices":[{"delta":{"content":"a\ud83d"}}],"usage":{"prompt_tokens":9,)"
      R"("completion_tokens":8,"prompt_tokens_details":{"cached_tokens":7}}})";
  CompletionStream stream(kChunkErrors);
  std::ostringstream out;
  std::string deltas;
  for (const std::string& data : {before, event, event}) {
    const result<void> taken = stream.take(space + data, deltas);
    out << (taken ? "taken" : taken.error().message) << '\n' << deltas << '\n';
    out << stream.pieces() << stream.is_whole() << stream.is_done() << '\n';
  }
  const result<Completion> answer = stream.finish(deltas);
  if (answer) {
    describe(out, *answer);
  } else {
    out << answer.error().message << '\n';
  }
  out << deltas;
  return out.str();
}

/// White space before an event does not change its meaning, but forces JsonDocument to read it.
void expect_same_as_document(const std::string& event) {
  ASSERT_FALSE(read_plain_chunk(" " + event));
  EXPECT_EQ(seen(event, ""), seen(event, " ")) << event;
}

std::string chunk_delta(const std::string& members) {
  return R"({"id":"c-1","model":"gpt-x","choices":[{"index":0,"delta":{)" + members + "}}]}";
}

std::string choice(const std::string& members) { return R"({"choices":[{)" + members + "}]}"; }

std::string usage(const std::string& members) {
  return R"({"choices":[{"finish_reason":"stop"}],"usage":{)" + members + "}}";
}

std::string nested_chunk(std::size_t depth) {
  return R"({"x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
}

const std::vector<std::string> kOrdinary{
    // Events of OpenAI, Azure, OpenRouter and a server written in Python.
    R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"zZ"})",
    R"({"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"detected":true}},"delta":{"content":"a"},"index":0}],"id":"c"})",
    R"({"id":"gen-1","provider":"X","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm","reasoning_details":[{"type":"a","index":0},7]},"native_finish_reason":null}]})",
    "{\"id\": \"c\",\t\"choices\": [ {\"index\": 0 , \"delta\": {\"content\": \"a\"} } ] }\r\n",
    chunk_delta(R"("content":" word")"),
    chunk_delta("\"content\":\"ñ 😀 \x7F\""),
    chunk_delta("\"content\":\"\xF0\x9F\""),
    chunk_delta("\"content\":\"\xED\xB8\x80\xE2\""),
    chunk_delta(R"("content":"\n\n\"quoted\" \\ \/ \b\f\r\t and some more that is not short")"),
    chunk_delta(R"("content":null,"tool_calls":null,"refusal":null)"),
    chunk_delta(R"("reasoning":"hm","reasoning_content":"")"),
    chunk_delta(R"("reasoning":null,"reasoning_content":"h\"m")"),
    chunk_delta(R"("unknown":1,"unknown":"2")"),
    chunk_delta(""),
    choice(R"("delta":null,"finish_reason":"")"),
    choice(R"("delta":{"content":"b"},"finish_reason":"length")"),
    choice(R"("finish_reason":"content_filter")"),
    choice(""),
    R"({"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27}})",
    usage(R"("prompt_tokens":1,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":4})"),
    usage(R"("prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"x":[]})"),
    usage(R"("prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":null)"),
    usage(R"("prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":4})"),
    usage(R"("completion_tokens":999999999999999999)"),
    R"({"id":null,"model":null,"choices":null,"usage":null})",
    R"({"id":"","model":"","object":"list"})",
    "{\"id\":\"a\xFF\",\"model\":\"" + std::string(1000, 'm') + "\"}",
    nested_chunk(7),
    "{}",
};

const std::vector<std::string> kUnusual{
    R"({"error":{"message":"m"}})",
    R"({"error":null,"choices":[]})",
    R"({"object":"error","message":"m"})",
    R"({"detail":"m"})",
    R"({"statusCode":401,"message":"m"})",
    R"({"\u0065rror":"m"})",
    R"({"id":"a\nb","model":7})",
    R"({"id":7})",
    R"({"id":"a","id":"b","model":"c","model":"d"})",
    R"({"choices":[],"choices":[{"delta":{"content":"a"}}]})",
    R"({"choices":{}})",
    R"({"choices":[7]})",
    R"({"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"a"}}]})",
    R"({"choices":[{"index":0,"delta":{"content":"a"}},{"index":1}]})",
    R"({"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":1}}})",
    R"({"created":1.5})",
    R"({"created":1e5})",
    R"({"created":-1})",
    R"({"created":01})",
    R"({"created":9999999999999999999999})",
    R"({"usage":7})",
    usage(R"("prompt_tokens":1,"completion_tokens":-1)"),
    usage(R"("prompt_tokens":1,"completion_tokens":"2")"),
    usage(R"("prompt_tokens":1,"prompt_tokens":2,"completion_tokens":1)"),
    usage(R"("prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":7)"),
    choice(R"("index":1,"delta":{"content":"a"})"),
    choice(R"("index":0,"index":1,"delta":{"content":"a"})"),
    choice(R"("delta":{"content":"a"},"delta":{"content":"b"})"),
    choice(R"("delta":{"content":"a"},"delta":null)"),
    choice(R"("message":{"content":"a"})"),
    choice(R"("delta":{},"error":{"code":429,"message":"Slow"})"),
    choice(R"("finish_reason":"error")"),
    choice(R"("finish_reason":7)"),
    choice(R"("finish_reason":"st\/op")"),
    choice(R"("delta":7)"),
    chunk_delta(R"("content":7)"),
    chunk_delta(R"("content":[{"type":"text","text":"a"}])"),
    chunk_delta(R"("content":"a","content":"b")"),
    chunk_delta(R"("content":"a","content":null)"),
    chunk_delta(R"("content":"caf\u00e9")"),
    chunk_delta(R"("content":"\ude00")"),
    chunk_delta(R"("content":"\x")"),
    chunk_delta("\"content\":\"a\nb\""),
    chunk_delta(R"("refusal":"No.")"),
    chunk_delta(R"("reasoning":["hm"])"),
    chunk_delta(R"("tool_calls":[])"),
    nested_chunk(70),
    chunk_delta(R"("content":"a")") + "x",
    chunk_delta(R"("content":"a")") + std::string(1, '\0'),
    chunk_delta(R"("content":"a",)"),
    R"({"choices":[{"delta":{"content":"a"}},]})",
    R"({"x":nul})",
    R"({"x":"\)",
    R"({"x")",
    R"({"x":)",
    R"({"x":1)",
    "{",
    "[]",
    "7",
    "",
};

TEST(PlainChunk, ReadsOrdinaryEventsLikeJsonDocument) {
  for (const std::string& event : kOrdinary) {
    EXPECT_TRUE(read_plain_chunk(event)) << event;
    expect_same_as_document(event);
  }
}

TEST(PlainChunk, DeclinesUnusualEvents) {
  for (const std::string& event : kUnusual) {
    EXPECT_FALSE(read_plain_chunk(event)) << event;
    expect_same_as_document(event);
  }
}

TEST(PlainChunk, DeclinesTruncatedEvents) {
  for (const std::string& event : kOrdinary) {
    const std::size_t end = event.rfind('}');
    for (std::size_t size = 0; size <= end; ++size) {
      EXPECT_FALSE(read_plain_chunk(std::string_view(event).substr(0, size))) << event << size;
    }
  }
}

/// Mutates events into text that is close to valid JSON.
class Mutator {
 public:
  std::string next() {
    std::string event = one_of(kOrdinary);
    for (std::size_t times = below(4) + 1; times > 0; --times) change(event);
    return event;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  const std::string& one_of(const std::vector<std::string>& list) {
    return list[below(list.size())];
  }

  std::string part_of(const std::string& event) {
    const std::size_t begin = below(event.size() + 1);
    return event.substr(begin, below(24));
  }

  void change(std::string& event) {
    static const std::vector<std::string> kTokens{"null",
                                                  "true",
                                                  "{}",
                                                  "[]",
                                                  "\"\"",
                                                  "0",
                                                  "1",
                                                  "-0",
                                                  "1.5",
                                                  "1e999",
                                                  "\\n",
                                                  "\\u0000",
                                                  "\\ud83d",
                                                  "\"error\"",
                                                  "\"error\":1,",
                                                  "\"content\":\"b\",",
                                                  "\"finish_reason\":\"stop\",",
                                                  "\"index\":1,",
                                                  "\"id\":\"d\",",
                                                  "\"usage\":null,",
                                                  ",",
                                                  ":",
                                                  "\"",
                                                  "\\",
                                                  "}",
                                                  "]",
                                                  " ",
                                                  "\n",
                                                  "\x80",
                                                  "\xED\xA0\xBD"};
    const std::size_t at = below(event.size() + 1);
    switch (below(5)) {
      case 0: event.erase(at, below(4) + 1); break;
      case 1: event.insert(at, one_of(kTokens)); break;
      case 2: event.insert(at, part_of(event)); break;
      case 3: event.insert(at, part_of(one_of(kUnusual))); break;
      default:
        if (at < event.size()) event[at] = static_cast<char>(below(256));
    }
  }

  std::mt19937 random_{1};  // NOLINT: the same events every time
};

TEST(PlainChunk, AgreesWithJsonDocumentOnMutatedEvents) {
  Mutator mutator;
  std::size_t read = 0;
  for (int i = 0; i < 20'000 && !HasFailure(); ++i) {
    const std::string event = mutator.next();
    if (!read_plain_chunk(event)) continue;
    ++read;
    expect_same_as_document(event);
  }
  EXPECT_GT(read, 2'000U);
}

}  // namespace
}  // namespace yak::openai

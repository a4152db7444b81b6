// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "openai/stream/completion_stream.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {
namespace {

const ErrorReader kEventErrors("OpenAI", Redactor());

/// The result of a stream that gets `event` and ends: the error's text, or
/// `PIECES|whole or open|TEXT|MODEL|REQUEST|FINISH|PROMPT,COMPLETION,CACHED tokens`. An event
/// before it leaves half a character and a usage in the stream.
std::string outcome_of(std::string_view event) {
  CompletionStream stream(kEventErrors);
  std::string deltas;
  const std::string before =
      R"({"choices":[{"delta":{"content":"<\ud83d"}}],"usage":{"prompt_tokens":9,)"
      R"("completion_tokens":8,"prompt_tokens_details":{"cached_tokens":7}}})";
  EXPECT_TRUE(stream.take(before, deltas));
  const result<void> taken = stream.take(event, deltas);
  if (!taken) return taken.error().message;
  std::ostringstream out;
  out << stream.pieces() - 1 << (stream.is_whole() ? "|whole|" : "|open|");
  EXPECT_TRUE(stream.take("[DONE]", deltas));
  const result<Completion> answer = stream.finish(deltas);
  if (!answer) return answer.error().message;
  EXPECT_EQ(answer->text, deltas);
  const Usage& usage = answer->usage;
  out << answer->text << '|' << answer->model << '|' << answer->request_id << '|'
      << static_cast<int>(answer->finish) << '|' << usage.prompt_tokens << ','
      << usage.completion_tokens << ',' << usage.cached_tokens;
  return out.str();
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

struct EventCase {
  std::string event;
  std::string outcome;
};

const std::vector<EventCase> kEvents{
    // Events of OpenAI, Azure, OpenRouter and a server written in Python.
    {R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"zZ"})",
     "0|open|<�|gpt-x|chatcmpl-1|0|9,8,7"},
    {R"({"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"detected":true}},"delta":{"content":"a"},"index":0}],"id":"c"})",
     "1|open|<�a||c|0|9,8,7"},
    {R"({"id":"gen-1","provider":"X","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm","reasoning_details":[{"type":"a","index":0},7]},"native_finish_reason":null}]})",
     "1|open|<�||gen-1|0|9,8,7"},
    {"{\"id\": \"c\",\t\"choices\": [ {\"index\": 0 , \"delta\": {\"content\": \"a\"} } ] }\r\n",
     "1|open|<�a||c|0|9,8,7"},
    {chunk_delta(R"("content":" word")"), "1|open|<� word|gpt-x|c-1|0|9,8,7"},
    {chunk_delta("\"content\":\"ñ 😀 \x7F\""), "1|open|<�ñ 😀 \177|gpt-x|c-1|0|9,8,7"},
    {chunk_delta("\"content\":\"\xF0\x9F\""), "1|open|<��|gpt-x|c-1|0|9,8,7"},
    {chunk_delta("\"content\":\"\xED\xB8\x80\xE2\""), "1|open|<😀�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":"\n\n\"quoted\" \\ \/ \b\f\r\t and some more that is not short")"),
     "1|open|<�\n\n\"quoted\" \\ / \010\014\015\011 and some more that is not "
     "short|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":null,"tool_calls":null,"refusal":null)"),
     "0|open|<�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("reasoning":"hm","reasoning_content":"")"), "1|open|<�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("reasoning":null,"reasoning_content":"h\"m")"), "1|open|<�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("unknown":1,"unknown":"2")"), "0|open|<�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(""), "0|open|<�|gpt-x|c-1|0|9,8,7"},
    {choice(R"("delta":null,"finish_reason":"")"), "0|open|<�|||0|9,8,7"},
    {choice(R"("delta":{"content":"b"},"finish_reason":"length")"), "1|whole|<�b|||1|9,8,7"},
    {choice(R"("finish_reason":"content_filter")"),
     "0|whole|<�\n\n(The provider's content filter withheld the rest of this answer.)|||3|9,8,7"},
    {choice(""), "0|open|<�|||0|9,8,7"},
    {R"({"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27}})",
     "0|open|<�|||0|20,7,7"},
    {usage(
         R"("prompt_tokens":1,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":4})"),
     "0|whole|<�|||0|1,0,4"},
    {usage(R"("prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"x":[]})"),
     "0|whole|<�|||0|1,2,0"},
    {usage(R"("prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":null)"),
     "0|whole|<�|||0|1,2,7"},
    {usage(R"("prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":4})"),
     "0|whole|<�|||0|9,8,7"},
    {usage(R"("completion_tokens":999999999999999999)"), "0|whole|<�|||0|9,8,7"},
    {R"({"id":null,"model":null,"choices":null,"usage":null})", "0|open|<�|||0|9,8,7"},
    {R"({"id":"","model":"","object":"list"})", "0|open|<�|||0|9,8,7"},
    {"{\"id\":\"a\xFF\",\"model\":\"" + std::string(1000, 'm') + "\"}",
     "0|open|<�|" + std::string(128, 'm') + "|a�|0|9,8,7"},
    {nested_chunk(7), "0|open|<�|||0|9,8,7"},
    {"{}", "0|open|<�|||0|9,8,7"},
    {R"({"error":{"message":"m"}})", "OpenAI reported an error: m"},
    {R"({"error":null,"choices":[]})", "0|open|<�|||0|9,8,7"},
    {R"({"object":"error","message":"m"})", "OpenAI reported an error: m"},
    {R"({"detail":"m"})", "OpenAI reported an error: m"},
    {R"({"statusCode":401,"message":"m"})", "OpenAI reported 401: m; check api_key"},
    {R"({"\u0065rror":"m"})", "OpenAI reported an error: m"},
    {R"({"id":"a\nb","model":7})", "0|open|<�||a b|0|9,8,7"},
    {R"({"id":7})", "0|open|<�|||0|9,8,7"},
    {R"({"id":"a","id":"b","model":"c","model":"d"})", "0|open|<�|d|b|0|9,8,7"},
    {R"({"choices":[],"choices":[{"delta":{"content":"a"}}]})", "1|open|<�a|||0|9,8,7"},
    {R"({"choices":{}})", "OpenAI sent choices that are not a list"},
    {R"({"choices":[7]})", "OpenAI sent a choice that is not an object"},
    {R"({"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"a"}}]})",
     "1|open|<�a|||0|9,8,7"},
    {R"({"choices":[{"index":0,"delta":{"content":"a"}},{"index":1}]})", "1|open|<�a|||0|9,8,7"},
    {R"({"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":1}}})", "0|open|<�|||0|1,1,7"},
    {R"({"created":1.5})", "0|open|<�|||0|9,8,7"},
    {R"({"created":1e5})", "0|open|<�|||0|9,8,7"},
    {R"({"created":-1})", "0|open|<�|||0|9,8,7"},
    {R"({"created":01})", "OpenAI sent an invalid event: not JSON: syntax error"},
    {R"({"created":9999999999999999999999})", "0|open|<�|||0|9,8,7"},
    {R"({"usage":7})", "0|open|<�|||0|9,8,7"},
    {usage(R"("prompt_tokens":1,"completion_tokens":-1)"), "0|whole|<�|||0|9,8,7"},
    {usage(R"("prompt_tokens":1,"completion_tokens":"2")"), "0|whole|<�|||0|9,8,7"},
    {usage(R"("prompt_tokens":1,"prompt_tokens":2,"completion_tokens":1)"), "0|whole|<�|||0|2,1,7"},
    {usage(R"("prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":7)"),
     "0|whole|<�|||0|1,1,0"},
    {choice(R"("index":1,"delta":{"content":"a"})"), "0|open|<�|||0|9,8,7"},
    {choice(R"("index":0,"index":1,"delta":{"content":"a"})"), "0|open|<�|||0|9,8,7"},
    {choice(R"("delta":{"content":"a"},"delta":{"content":"b"})"), "1|open|<�b|||0|9,8,7"},
    {choice(R"("delta":{"content":"a"},"delta":null)"), "0|open|<�|||0|9,8,7"},
    {choice(R"("message":{"content":"a"})"), "1|open|<�a|||0|9,8,7"},
    {choice(R"("delta":{},"error":{"code":429,"message":"Slow"})"), "OpenAI reported 429: Slow"},
    {choice(R"("finish_reason":"error")"), "OpenAI reported an error"},
    {choice(R"("finish_reason":7)"), "0|open|<�|||0|9,8,7"},
    {choice(R"("finish_reason":"st\/op")"), "0|whole|<�|||0|9,8,7"},
    {choice(R"("delta":7)"), "0|open|<�|||0|9,8,7"},
    {chunk_delta(R"("content":7)"), "OpenAI sent content that is not text (request c-1)"},
    {chunk_delta(R"("content":[{"type":"text","text":"a"}])"), "1|open|<�a|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":"a","content":"b")"), "1|open|<�b|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":"a","content":null)"), "0|open|<�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":"caf\u00e9")"), "1|open|<�café|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":"\ude00")"), "1|open|<😀|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("content":"\x")"), "OpenAI sent an invalid event: not JSON: syntax error"},
    {chunk_delta("\"content\":\"a\nb\""), "OpenAI sent an invalid event: not JSON: syntax error"},
    {chunk_delta(R"("refusal":"No.")"), "1|open|<�\n\nNo.|gpt-x|c-1|2|9,8,7"},
    {chunk_delta(R"("reasoning":["hm"])"), "1|open|<�|gpt-x|c-1|0|9,8,7"},
    {chunk_delta(R"("tool_calls":[])"), "1|open|<�|gpt-x|c-1|0|9,8,7"},
    {nested_chunk(70), "OpenAI sent an invalid event: JSON nests deeper than 64 levels"},
    {chunk_delta(R"("content":"a")") + "x", "OpenAI sent an invalid event: not JSON: extra data"},
    {chunk_delta(R"("content":"a")") + std::string(1, '\0'),
     "OpenAI sent an invalid event: not JSON: extra data"},
    {chunk_delta(R"("content":"a",)"), "OpenAI sent an invalid event: not JSON: syntax error"},
    {R"({"choices":[{"delta":{"content":"a"}},]})",
     "OpenAI sent an invalid event: not JSON: syntax error"},
    {R"({"x":nul})", "OpenAI sent an invalid event: not JSON: syntax error"},
    {R"({"x":"\)", "OpenAI sent an invalid event: not JSON: incomplete JSON"},
    {R"({"x")", "OpenAI sent an invalid event: not JSON: incomplete JSON"},
    {R"({"x":)", "OpenAI sent an invalid event: not JSON: incomplete JSON"},
    {R"({"x":1)", "OpenAI sent an invalid event: not JSON: incomplete JSON"},
    {"{", "OpenAI sent an invalid event: not JSON: incomplete JSON"},
    {"[]", "OpenAI sent an event that is not an object"},
    {"7", "OpenAI sent an event that is not an object"},
    {"", "OpenAI sent an invalid event: not JSON: incomplete JSON"},
};

TEST(StreamEvents, AreReadAsTheTableSays) {
  for (const EventCase& known : kEvents) {
    EXPECT_EQ(outcome_of(known.event), known.outcome) << known.event;
    EXPECT_EQ(outcome_of(" " + known.event), known.outcome) << known.event;
  }
}

TEST(StreamEvents, AreRefusedWhenTruncated) {
  for (const auto& [event, outcome] : kEvents) {
    if (outcome.find('|') == std::string::npos) continue;
    const std::size_t end = event.rfind('}');
    for (std::size_t size = 0; size <= end; ++size) {
      EXPECT_TRUE(outcome_of(std::string_view(event).substr(0, size))
                      .starts_with("OpenAI sent an invalid event: not JSON"))
          << event << size;
    }
  }
}

/// Mutates events into text that is close to valid JSON.
class Mutator {
 public:
  std::string next() {
    std::string event = one_of(kEvents).event;
    for (std::size_t times = below(4) + 1; times > 0; --times) change(event);
    return event;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  template <class T>
  const T& one_of(const std::vector<T>& list) {
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
      case 3: event.insert(at, part_of(one_of(kEvents).event)); break;
      default:
        if (at < event.size()) event[at] = static_cast<char>(below(256));
    }
  }

  std::mt19937 random_{1};  // NOLINT: the same events every time
};

TEST(StreamEvents, GiveWellFormedTextWhateverTheyAre) {
  Mutator mutator;
  for (int i = 0; i < 20'000 && !::testing::Test::HasFailure(); ++i) {
    const std::string event = mutator.next();
    EXPECT_TRUE(is_utf8(outcome_of(event))) << event;
  }
}

}  // namespace
}  // namespace yak::openai

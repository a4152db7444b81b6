// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/completion_stream.hpp"

#include <array>

#include "openai/api/answer_json.hpp"
#include "openai/json/bounded_json.hpp"
#include "openai/stream/sse_decoder.hpp"

namespace yak::openai {
namespace json = boost::json;
namespace {

/// True for output of the model, shown to users or not. `reasoning_content` is sent by llama.cpp,
/// vLLM and DeepSeek, `reasoning` by Ollama and OpenRouter.
bool is_piece(const json::value& delta) noexcept {
  static constexpr std::array<std::string_view, 4> kTexts{"content", "refusal", "reasoning",
                                                          "reasoning_content"};
  for (const std::string_view key : kTexts) {
    const json::value* value = member(delta, key);
    if (value == nullptr) continue;
    if (!value->is_string() || !value->get_string().empty()) return true;
  }
  return member(delta, "tool_calls") != nullptr;
}

}  // namespace

error CompletionStream::broken(const error& reason) const {
  return errors_.broken(reason.kind, reason.message,
                        request_id_.empty() ? answer_.id : request_id_);
}

void CompletionStream::add_text(std::string_view text, std::string& delta) {
  const std::size_t before = delta.size();
  joiner_.push(text, delta);
  answer_.text.append(delta, before);
}

result<void> CompletionStream::check_size() const {
  if (answer_.text.size() <= kMaxAnswerBytes) return {};
  return error(ErrorKind::too_large, "sent an answer larger than 1 MiB");
}

result<void> CompletionStream::take_delta(const json::value& choice, std::string& delta) {
  const json::value* piece = member(choice, "delta");
  // Some servers send the whole message in the last chunk of a stream without deltas.
  if (piece == nullptr) piece = member(choice, "message");
  if (piece == nullptr) return {};
  std::string content;
  if (const result<void> read = append_content(*piece, content); !read) return read;
  std::string refusal;
  if (const result<void> read = append_refusal(*piece, refusal); !read) return read;
  add_text(content, delta);
  if (!refusal.empty()) {
    if (!answer_.refused && !answer_.text.empty()) add_text("\n\n", delta);
    answer_.refused = true;
    add_text(refusal, delta);
  }
  note_tools(*piece, answer_.tools);
  if (!content.empty() || !refusal.empty() || is_piece(*piece)) ++pieces_;
  return check_size();
}

result<void> CompletionStream::take_choice(const json::value& choice, std::string& delta) {
  has_choice_ = true;
  if (const result<void> taken = take_delta(choice, delta); !taken) return taken;
  if (const auto reason = text_member(choice, "finish_reason")) answer_.finish_reason = *reason;
  return {};
}

result<void> CompletionStream::take(std::string_view data, std::string& delta) {
  if (done_) return {};
  if (data == "[DONE]") {
    done_ = true;
    return {};
  }
  JsonDocument document;
  const result<const json::value*> parsed = document.parse(data, SseDecoder::kMaxEventBytes);
  if (!parsed) {
    return errors_.broken(parsed.error().kind, "sent an invalid event: " + parsed.error().message,
                          request_id_);
  }
  return take_chunk(**parsed, delta);
}

result<void> CompletionStream::take_chunk(const json::value& chunk, std::string& delta) {
  if (!chunk.is_object()) {
    return broken(error(ErrorKind::protocol, "sent an event that is not an object"));
  }
  const std::string& id = request_id_.empty() ? answer_.id : request_id_;
  if (const auto upstream = find_upstream_error(chunk)) return errors_.from_upstream(*upstream, id);
  const result<const json::value*> choice = first_choice(chunk);
  if (choice && *choice != nullptr) {
    if (const auto failed = error_of_choice(**choice)) return errors_.from_upstream(*failed, id);
  }
  read_names(chunk, answer_);
  read_usage(chunk, answer_.usage);
  if (!choice) return broken(choice.error());
  if (*choice == nullptr) return {};
  if (const result<void> taken = take_choice(**choice, delta); !taken) return broken(taken.error());
  return {};
}

result<Completion> CompletionStream::finish(std::string& delta) {
  if (!is_whole()) {
    const bool silent = done_ && !has_choice_;
    return broken(error(ErrorKind::unavailable, silent ? "ended the stream without an answer"
                                                       : "cut the stream before the answer's end"));
  }
  const std::size_t before = delta.size();
  joiner_.finish(delta);
  answer_.text.append(delta, before);
  if (!request_id_.empty()) answer_.id = request_id_;
  return conclude(std::move(answer_), errors_, delta);
}

}  // namespace yak::openai

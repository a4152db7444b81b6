// SPDX-License-Identifier: Apache-2.0
#include "openai/stream/plain_chunk.hpp"

namespace yak::openai {
namespace {

/// Fills a PlainChunk; each function consumes the value of one member.
class ChunkReader {
 public:
  explicit ChunkReader(std::string_view data) noexcept : scan_(data) {}

  bool read(PlainChunk& chunk) noexcept {
    chunk_ = &chunk;
    return scan_.object([this](std::string_view key) { return body(key); }) && scan_.at_end();
  }

 private:
  /// The members that are read. A duplicate is declined, because JsonDocument keeps the last one.
  /// One bit per name suffices, because none of the objects that hold them is accepted twice.
  enum Member : std::uint32_t {
    kId = 1U << 0U,
    kModel = 1U << 1U,
    kChoices = 1U << 2U,
    kIndex = 1U << 3U,
    kDelta = 1U << 4U,
    kFinishReason = 1U << 5U,
    kContent = 1U << 6U,
    kReasoning = 1U << 7U,
    kReasoningContent = 1U << 8U,
    kUsage = 1U << 9U,
    kPromptTokens = 1U << 10U,
    kCompletionTokens = 1U << 11U,
    kPromptDetails = 1U << 12U,
    kCachedTokens = 1U << 13U,
  };

  bool first(Member member) noexcept {
    const bool seen = (seen_ & member) != 0;
    seen_ |= member;
    return !seen;
  }

  bool body(std::string_view key) noexcept {
    if (key == "choices") return first(kChoices) && choices();
    if (key == "usage") return first(kUsage) && usage();
    if (key == "id") return first(kId) && name(chunk_->id);
    if (key == "model") return first(kModel) && name(chunk_->model);
    if (key == "object") return object();
    if (key == "error" || key == "detail" || key == "statusCode" || key == "x_groq") return false;
    return scan_.skip();
  }

  bool name(std::string_view& out) noexcept {
    return scan_.sees_null() ? scan_.null() : scan_.literal(out);
  }

  bool object() noexcept {
    std::string_view kind;
    return scan_.literal(kind) && kind != "error";
  }

  bool choices() noexcept {
    if (scan_.sees_null()) return scan_.null();
    if (!scan_.take('[')) return false;
    if (scan_.take(']')) return true;
    chunk_->has_choice = true;
    return scan_.object([this](std::string_view key) { return choice(key); }) && scan_.take(']');
  }

  bool choice(std::string_view key) noexcept {
    if (key == "index") return first(kIndex) && index();
    if (key == "delta") return first(kDelta) && delta();
    if (key == "finish_reason") return first(kFinishReason) && finish_reason();
    if (key == "message" || key == "error") return false;
    return scan_.skip();
  }

  bool index() noexcept {
    std::int64_t place = 0;
    return scan_.count(place) && place == 0;
  }

  bool finish_reason() noexcept {
    if (scan_.sees_null()) return scan_.null();
    std::string_view reason;
    if (!scan_.literal(reason) || reason == "error") return false;
    chunk_->finish_reason = reason;
    return true;
  }

  bool delta() noexcept {
    if (scan_.sees_null()) return scan_.null();
    return scan_.object([this](std::string_view key) { return piece(key); });
  }

  bool piece(std::string_view key) noexcept {
    if (key == "content") return first(kContent) && content();
    if (key == "reasoning") return first(kReasoning) && reasoning();
    if (key == "reasoning_content") return first(kReasoningContent) && reasoning();
    if (key == "refusal" || key == "tool_calls") return scan_.null();
    return scan_.skip();
  }

  bool content() noexcept { return scan_.sees_null() ? scan_.null() : scan_.text(chunk_->content); }

  bool reasoning() noexcept {
    if (scan_.sees_null()) return scan_.null();
    RawText thought;
    if (!scan_.text(thought)) return false;
    if (!thought.raw.empty()) chunk_->has_reasoning = true;
    return true;
  }

  bool usage() noexcept {
    if (scan_.sees_null()) return scan_.null();
    return scan_.object([this](std::string_view key) { return tokens(key); });
  }

  bool tokens(std::string_view key) noexcept {
    if (key == "prompt_tokens") {
      return first(kPromptTokens) && scan_.count(chunk_->prompt_tokens.emplace());
    }
    if (key == "completion_tokens") {
      return first(kCompletionTokens) && scan_.count(chunk_->completion_tokens.emplace());
    }
    if (key == "prompt_tokens_details") return first(kPromptDetails) && prompt_details();
    return scan_.skip();
  }

  bool prompt_details() noexcept {
    if (scan_.sees_null()) return scan_.null();
    chunk_->has_prompt_details = true;
    return scan_.object([this](std::string_view key) {
      if (key != "cached_tokens") return scan_.skip();
      return first(kCachedTokens) && scan_.count(chunk_->cached_tokens);
    });
  }

  JsonScanner scan_;
  PlainChunk* chunk_ = nullptr;
  std::uint32_t seen_ = 0;
};

}  // namespace

std::optional<PlainChunk> read_plain_chunk(std::string_view data) noexcept {
  std::optional<PlainChunk> chunk(std::in_place);
  if (!data.starts_with('{') || !ChunkReader(data).read(*chunk)) chunk.reset();
  return chunk;
}

}  // namespace yak::openai

// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/printable_text.hpp"
#include "observe/tracing/trace_ids.hpp"
#include "yak/text/encoding.hpp"
#include "yak/text/utf8.hpp"

namespace yak::conversation {
namespace {

using std::chrono::microseconds;

constexpr std::array<std::string_view, 8> kResultNames{
    "unanswered", "answered", "command", "refused", "failed", "stopped", "unreadable", "dropped"};
constexpr std::array<std::string_view, 4> kFinishNames{"stop", "length", "refusal", "filtered"};

constexpr std::size_t kMaxName = 80;
constexpr std::size_t kMaxDetail = 200;
/// Bytes reserved for the fields after the steps.
constexpr std::size_t kReserve = 64;
/// Maximum bytes of a step in JSON, where each character may become six.
constexpr std::size_t kMaxStep = 6 * (kMaxName + kMaxDetail) + kReserve;
constexpr std::size_t kMaxJoined = 64;

bool is_plain(std::string_view text) {
  return base::printable_prefix(text) == text.size() && text.find('"') == std::string_view::npos &&
         text.find('\\') == std::string_view::npos;
}

/// Writes JSON directly, to avoid building a document for every message.
class Writer {
 public:
  explicit Writer(std::size_t room) { text_.reserve(room); }

  Writer& raw(std::string_view text) {
    text_ += text;
    return *this;
  }
  Writer& number(std::int64_t value) {
    const fmt::format_int digits(value);
    text_.append(digits.data(), digits.size());
    return *this;
  }
  Writer& word(std::string_view text) {
    if (is_plain(text)) {
      text_ += '"';
      text_ += text;
      text_ += '"';
      return *this;
    }
    text_ += nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return *this;
  }
  /// Omits a field whose value is zero, as `text` omits an empty one.
  Writer& number(std::string_view key, std::int64_t value) {
    return value == 0 ? *this : this->key(key).number(value);
  }
  Writer& text(std::string_view key, std::string_view value) {
    return value.empty() ? *this : this->key(key).word(value);
  }
  Writer& key(std::string_view key) {
    if (text_.back() != '{') text_ += ',';
    text_ += '"';
    text_ += key;
    text_ += "\":";
    return *this;
  }
  [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write_call(Writer& json, const Turn& turn) {
  if (!turn.completion) return;
  const Completion& completion = *turn.completion;
  json.key("call").raw("{");
  json.text("model", clip_utf8(completion.model, kMaxName));
  json.text("id", clip_utf8(completion.request_id, kMaxName));
  json.text("finish", finish_name(completion.finish));
  if (completion.usage.known) {
    json.key("in").number(completion.usage.prompt_tokens);
    json.number("cached", completion.usage.cached_tokens);
    json.key("out").number(completion.usage.completion_tokens);
  }
  if (turn.cost_known) json.key("cost_nano_usd").number(turn.cost_nano_usd);
  json.raw("}");
}

void write_step(Writer& json, const TurnStep& step, MonotonicTime began, const CleanText& clean) {
  json.raw("[").word(clip_utf8(step.name, kMaxName)).raw(",");
  json.number(std::chrono::duration_cast<microseconds>(step.began - began).count()).raw(",");
  json.number(step.took.count()).raw(step.failed ? ",1" : ",0");
  if (!step.detail.empty()) {
    // Truncate after cleaning, because a truncated secret would not be recognized.
    json.raw(",").word(cut_detail(clean ? clean(step.detail) : step.detail));
  }
  json.raw("]");
}

void write_steps(Writer& json, const Turn& turn, MonotonicTime began, const CleanText& clean) {
  json.key("steps").raw("[");
  std::size_t written = 0;
  for (const TurnStep& step : turn.steps) {
    if (json.size() + kMaxStep > kMaxTurnReport) break;
    if (written++ > 0) json.raw(",");
    write_step(json, step, began, clean);
  }
  json.raw("]");
  json.number("more", static_cast<std::int64_t>(turn.steps.size() - written));
}

}  // namespace

std::string_view result_name(TurnResult result) noexcept {
  const auto index = static_cast<std::size_t>(result);
  return index < kResultNames.size() ? kResultNames[index] : "unknown";
}

std::string_view finish_name(FinishReason reason) noexcept {
  const auto index = static_cast<std::size_t>(reason);
  return index < kFinishNames.size() ? kFinishNames[index] : "unknown";
}

std::string cut_detail(std::string detail) {
  detail.resize(clip_utf8(detail, kMaxDetail).size());
  return detail;
}

bool is_model_call(const TurnStep& step) noexcept {
  return step.name.find('/') != std::string::npos;
}

std::string turn_report_json(const Turn& turn, const TurnAccount& account, const CleanText& clean) {
  Writer json(256 + turn.steps.size() * 48);
  json.raw("{").key("id").word(hex(turn.message.trace_id));
  json.key("at").number(account.at.time_since_epoch().count());
  json.number("waited", account.waited.count()).number("took", account.took.count());
  json.key("result").word(result_name(turn.result));
  json.text("model", clip_utf8(turn.answered_by, kMaxName));
  json.number("parts", static_cast<std::int64_t>(account.parts));
  write_call(json, turn);
  if (!account.joined.empty()) {
    json.key("joined").raw("[");
    const std::size_t count = std::min(account.joined.size(), kMaxJoined);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) json.raw(",");
      json.number(account.joined[i]);
    }
    json.raw("]");
  }
  write_steps(json, turn, account.began, clean);
  json.raw("}");
  return json.take();
}

}  // namespace yak::conversation

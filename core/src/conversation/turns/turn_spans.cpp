// SPDX-License-Identifier: Apache-2.0
#include "conversation/turns/turn_spans.hpp"

#include "base/enclosing_interval.hpp"
#include "observe/tracing/genai_names.hpp"
#include "observe/tracing/trace_ids.hpp"

namespace yak::conversation {
namespace {

using observe::Span;
using std::chrono::microseconds;
using std::chrono::nanoseconds;
namespace genai = observe::genai;

/// Above the numbers of the steps and below those of the deliveries.
constexpr std::uint64_t kWaitSpan = observe::kFirstSendSpan - 1;
/// Shorter waits get no span.
constexpr microseconds kLeastWait{1'000};

std::int64_t nanoseconds_of(WallTime at) { return nanoseconds(at.time_since_epoch()).count(); }

class Builder {
 public:
  Builder(const Turn& turn, const TurnAccount& account, const CleanText& clean)
      : turn_(turn), account_(account), clean_(clean), began_ns_(nanoseconds_of(account.at)) {}

  [[nodiscard]] Span root(const std::string& conversation) const {
    const Message& message = turn_.message;
    Span span =
        make(observe::kRootSpan, "process " + message.channel, -account_.waited, account_.took);
    span.kind = Span::Kind::consumer;
    span.failed = turn_.result == TurnResult::failed;
    span.attributes.emplace_back("yak.message.id", message.id);
    span.attributes.emplace_back("yak.channel", message.channel);
    span.attributes.emplace_back("yak.turn.result", std::string(result_name(turn_.result)));
    span.attributes.emplace_back("yak.turn.parts", static_cast<std::int64_t>(account_.parts));
    if (!account_.joined.empty()) {
      span.attributes.emplace_back("yak.turn.joined", std::ssize(account_.joined));
    }
    span.attributes.emplace_back(genai::kConversationId, conversation);
    return span;
  }

  [[nodiscard]] Span wait() const {
    Span span = make(kWaitSpan, "wait", -account_.waited, microseconds(0));
    span.parent = observe::span_id(turn_.message.trace_id, observe::kRootSpan);
    return span;
  }

  [[nodiscard]] Span step(std::size_t index, std::optional<std::size_t> holder) const {
    const TurnStep& step = turn_.steps[index];
    const auto begin = std::chrono::duration_cast<microseconds>(step.began - account_.began);
    Span span = make(index + 1, step.name, begin, begin + step.took);
    span.parent =
        observe::span_id(turn_.message.trace_id, holder ? *holder + 1 : observe::kRootSpan);
    span.failed = step.failed;
    if (!step.detail.empty()) span.failure = cut_detail(clean_ ? clean_(step.detail) : step.detail);
    if (is_model_call(step)) describe_call(span, step);
    return span;
  }

 private:
  [[nodiscard]] Span make(std::uint64_t number, std::string name, microseconds begin,
                          microseconds end) const {
    Span span;
    span.trace = turn_.message.trace_id;
    span.id = observe::span_id(turn_.message.trace_id, number);
    span.name = std::move(name);
    span.begin_ns = began_ns_ + nanoseconds(begin).count();
    span.end_ns = began_ns_ + nanoseconds(end).count();
    return span;
  }

  void describe_call(Span& span, const TurnStep& step) const {
    const std::size_t slash = step.name.find('/');
    const std::string model = step.name.substr(slash + 1);
    span.name = std::string(genai::kChat) + " " + model;
    span.kind = Span::Kind::client;
    span.attributes.emplace_back(genai::kOperationName, std::string(genai::kChat));
    span.attributes.emplace_back(genai::kProviderName, step.name.substr(0, slash));
    span.attributes.emplace_back(genai::kRequestModel, model);
    if (step.failed) {
      const std::string kind = step.detail.substr(0, step.detail.find(':'));
      span.attributes.emplace_back(genai::kErrorType, kind.empty() ? "_OTHER" : kind);
    } else if (turn_.completion && step.name == turn_.answered_by) {
      describe_answer(span, *turn_.completion);
    }
  }

  static void describe_answer(Span& span, const Completion& answer) {
    if (!answer.model.empty()) span.attributes.emplace_back(genai::kResponseModel, answer.model);
    if (!answer.request_id.empty()) {
      span.attributes.emplace_back(genai::kResponseId, answer.request_id);
    }
    span.attributes.emplace_back(genai::kFinishReasons,
                                 std::vector<std::string>{std::string(finish_name(answer.finish))});
    if (!answer.usage.known) return;
    span.attributes.emplace_back(genai::kInputTokens, answer.usage.prompt_tokens);
    span.attributes.emplace_back(genai::kOutputTokens, answer.usage.completion_tokens);
  }

  const Turn& turn_;
  const TurnAccount& account_;
  const CleanText& clean_;
  std::int64_t began_ns_;
};

std::vector<base::Interval> intervals_of(const Turn& turn) {
  std::vector<base::Interval> intervals;
  intervals.reserve(turn.steps.size());
  for (const TurnStep& step : turn.steps) {
    const auto begin =
        std::chrono::duration_cast<microseconds>(step.began.time_since_epoch()).count();
    intervals.push_back({begin, begin + step.took.count()});
  }
  return intervals;
}

}  // namespace

std::vector<Span> spans_of(const Turn& turn, const TurnAccount& account,
                           const std::string& conversation, const CleanText& clean) {
  const Builder builder(turn, account, clean);
  std::vector<Span> spans;
  spans.reserve(turn.steps.size() + 2);
  spans.push_back(builder.root(conversation));
  if (account.waited >= kLeastWait) spans.push_back(builder.wait());
  const auto enclosing = base::find_enclosing(intervals_of(turn));
  for (std::size_t i = 0; i < turn.steps.size(); ++i) {
    spans.push_back(builder.step(i, enclosing[i]));
  }
  return spans;
}

}  // namespace yak::conversation

// SPDX-License-Identifier: Apache-2.0
#include "history/history_middleware.hpp"

#include <utility>

#include "history/conversation_memory.hpp"
#include "history/history_commands.hpp"
#include "history/window.hpp"

namespace yak::history {
namespace {

std::string answer_in(const Turn& turn) {
  if (turn.completion) return turn.completion->text;
  std::string text;
  for (const ReplyPart& part : turn.reply.parts) text += (text.empty() ? "" : "\n") + part.text;
  return text;
}

/// Adds earlier lines to the model's context, and stores the message and its answer with the turn's
/// commit. Thread-safe: the state is in ConversationMemory. Turns of one conversation do not
/// overlap, but a command may run beside one.
class HistoryMiddleware final : public Middleware {
 public:
  HistoryMiddleware(MiddlewareContext& context, std::shared_ptr<ConversationMemory> memory,
                    const WindowLimits& limits)
      : context_(context),
        memory_(std::move(memory)),
        limits_(limits),
        reads_(context.metrics().counter("yak_history_reads_total",
                                         "Turns whose conversation was read from the store")) {}

  task<result<void>> handle(Turn& turn, Next& next) override {
    const std::shared_ptr<ConversationAccess> visit = memory_->enter(turn.message.conversation());
    Lines lines = visit->lines();
    if (!lines) {
      const result<void> read = co_await read_store(turn, *visit, lines);
      if (!read) co_return read.error();
    }
    const WallTime asked = asked_at(turn.message);
    remind(turn, *lines, asked);
    result<void> outcome = co_await next(turn);
    if (outcome && turn.result == TurnResult::answered && visit->is_current()) {
      remember(turn, visit, lines, asked);
    }
    co_return outcome;
  }

  /// Clears each of the person's conversations as `/new` does, for as long as the result lives.
  std::shared_ptr<void> forget(const Person& person) override {
    auto clearings = std::make_shared<std::vector<std::shared_ptr<ConversationAccess>>>();
    for (const std::string& address : person.addresses) {
      clearings->push_back(memory_->clear({person.channel, address}));
    }
    return clearings;
  }

 private:
  task<result<void>> read_store(const Turn& turn, const ConversationAccess& visit, Lines& lines) {
    reads_.add();
    const int limit = static_cast<int>(limits_.max_messages);
    auto read = co_await context_.history().recent(turn.message.conversation(), limit);
    if (!read) co_return read.error();
    lines = std::make_shared<const std::vector<HistoryLine>>(std::move(*read));
    visit.keep(lines);
    co_return result<void>();
  }

  [[gnu::noinline]] void remind(Turn& turn, const std::vector<HistoryLine>& lines,
                                WallTime asked) const {
    for (std::size_t i = window_begin(lines, asked, limits_); i < lines.size(); ++i) {
      turn.context.emplace_back(lines[i].role, lines[i].text);
    }
  }

  /// When the message was received: the idle timeout must not count the time it waited in a queue.
  [[nodiscard]] WallTime asked_at(const Message& message) const {
    return message.received_at == WallTime{} ? context_.clock().now() : message.received_at;
  }

  [[gnu::noinline]] void remember(Turn& turn, const std::shared_ptr<ConversationAccess>& visit,
                                  const Lines& lines, WallTime asked) const {
    const HistoryLine question(Role::user, turn.message.text, asked);
    const HistoryLine answer(Role::assistant, answer_in(turn), context_.clock().now());
    if (question.text.empty() || answer.text.empty()) return;
    auto known = std::make_shared<std::vector<HistoryLine>>(*lines);
    for (const HistoryLine& line : {question, answer}) {
      Batch::AppendHistory append;
      append.conversation = turn.message.conversation();
      append.line = line;
      turn.writes.appends.push_back(std::move(append));
      known->push_back(line);
    }
    if (known->size() > limits_.max_messages) {
      const std::size_t excess = known->size() - limits_.max_messages;
      known->erase(known->begin(), known->begin() + static_cast<std::ptrdiff_t>(excess));
    }
    visit->forget();
    turn.after_commit.emplace_back([visit, known = std::move(known)](bool durable) {
      if (durable) visit->keep(known);
    });
  }

  MiddlewareContext& context_;
  std::shared_ptr<ConversationMemory> memory_;
  WindowLimits limits_;
  Counter& reads_;
};

constexpr std::size_t kMaxMemoryBytes = 8U << 20U;

}  // namespace

Schema schema() {
  constexpr double kYear = 365.0 * 24 * 3'600 * 1'000;
  return Schema{
      Field::integer("max_messages",
                     "Most earlier messages (questions and answers) sent to the model with a new "
                     "one.")
          .defaults_to("20")
          .between(1, 200),
      Field::integer("max_tokens",
                     "Most tokens in those messages, estimated at four bytes a token.")
          .defaults_to("4000")
          .between(1, 1e6),
      Field::duration("idle_timeout",
                      "After a pause this long a new conversation begins: earlier messages are not "
                      "sent to the model. 0s: never.")
          .defaults_to("6h")
          .between(0, kYear),
      Field::integer("cache_conversations",
                     "Conversations kept in memory, at most 8 MiB; others are read from the store "
                     "at their next message.")
          .defaults_to("1024")
          .between(0, 100'000),
  };
}

result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context,
                                                    CommandRegistry& commands, Settings settings) {
  WindowLimits limits;
  limits.max_messages = static_cast<std::size_t>(settings.integer("max_messages"));
  limits.max_tokens = settings.integer("max_tokens");
  limits.idle_timeout = settings.duration("idle_timeout");
  auto memory = std::make_shared<ConversationMemory>(
      static_cast<std::size_t>(settings.integer("cache_conversations")), kMaxMemoryBytes);
  for (Command& command : history_commands(context, memory, limits)) {
    auto added = commands.add(std::move(command));
    if (!added) return added.error();
  }
  return std::unique_ptr<Middleware>(
      std::make_unique<HistoryMiddleware>(context, std::move(memory), limits));
}

}  // namespace yak::history

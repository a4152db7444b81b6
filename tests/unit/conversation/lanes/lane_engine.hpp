// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "conversation/lanes/lanes.hpp"
#include "conversation/turns/turn_runner.hpp"
#include "unit/conversation/turns/function_end.hpp"
#include "unit/delivery/engine.hpp"

namespace yak::testing {

/// Lanes over an Engine, with a chain of one scripted layer.
class LaneEngine : public conversation::ChainSource {
 public:
  using Body = std::function<task<result<void>>(Turn&)>;

  explicit LaneEngine(const conversation::LaneOptions& options = small()) : layer(*this) {
    admit({"*"});
    const conversation::TurnRunner::Dependencies dependencies{
        engine.store,  *engine.outbox, *engine.inline_replies, engine,     *this,
        admission,     engine.backlog, engine.clock,           engine.log, engine.metrics,
        engine.random, &running,       &without_canary};
    runner = std::make_unique<conversation::TurnRunner>(dependencies);
    const conversation::Lanes::Dependencies queueing{engine.loops,   *runner,      *engine.outbox,
                                                     engine.backlog, engine.clock, engine.metrics};
    lanes = std::make_unique<conversation::Lanes>(queueing, options);
    inbox = std::make_unique<delivery::InboxService>(engine.inbox_services(*lanes));
    engine.channel.features.inline_reply = true;
  }

  /// Replaces the allow list and rebuilds the chain.
  void admit(std::vector<std::string> allow_from) {
    channels = {{"fake", "fake", std::move(allow_from), {}}};
    conversation::Pipeline::Layer only;
    only.name = "scripted";
    only.middleware = &layer;
    only.plugin = "scripted 1.0.0";
    only.path = "middleware[0]";
    pipeline = std::make_shared<conversation::Pipeline>(
        std::vector<conversation::Pipeline::Layer>{only}, FunctionEnd::nothing(), engine.clock,
        engine.log, conversation::AllowList(channels, {}));
  }

  /// Replaces the log's redactor.
  static std::string without_canary(std::string words) {
    const std::string canary = "sk-canary-secret";
    const std::size_t at = words.find(canary);
    return at == std::string::npos ? words : words.replace(at, canary.size(), "[redacted]");
  }

  /// A backlog of four messages.
  static conversation::LaneOptions small() {
    conversation::LaneOptions options;
    options.backlog = 4;
    return options;
  }

  [[nodiscard]] std::shared_ptr<const conversation::Pipeline> chain() const override {
    return pipeline;
  }

  Accepted accept(const std::string& peer, const std::string& text,
                  std::chrono::milliseconds inline_wait = {},
                  std::vector<std::string> aliases = {}) {
    Message message = written(peer, text);
    message.aliases = std::move(aliases);
    std::optional<result<Accepted>> accepted;
    engine.run([&]() -> task<void> {
      auto outcome = co_await inbox->accept(message, inline_wait);
      accepted.emplace(std::move(outcome));
    });
    engine.settle();
    return accepted->value();
  }

  /// Dispatches a message that an earlier run accepted `age` ago.
  void resume(const std::string& peer, const std::string& text, std::chrono::milliseconds age = {},
              int suspicion = 0) {
    Message message = written(peer, text);
    message.suspicion = suspicion;
    message.received_at -= age;
    engine.run([&]() -> task<void> {
      const auto row = co_await engine.store.accept(message);
      message.id = row->id;
    });
    engine.backlog.add();
    lanes->dispatch(std::move(message), nullptr, delivery::Arrival::resumed);
    engine.settle();
  }

  /// Makes every turn sleep for `span` before it answers; commands answer at once.
  void answer_after(std::chrono::milliseconds span) {
    body = [this, span](Turn& turn) -> task<result<void>> {
      if (turn.message.raw_text.starts_with('/')) {
        turn.result = TurnResult::command;
        turn.reply.add("command " + turn.message.raw_text);
        co_return result<void>();
      }
      began.push_back(turn.message.text);
      co_await engine.clock.sleep(span);
      turn.reply.add("re: " + turn.message.text);
      turn.result = TurnResult::answered;
      co_return result<void>();
    };
  }

  std::size_t stop(const std::string& peer) {
    std::size_t ended = 0;
    engine.run([&]() -> task<void> { ended = co_await lanes->stop({"fake", peer}); });
    engine.settle();
    return ended;
  }

  /// The reply that the webhook of an accepted message may write now; nullopt if the webhook is
  /// released without a reply. Throws if the webhook would have to wait.
  std::optional<std::string> inline_text(const Accepted& accepted) {
    std::optional<std::string> text;
    engine.run([&]() -> task<void> {
      const Delivery* const delivery = co_await accepted.reply->wait();
      if (delivery != nullptr) text = delivery->content.text;
    });
    accepted.reply->written(true);
    engine.settle();
    return text;
  }
  bool is_let_go(const Accepted& accepted) { return !inline_text(accepted); }

  [[nodiscard]] std::vector<std::string> sent() const {
    std::vector<std::string> texts;
    for (const Delivery& delivery : engine.channel.sent()) {
      texts.push_back(delivery.peer + ": " + delivery.content.text);
    }
    return texts;
  }

  class Layer final : public Middleware {
   public:
    explicit Layer(LaneEngine& owner) : owner_(owner) {}
    task<result<void>> handle(Turn& turn, Next& /*next*/) override {
      co_return co_await owner_.body(turn);
    }
    [[nodiscard]] bool passes_queue(Turn& turn) const override {
      return turn.message.raw_text.starts_with('/');
    }

   private:
    LaneEngine& owner_;
  };

  std::vector<ChannelInfo> channels;
  conversation::RunningTurns running;  ///< marks nothing until opened; must outlive the loops
  Engine engine;
  conversation::AdmissionControl admission{{engine.store, engine.clock, engine.random, engine.log,
                                            engine.metrics, [this] { return channels; }}};
  Layer layer;
  /// What every turn does. The default answers `re: <text>` at once.
  Body body = [](Turn& turn) -> task<result<void>> {
    turn.reply.add("re: " + turn.message.text);
    turn.result = TurnResult::answered;
    co_return result<void>();
  };
  std::vector<std::string> began;  ///< texts of the turns that `answer_after` started
  std::shared_ptr<conversation::Pipeline> pipeline;
  std::unique_ptr<conversation::TurnRunner> runner;
  std::unique_ptr<conversation::Lanes> lanes;
  std::unique_ptr<delivery::InboxService> inbox;

 private:
  Message written(const std::string& peer, const std::string& text) {
    Message message;
    message.channel = "fake";
    message.external_id = "m" + std::to_string(++last_);
    message.peer = peer;
    message.sender = peer;
    message.raw_text = text;
    message.text = text;
    message.received_at = engine.clock.now();
    return message;
  }

  int last_ = 0;
};

}  // namespace yak::testing

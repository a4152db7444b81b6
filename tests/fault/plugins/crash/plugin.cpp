// SPDX-License-Identifier: Apache-2.0
// A layer with a bug of the kind `how`, in the place `where`; and a channel whose route is taken.
#include "yak/plugin.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace {

// Infinite recursion that the compiler cannot detect or turn into a loop.
int overflow(volatile int& depth) {
  volatile char page[4096];
  page[0] = static_cast<char>(depth);
  depth = depth + 1;
  if (depth < 0) return 0;
  return overflow(depth) + page[0];
}

class CrashMiddleware final : public yak::Middleware {
 public:
  CrashMiddleware(yak::MiddlewareContext& context, yak::CommandRegistry& commands,
                  const yak::Settings& settings)
      : context_(context),
        commands_(commands),
        where_(settings.text("where")),
        how_(settings.text("how")),
        word_(settings.text("word")),
        span_(settings.duration("block_for")) {}

  yak::task<yak::result<void>> start() override {
    if (where_ == "start" && how_ == "command") co_return commands_.add(help());
    if (where_ == "start") fail();
    if (where_ == "background") {
      context_.spawn("poll", [this]() -> yak::task<void> { return poll(); });
    }
    co_return yak::result<void>();
  }

  yak::task<yak::result<void>> handle(yak::Turn& turn, yak::Next& next) override {
    const bool is_meant = turn.message.text.find(word_) != std::string::npos;
    if (is_meant && where_ == "message") fail();
    if (is_meant && where_ == "resumed") return fail_resumed(turn, next);
    return next(turn);
  }

 private:
  /// A command in the core's registry.
  static yak::Command help() {
    return {"help", "Help.", [](yak::Turn&, std::string) -> yak::task<yak::result<std::string>> {
              co_return std::string();
            }};
  }
  /// Fails in a coroutine after its first suspension.
  yak::task<yak::result<void>> fail_resumed(yak::Turn& turn, yak::Next& next) {
    co_await context_.clock().sleep(std::chrono::milliseconds(1));
    fail();
    co_return co_await next(turn);
  }

  yak::task<void> poll() {
    co_await context_.clock().sleep(std::chrono::milliseconds(1));
    fail();
  }

  void fail() const {
    if (how_ == "abort") std::abort();
    volatile int depth = 0;
    if (how_ == "overflow") overflow(depth);
    if (how_ == "exit") std::exit(0);
    if (how_ == "_exit") ::_exit(0);
    if (how_ == "throw") throw std::runtime_error("the service is gone");
    if (how_ == "block") std::this_thread::sleep_for(span_);
  }

  yak::MiddlewareContext& context_;
  yak::CommandRegistry& commands_;
  std::string where_;
  std::string how_;
  std::string word_;
  std::chrono::milliseconds span_;
};

/// Its only route is one of the core's.
class CrashChannel final : public yak::Channel {
 public:
  explicit CrashChannel(yak::ChannelContext& context) : context_(context) {}

  yak::task<yak::result<void>> start() override {
    co_return context_.routes().add(
        {"GET", "/livez", [](const yak::ServerRequest&) -> yak::task<yak::ServerResponse> {
           co_return yak::ServerResponse();
         }});
  }
  [[nodiscard]] yak::Capabilities capabilities() const override { return {}; }
  yak::task<yak::SendOutcome> send(const yak::Delivery& /*delivery*/) override {
    co_return yak::SendOutcome::rejected("this channel never starts");
  }
  yak::task<void> stop() override { co_return; }

 private:
  yak::ChannelContext& context_;
};

yak::result<std::unique_ptr<yak::Middleware>> make(yak::MiddlewareContext& context,
                                                   yak::CommandRegistry& commands,
                                                   yak::Settings settings) {
  return std::unique_ptr<yak::Middleware>(
      std::make_unique<CrashMiddleware>(context, commands, settings));
}

yak::result<std::unique_ptr<yak::Channel>> make_channel(yak::ChannelContext& context,
                                                        yak::Settings /*settings*/) {
  return std::unique_ptr<yak::Channel>(std::make_unique<CrashChannel>(context));
}

void enrol(yak::Registrar& registrar) {
  registrar.middleware(
      yak::Schema{
          yak::Field::text("word", "What a message says to crash it.").defaults_to("\"crash\""),
          yak::Field::choice("how", "What it does.",
                             {"abort", "overflow", "exit", "_exit", "throw", "block", "command"})
              .defaults_to("abort"),
          yak::Field::choice("where", "When it does that.",
                             {"message", "resumed", "start", "background"})
              .defaults_to("message"),
          yak::Field::duration("block_for", "For how long it blocks.").defaults_to("1h")},
      &make);
  registrar.channel(yak::Schema{}, &make_channel);
}

}  // namespace

YAK_PLUGIN("crash", "1.0.0", enrol);

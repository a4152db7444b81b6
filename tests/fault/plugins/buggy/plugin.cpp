// SPDX-License-Identifier: Apache-2.0
// A layer with bugs, selected by the message's text.
#include "yak/plugin.hpp"

#include <stdexcept>

namespace {

class BuggyMiddleware final : public yak::Middleware {
 public:
  yak::task<yak::result<void>> handle(yak::Turn& turn, yak::Next& next) override {
    const std::string& text = turn.message.text;
    if (text.starts_with("drop")) return drop(turn);
    if (text.starts_with("forget")) return forget(turn, next);
    if (text.starts_with("hook")) {
      turn.after_commit.emplace_back(
          [](bool /*durable*/) { throw std::runtime_error("the hook is broken"); });
    }
    return next(turn);
  }

 private:
  static yak::task<yak::result<void>> drop(yak::Turn& turn) {
    turn.drop();
    co_return yak::result<void>();
  }

  static yak::task<yak::result<void>> forget(yak::Turn& turn, yak::Next& next) {
    auto forgotten = next(turn);
    co_return yak::result<void>();
  }
};

yak::result<std::unique_ptr<yak::Middleware>> make(yak::MiddlewareContext& /*context*/,
                                                   yak::Settings /*settings*/) {
  return std::unique_ptr<yak::Middleware>(std::make_unique<BuggyMiddleware>());
}

void enrol(yak::Registrar& registrar) { registrar.middleware(yak::Schema{}, &make); }

}  // namespace

YAK_PLUGIN("buggy", "1.2.0", enrol);

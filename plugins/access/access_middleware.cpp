// SPDX-License-Identifier: Apache-2.0
#include "access/access_middleware.hpp"

#include <utility>

#include "access/access_commands.hpp"

namespace yak::access {
namespace {

/// Supplies the reply to senders whom the core refuses; admission itself is the core's. Immutable.
class AccessMiddleware final : public Middleware {
 public:
  explicit AccessMiddleware(std::string reply) : reply_(std::move(reply)) {}

  /// Not a coroutine: its frame would stay allocated for as long as the model takes to answer.
  task<result<void>> handle(Turn& turn, Next& next) override { return next(turn); }

  [[nodiscard]] std::string refusal_reply(const Message& /*message*/) const override {
    return reply_;
  }

 private:
  const std::string reply_;
};

}  // namespace

Schema schema() {
  constexpr double kMaxReply = 1'000;
  return Schema{
      Field::text("refusal_reply",
                  "Reply to a refused sender, at most once a day; empty: no reply. A reply tells a "
                  "stranger that the bot exists, and may cost money.")
          .defaults_to("\"\"")
          .between(0, kMaxReply),
  };
}

result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context,
                                                    CommandRegistry& commands, Settings settings) {
  for (Command& command : access_commands(context.admission())) {
    auto added = commands.add(std::move(command));
    if (!added) return added.error();
  }
  return std::unique_ptr<Middleware>(
      std::make_unique<AccessMiddleware>(settings.text("refusal_reply")));
}

}  // namespace yak::access

#include "access/access_middleware.hpp"

#include <utility>

#include "access/access_commands.hpp"

namespace yak::access {
namespace {

/// Has the administrators' commands, and the words for those whom the core refuses. Immutable.
class AccessMiddleware final : public Middleware {
 public:
  explicit AccessMiddleware(std::string reply) : reply_(std::move(reply)) {}

  /// Hands the rest of the chain on as it is: a coroutine of its own would stand here for as long
  /// as the model thinks.
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
                  "What a refused sender is told, at most once a day; empty: nothing. Every reply "
                  "tells a stranger that somebody is here, and may cost.")
          .defaults_to("\"\"")
          .between(0, kMaxReply),
  };
}

result<std::unique_ptr<Middleware>> make_middleware(Context& context, Settings settings) {
  for (Command& command : access_commands(context.admission())) {
    auto added = context.commands().add(std::move(command));
    if (!added) return added.error();
  }
  return std::unique_ptr<Middleware>(
      std::make_unique<AccessMiddleware>(settings.text("refusal_reply")));
}

}  // namespace yak::access

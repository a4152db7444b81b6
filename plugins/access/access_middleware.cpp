#include "access/access_middleware.hpp"

#include <utility>

#include "access/access_commands.hpp"
#include "access/access_list.hpp"
#include "access/refusals.hpp"

namespace yak::access {
namespace {

/// Lets through whom the lists name and nobody else. Thread-safe: the state is in AccessList and
/// Refusals.
class AccessMiddleware final : public Middleware {
 public:
  AccessMiddleware(Context& context, std::shared_ptr<AccessList> list, std::string reply)
      : context_(context),
        list_(std::move(list)),
        reply_(std::move(reply)),
        refused_(context.metrics().counter("yak_access_refused_total",
                                           "Messages of senders whom no list names")) {}

  task<result<void>> start() override {
    const int limit = static_cast<int>(AccessList::kMaxRulings);
    const auto rulings = co_await context_.store().list(kSpace, limit);
    if (!rulings) co_return rulings.error();
    for (const auto& [key, value] : *rulings) {
      const std::optional<Ruling> ruling = ruling_from(value);
      if (ruling) list_->rule(key, *ruling);
    }
    co_return result<void>();
  }

  /// Hands the rest of the chain on as it is: a coroutine of its own would stand here for as long
  /// as the model thinks.
  task<result<void>> handle(Turn& turn, Next& next) override {
    const Message& message = turn.message;
    return list_->allows(message.channel, message.sender) ? next(turn) : refuse(turn);
  }

 private:
  task<result<void>> refuse(Turn& turn) {
    turn.result = TurnResult::refused;
    refused_.add();
    const Refusal refusal = refusals_.note(turn.user, context_.clock().monotonic());
    if (refusal.log) log_refusal(turn);
    if (refusal.reply && !reply_.empty()) turn.reply.add(reply_);
    co_return result<void>();
  }

  /// The one line of Yak that names a whole address: the operator has to copy it to let the sender
  /// in, and cannot learn it otherwise when the sender is themselves.
  void log_refusal(const Turn& turn) {
    context_.log().warn("refused " + turn.user + ": to admit, send '/allow " + turn.user +
                        "' as an administrator or add '" + turn.message.sender + "' to channels." +
                        turn.message.channel + ".allow_from");
  }

  Context& context_;
  std::shared_ptr<AccessList> list_;
  std::string reply_;
  Counter& refused_;
  Refusals refusals_;
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
  auto list = std::make_shared<AccessList>(context.channels());
  for (Command& command : access_commands(context, list)) {
    auto added = context.commands().add(std::move(command));
    if (!added) return added.error();
  }
  return std::unique_ptr<Middleware>(
      std::make_unique<AccessMiddleware>(context, std::move(list), settings.text("refusal_reply")));
}

}  // namespace yak::access

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/message.hpp"
#include "yak/provider.hpp"
#include "yak/store.hpp"
#include "yak/task.hpp"
#include "yak/trace.hpp"

namespace yak {

enum class Privilege : std::uint8_t { user = 0, admin = 1 };

/// How a turn ended, for logs and metrics.
enum class TurnResult : std::uint8_t {
  unanswered,  ///< nothing set it: the chain ended without a reply
  answered,    ///< the model answered
  command,     ///< a command answered
  refused,     ///< not allowed, or over a limit
  failed,      ///< no model could answer; the reply says so
  stopped,     ///< by `/stop`
  unreadable,  ///< nothing in the message that a model could read; the reply says so
};

/// One message's way through the chain, with the reply that is being made. Belongs to the turn's
/// coroutine; nothing else may touch it.
struct Turn {
  Turn() = default;

  Message message;
  std::string user;  ///< message.user()
  /// Whom the user counts as where a configuration or an administrator names people: the sender as
  /// the channel compares addresses, `whatsapp:15551234567`, and those of the sender's aliases that
  /// are known to be this person's. The core sets it before the chain begins; see UserSet.
  std::vector<std::string> identities;
  Privilege privilege = Privilege::user;

  // What the model will be asked.
  std::string model;  ///< `openai/gpt-4o-mini`; empty: the user's choice, else the default
  std::vector<ChatLine>
      context;  ///< earlier lines, oldest first; the message itself is added later

  /// What the channel's service charges for messages. The core sets it before the chain begins,
  /// and adds the sum to the user's usage when the turn is committed.
  MessagePrice price;

  // What came of it.
  Reply reply;
  TurnResult result = TurnResult::unanswered;
  std::optional<Completion> completion;  ///< when a model answered
  std::string answered_by;               ///< `openai/gpt-4o`: after fallbacks
  std::int64_t cost_nano_usd = 0;        ///< of this turn, where `cost_known`
  bool cost_known = false;

  /// Names the message's trace; the core sets it before the chain begins.
  TraceId trace_id{};
  /// What the turn spent its time on, at most kMaxTraceSteps. The core adds the chain's layers and
  /// the calls to models; a layer may add steps of its own.
  std::vector<TraceStep> steps;

  /// Writes that become durable together with the reply, or not at all.
  Batch writes;
  /// Called on the turn's loop once it is known whether `writes` became durable: for what a layer
  /// keeps in memory beside the store. At most once each, in order; not at all when the process
  /// stops first. They own what they use (the turn may be gone), do not block and do not throw.
  std::vector<std::function<void(bool durable)>> after_commit;
};

/// The rest of the chain. Callable once: a second call, or a call after the turn has ended, is an
/// `internal` error and runs nothing.
class YAK_API Next {
 public:
  virtual ~Next();
  virtual task<result<void>> operator()(Turn& turn) = 0;
};

/// One layer around the model: acts before, calls `next`, acts after. A layer that answers by
/// itself sets `turn.reply` and does not call `next`; ending with neither a reply nor a call drops
/// the message silently (a refused stranger, say).
///
/// One object an instance; `handle` runs for many conversations and on several loops at once.
class YAK_API Middleware {
 public:
  virtual ~Middleware();
  virtual task<result<void>> start();
  /// A layer with nothing to do afterwards is best a plain function that returns `next(turn)`: a
  /// coroutine of its own would hold memory for as long as the model thinks.
  virtual task<result<void>> handle(Turn& turn, Next& next) = 0;
  /// True for a message that must not wait behind its conversation's running turn (a command).
  /// Called before the chain; pure and quick.
  [[nodiscard]] virtual bool passes_queue(const Message& message) const;
  /// What a sender is told who is not admitted, at most once a day; empty: nothing. The core asks
  /// the layers in order and takes the first words. No layer handles such a message.
  [[nodiscard]] virtual std::string refusal_reply(const Message& message) const;
  virtual task<void> stop();
};

}  // namespace yak

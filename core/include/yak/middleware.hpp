#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
  unanswered,  ///< nothing set it yet; a chain that ends so has a bug
  answered,    ///< the model answered, or a layer in its place
  command,     ///< a command answered
  refused,     ///< not allowed, or over a limit
  failed,      ///< no model could answer; the reply says so
  stopped,     ///< by `/stop`
  unreadable,  ///< nothing in the message that a model could read; the reply says so
  dropped,     ///< by `Turn::drop`: deliberately without a reply
};

/// Functions that hear how a turn's commit ended, each at most once, in order, on the turn's loop;
/// none is called when the process stops first. They own what they use (the turn may be gone) and
/// do not block. One that throws is a bug: the core logs it with its plugin, and goes on.
class YAK_API AfterCommit {
 public:
  /// `durable`: whether the turn's `writes` are on stable storage.
  using Hook = std::function<void(bool durable)>;
  struct Entry {
    Hook hook;
    std::size_t layer = 0;  ///< of the chain, that added it
  };

  void emplace_back(Hook hook) { entries_.push_back({std::move(hook), layer_}); }
  /// Calls all of them, with nothing between them and an exception: for tests.
  void tell(bool durable) const {
    for (const Entry& entry : entries_) entry.hook(durable);
  }

  /// For the core: which layer runs now; all that was added, which is then gone from here.
  void enter_layer(std::size_t layer) noexcept { layer_ = layer; }
  [[nodiscard]] std::vector<Entry> take() { return std::exchange(entries_, {}); }

 private:
  std::vector<Entry> entries_;
  std::size_t layer_ = 0;
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
  /// Called once it is known whether `writes` became durable: for what a layer keeps in memory
  /// beside the store.
  AfterCommit after_commit;

  /// Ends the turn deliberately without a reply (to a stranger, for example). The
  /// layer that calls it does not call `next`.
  void drop() {
    reply = Reply();
    result = TurnResult::dropped;
  }
};

/// The rest of the chain. Callable once, while `handle` runs; the task that it gives must be
/// awaited (or returned) by `handle`. A second call is an `internal` error and runs nothing. A call
/// whose task was not awaited when `handle` ends has run nothing either, and fails the turn.
class YAK_API Next {
 public:
  virtual ~Next();
  virtual task<result<void>> operator()(Turn& turn) = 0;
};

/// One layer around the model: acts before, calls `next`, acts after. A layer that answers by
/// itself adds to `turn.reply`, says in `turn.result` what that was (else the turn counts as
/// answered) and does not call `next`. To end a turn without a word a layer calls `turn.drop()`, or
/// sets `turn.result` to `refused`.
///
/// A layer that ends with none of these has a bug, as one that throws has: the turn fails, the log
/// names plugin, instance, layer and message, and the person gets an apology.
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
  /// What the store has of a person is about to be erased: forget what is in memory of it. What is
  /// returned lives until the store has done so or has failed; until then, nothing that is read
  /// from the store of this person may be kept. Called on any thread; must not block. Default:
  /// null.
  virtual std::shared_ptr<void> forget(const Person& person);
  virtual task<void> stop();
};

}  // namespace yak

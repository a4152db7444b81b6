// SPDX-License-Identifier: Apache-2.0
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
#include "yak/message/message.hpp"
#include "yak/message/turn_step.hpp"
#include "yak/provider.hpp"
#include "yak/store/batch.hpp"
#include "yak/store/person_records.hpp"
#include "yak/task.hpp"

namespace yak {

/// What a user may do: `admin` includes all that `user` may do.
enum class Privilege : std::uint8_t { user = 0, admin = 1 };

/// How a turn ended, for logs and metrics.
enum class TurnResult : std::uint8_t {
  unanswered,  ///< no layer set a result; a chain that ends like this has a bug
  answered,    ///< by the model, or by a layer in its place
  command,     ///< by a command
  refused,     ///< not allowed, or over a limit
  failed,      ///< no model could answer; the reply says so
  stopped,     ///< ended by `/stop`
  unreadable,  ///< the message had nothing that a model can read; the reply says so
  dropped,     ///< ended by `Turn::drop`, without a reply
};

/// Hooks that run when the outcome of a turn's commit is known: each at most once, in order, on the
/// turn's loop; none if the process stops first. A hook must own what it uses, because the turn may
/// be destroyed, and must not block. An exception from a hook is a bug: the core logs it with the
/// plugin and continues.
class YAK_API AfterCommit {
 public:
  /// `durable`: whether the turn's `writes` are on stable storage.
  using Hook = std::function<void(bool durable)>;
  struct Entry {
    Hook hook;
    std::size_t layer = 0;  ///< index in the chain of the layer that added it
  };

  /// Adds a hook.
  void emplace_back(Hook hook) { entries_.push_back({std::move(hook), layer_}); }
  /// For tests: calls all hooks; an exception propagates.
  void tell(bool durable) const {
    for (const Entry& entry : entries_) entry.hook(durable);
  }

  /// For the core: `enter_layer` sets the layer that hooks are attributed to; `take` removes and
  /// returns all hooks.
  void enter_layer(std::size_t layer) noexcept { layer_ = layer; }
  [[nodiscard]] std::vector<Entry> take() { return std::exchange(entries_, {}); }

 private:
  std::vector<Entry> entries_;
  std::size_t layer_ = 0;
};

/// A command that a person typed, as the layer that claims it has parsed it. It need not exist.
struct CommandCall {
  std::string name;      ///< lower case, without the slash; never empty
  std::string argument;  ///< trimmed; empty if it was too long
  bool argument_too_long = false;
};

/// The processing of one message by the chain, with the reply that is being made. Owned by the
/// turn's coroutine; nothing else may access it.
struct Turn {
  Turn() = default;

  Message message;
  std::string user;  ///< message.user()
  /// The names under which configurations and administrators may refer to the user: the sender in
  /// the channel's normalized form, `whatsapp:15551234567`, and those of the sender's aliases that
  /// are known to be the same person's. Set by the core before the chain begins; see UserSet.
  std::vector<std::string> identities;
  Privilege privilege = Privilege::user;
  /// The command that the message is. A layer sets it in `passes_queue`, so that the text is parsed
  /// once.
  std::optional<CommandCall> command;

  // The request to the model.
  std::string model;  ///< `openai/gpt-4o-mini`; empty: the user's choice, else the default
  std::vector<ChatLine> context;  ///< earlier lines, oldest first, without the message itself

  /// What the channel's service charges for messages. The core sets it before the chain begins and
  /// adds the sum to the user's usage at commit.
  MessagePrice price;

  // The result.
  Reply reply;
  TurnResult result = TurnResult::unanswered;
  std::optional<Completion> completion;  ///< set if a model answered
  std::string answered_by;         ///< `openai/gpt-4o`: the model that answered, after fallbacks
  std::int64_t cost_nano_usd = 0;  ///< of this turn; valid if `cost_known`
  bool cost_known = false;

  /// The steps of the turn with their times, at most kMaxTurnSteps. The core adds one for each
  /// layer and each model call; a layer may add its own.
  std::vector<TurnStep> steps;

  /// Writes that are committed in one transaction with the reply.
  Batch writes;
  /// Hooks for state that a layer keeps in memory and must change with `writes`.
  AfterCommit after_commit;

  /// Ends the turn without a reply (to an unknown sender, for example). A layer that calls it must
  /// not call `next`.
  void drop() {
    reply = Reply();
    result = TurnResult::dropped;
  }
};

/// The rest of the chain. It can be called once, while `handle` runs; `handle` must await or return
/// the task. A second call runs nothing and is an `internal` error. If the task was not awaited
/// when `handle` ends, nothing of it has run and the turn fails.
class YAK_API Next {
 public:
  virtual ~Next();
  virtual task<result<void>> operator()(Turn& turn) = 0;
};

/// One layer of the chain around the model: it acts, calls `next`, and acts again. A layer that
/// answers in the model's place adds to `turn.reply`, sets `turn.result` (default: answered) and
/// does not call `next`. To end a turn without a reply, a layer calls `turn.drop()` or sets
/// `turn.result` to `refused`.
///
/// A layer that ends without any of these has a bug, as one that throws: the turn fails, the log
/// names plugin, instance, layer and message, and the person gets an apology.
///
/// One object per instance. `handle` runs for many conversations and on several loops at once.
class YAK_API Middleware {
 public:
  virtual ~Middleware();
  /// Called once before the first turn. An error keeps the daemon from starting. Default: nothing.
  virtual task<result<void>> start();
  /// Handles one turn. A layer with nothing to do after `next` should be a plain function that
  /// returns `next(turn)`: a coroutine would hold its frame until the model has answered.
  virtual task<result<void>> handle(Turn& turn, Next& next) = 0;
  /// Whether the message must not wait behind its conversation's running turn (a command, for
  /// example). Called once before `handle`, as soon as the message comes to its lane, whatever
  /// other layers have returned; called again if a reload has replaced the chain since. May set
  /// `turn.command` and nothing else. Must be fast.
  [[nodiscard]] virtual bool passes_queue(Turn& turn) const;
  /// The reply to a sender who is not admitted, sent at most once a day; empty: none. The core uses
  /// the first non-empty reply in the order of the layers. No layer handles such a message.
  [[nodiscard]] virtual std::string refusal_reply(const Message& message) const;
  /// Discards what the layer holds in memory about a person whose data the store is about to erase.
  /// The core destroys the returned object when the store has succeeded or failed; until then the
  /// layer must not cache anything about this person that it reads from the store. Called on any
  /// thread; must not block. Default: null.
  virtual std::shared_ptr<void> forget(const Person& person);
  /// Called once after `start`, also if that failed, and before spawned work is cancelled. Default:
  /// nothing.
  virtual task<void> stop();
};

}  // namespace yak

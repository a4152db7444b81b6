#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"
#include "yak/finding.hpp"
#include "yak/message.hpp"
#include "yak/provider.hpp"
#include "yak/task.hpp"

namespace yak {

/// What a channel can do; asked once after start.
struct Capabilities {
  bool typing = false;        ///< `typing` shows something
  bool inline_reply = false;  ///< a reply of one delivery can ride on the answer to the webhook
  /// The least time between two sends from one sender address; 0: no limit.
  std::chrono::milliseconds send_interval{0};
  /// For how long after a person's last message the service takes replies; 0: always. The core
  /// sends no reply later than that, unless `window_template` is set.
  std::chrono::milliseconds reply_window{0};
  /// After that time `send` sends a template in place of the reply: see Delivery::window_closed.
  bool window_template = false;
};

/// What came of a send. Made by the named functions.
class YAK_API SendOutcome {
 public:
  enum class Kind : std::uint8_t { sent, retry, rejected, unknown };

  /// Taken; `receipt` is the channel's id of it.
  static SendOutcome sent(std::string receipt);
  /// Certainly not taken; try again, not before `wait` where given.
  static SendOutcome retry(std::string reason, std::optional<std::chrono::milliseconds> wait = {});
  /// As retry, and nothing else leaves this instance before `wait` either.
  static SendOutcome pause(std::string reason, std::chrono::milliseconds wait);
  /// Refused for good: dead letter. `reason` is for the operator: what happened and what to do.
  static SendOutcome rejected(std::string reason);
  /// It may have been taken: the connection broke after bytes had left, or the answer was 5xx.
  static SendOutcome unknown(std::string reason);

  Kind kind = Kind::unknown;
  std::string receipt;
  std::string reason;
  std::optional<std::chrono::milliseconds> wait;
  bool pauses_sender = false;
};

/// The answer to "was that send taken after all?".
struct Lookup {
  enum class Kind : std::uint8_t { found, absent, unknown };
  Kind kind = Kind::unknown;
  std::string receipt;  ///< when found
};

/// Where messages come from and replies go. One object an instance; every method may run on several
/// loops at once, but sends of one conversation never overlap and come in order.
class YAK_API Channel {
 public:
  virtual ~Channel();
  /// Registers routes, opens sockets. A failure keeps the daemon from starting.
  virtual task<result<void>> start() = 0;
  [[nodiscard]] virtual Capabilities capabilities() const = 0;
  /// Cuts a reply into what will be sent, in order. Pure: no I/O. Default: one a part, text as it
  /// is.
  [[nodiscard]] virtual std::vector<Outbound> render(const Reply& reply) const;
  /// Performs one attempt. The journal already says `sending`.
  virtual task<SendOutcome> send(const Delivery& delivery) = 0;
  /// Asks the service about a send whose outcome is unknown. Default: unknown.
  virtual task<result<Lookup>> find(const Delivery& delivery);
  /// Asks the service for messages that came in since `since` and gives them to the inbox, oldest
  /// first, with the time at which they came; what the inbox has already is harmless. Called after
  /// the daemon was away. Gives how many were new. Default: none.
  virtual task<result<std::size_t>> catch_up(WallTime since);
  /// Shows that an answer to `message` is being made. Best effort. Default: nothing.
  virtual task<void> typing(const Message& message);
  /// Default: `unsupported`.
  virtual task<result<Credits>> credits();
  /// Asks the service whether messages would come and go: name, TLS, credentials, its settings
  /// against ours. Changes nothing there. Called on an instance that may not have been started.
  /// Default: nothing.
  virtual task<std::vector<Finding>> examine();
  virtual task<void> stop() = 0;
};

/// A reply that may ride on the webhook's own answer. The channel waits for it once, and tells what
/// became of it.
class YAK_API InlineReply {
 public:
  virtual ~InlineReply();
  /// The one delivery to write, or null: the time passed, or the reply goes out by `send`. It lives
  /// until `written`.
  virtual task<const Delivery*> wait() = 0;
  /// After `wait` gave a delivery: whether its bytes were handed to the kernel whole. Call it once;
  /// when it is never called the delivery counts as in doubt.
  virtual void written(bool whole) = 0;
  /// After `written(true)`: the connection was reset, so that the reply may not have arrived; it is
  /// in doubt from now on.
  virtual void lost() = 0;
};

struct Accepted {
  MessageId id = 0;
  bool duplicate = false;  ///< it was there already; nothing more will happen for it
  /// Null unless an inline reply was asked for and the message is new.
  std::shared_ptr<InlineReply> reply;
};

/// The way in. Thread-safe.
class YAK_API Inbox {
 public:
  virtual ~Inbox();
  /// Returns once the message is on disk (fsync): only then may the sender be told 2xx.
  /// With `inline_wait` above zero an inline reply is offered for that long, counted from now.
  /// `unavailable`: too much is waiting; tell the sender to come again (503).
  virtual task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) = 0;
  /// Records how far a delivery got; repeats and late arrivals are harmless.
  virtual task<result<void>> report(StatusReport report) = 0;
};

}  // namespace yak

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/diagnosis.hpp"
#include "yak/error.hpp"
#include "yak/message/message.hpp"
#include "yak/provider.hpp"
#include "yak/task.hpp"

namespace yak {

/// The capabilities of a channel instance. Read once, after `start`.
struct Capabilities {
  bool typing = false;        ///< `typing` has an effect
  bool inline_reply = false;  ///< a reply of one delivery can be sent in the webhook's response
  /// The minimum interval between two sends from one sender address; 0: no limit.
  std::chrono::milliseconds send_interval{0};
  /// How long after a person's last message the service accepts replies; 0: no limit. After that
  /// time the core does not send the reply, unless `window_template` is set.
  std::chrono::milliseconds reply_window{0};
  /// After that time `send` sends a template instead of the reply; see Delivery::window_closed.
  bool window_template = false;
  /// Two instances cannot receive at once, because the channel polls or holds the account's only
  /// connection. A reload that rebuilds the instance then calls `hand_over` before the `start` of
  /// its successor.
  bool receives_alone = false;
};

/// The outcome of one send attempt. Use the named functions to make one.
class YAK_API SendOutcome {
 public:
  enum class Kind : std::uint8_t { sent, retry, rejected, unknown };

  /// The service took it; `receipt` is the service's id for it.
  static SendOutcome sent(std::string receipt);
  /// The service did not take it. The core retries, after at least `wait` if given.
  static SendOutcome retry(std::string reason, std::optional<std::chrono::milliseconds> wait = {});
  /// As `retry`; the instance sends nothing else until `wait` has passed.
  static SendOutcome pause(std::string reason, std::chrono::milliseconds wait);
  /// The service refused it permanently: it becomes a dead letter. `reason` tells the operator what
  /// happened and what to do.
  static SendOutcome rejected(std::string reason);
  /// The service may have taken it: the connection broke after bytes had been sent, or the response
  /// was 5xx.
  static SendOutcome unknown(std::string reason);

  Kind kind = Kind::unknown;
  std::string receipt;
  std::string reason;
  std::optional<std::chrono::milliseconds> wait;
  bool pauses_sender = false;
};

/// The result of looking up a send whose outcome is unknown.
struct Lookup {
  enum class Kind : std::uint8_t { found, absent, unknown };
  Kind kind = Kind::unknown;
  std::string receipt;  ///< if found
};

/// A service that messages come from and replies go to. One object per instance. All methods may
/// run on several loops at once, but sends of one conversation are in order and never overlap.
class YAK_API Channel {
 public:
  virtual ~Channel();
  /// Registers routes and opens sockets. An error keeps the daemon from starting.
  virtual task<result<void>> start() = 0;
  [[nodiscard]] virtual Capabilities capabilities() const = 0;
  /// Splits a reply into the messages to send, in order. Pure: no I/O. Default: one message for
  /// each part, with its text unchanged.
  [[nodiscard]] virtual std::vector<Outbound> render(const Reply& reply) const;
  /// Makes one send attempt. The journal already has the delivery as `sending`.
  virtual task<SendOutcome> send(const Delivery& delivery) = 0;
  /// Asks the service whether a send whose outcome is unknown was taken. Default: unknown.
  virtual task<result<Lookup>> find(const Delivery& delivery);
  /// Fetches the messages that the service received since `since` and passes them to the inbox,
  /// oldest first, with the time at which the service received them. Messages that the inbox
  /// already has are ignored. Called after the daemon was down. Returns the number of new messages.
  /// Default: none.
  virtual task<result<std::size_t>> catch_up(WallTime since);
  /// Shows a typing indicator while the answer to `message` is being made. Best effort. Default:
  /// nothing.
  virtual task<void> typing(const Message& message);
  /// The account's balance or spending at the service. Default: `unsupported`.
  virtual task<result<Credits>> credits();
  /// Checks, for `yak doctor`, that messages can be received and sent: host name, TLS, credentials,
  /// the service's settings against this configuration. Must change nothing at the service. Called
  /// also on an instance that was not started. Default: no findings.
  virtual task<std::vector<Diagnosis>> diagnose();
  /// Ends receiving, because a successor is about to start; see Capabilities::receives_alone.
  /// Returns when the instance passes nothing more to the inbox. It still sends until `stop`.
  /// Default: nothing.
  virtual task<void> hand_over();
  /// Receives again, because the successor did not start. Called only after `hand_over`. Default:
  /// nothing.
  virtual task<void> take_back();
  /// Called once after `start`, also if that failed, and before spawned work is cancelled.
  virtual task<void> stop() = 0;
};

/// A reply that may be sent in the webhook's own response. The channel waits for it once and
/// reports the outcome of the write.
class YAK_API InlineReply {
 public:
  virtual ~InlineReply();
  /// The one delivery to write; null if the time passed or if the reply goes out by `send`. It is
  /// valid until `written` is called.
  virtual task<const Delivery*> wait() = 0;
  /// Called once after `wait` returned a delivery: whether all its bytes were handed to the kernel.
  /// If it is never called, the delivery is in doubt. Both this and `lost` may be called on any
  /// thread.
  virtual void written(bool whole) = 0;
  /// Called after `written(true)` if the connection was reset: the reply may not have arrived, and
  /// the delivery is in doubt.
  virtual void lost() = 0;
};

/// The result of Inbox::accept.
struct Accepted {
  MessageId id = 0;
  bool duplicate = false;  ///< it had been accepted before; nothing else is done with it
  /// Null unless an inline reply was requested and the message is new.
  std::shared_ptr<InlineReply> reply;
};

/// Accepts the messages that channels receive. Thread-safe.
class YAK_API Inbox {
 public:
  virtual ~Inbox();
  /// Returns once the message is on disk (fsync). Acknowledge it to the service (2xx) only then. If
  /// `inline_wait` is above zero, an inline reply is offered for that long, counted from now.
  ///
  /// `unavailable`: the daemon is starting, the disk is nearly full, too many messages are waiting,
  /// or the store failed; answer 503, so that the service retries. `too_large`: the store will
  /// never take this message; a permanent refusal (4xx) ends the service's retries.
  virtual task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) = 0;
  /// Records a delivery's status. Repeated and late reports are harmless. `not_found`: there is no
  /// such delivery (another program's, or deleted by age); acknowledge the report all the same.
  /// `unavailable`: the store failed; ask the service to report again.
  virtual task<result<void>> report(ReceiptUpdate report) = 0;
  /// The delivery of this channel instance that has `receipt`; 0 if none has. `unavailable` if the
  /// store failed.
  virtual task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) = 0;
};

}  // namespace yak

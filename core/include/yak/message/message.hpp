// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/message/trace_id.hpp"

namespace yak {

using MessageId = std::int64_t;   ///< assigned by the store at accept; 0 before
using DeliveryId = std::int64_t;  ///< assigned by the store at commit; 0 before
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// A file that belongs to a message or to a reply.
struct Attachment {
  /// Where the channel's service keeps the file. Without credentials: the channel adds its own.
  std::string url;
  std::string content_type;  ///< `image/jpeg`; empty if unknown
  std::string name;          ///< file name; empty if the channel does not give one
};

/// Identifies a conversation by its channel instance and peer (a person or a group). It is the unit
/// of ordering and of history.
struct ConversationKey {
  ConversationKey() = default;
  ConversationKey(std::string channel, std::string peer)
      : channel(std::move(channel)), peer(std::move(peer)) {}
  friend bool operator==(const ConversationKey&, const ConversationKey&) = default;

  std::string channel;  ///< instance name
  std::string peer;     ///< the peer's address in the channel's format: `+15551234567`
};

/// A message that a person sent. The channel fills it in; the store assigns the id.
struct Message {
  Message() = default;

  MessageId id = 0;
  std::string channel;      ///< instance name
  std::string external_id;  ///< the service's id, unique in the instance; identifies duplicates
  std::string peer;         ///< the other side of the conversation: a person or a group
  std::string sender;       ///< who wrote it; equal to `peer` except in groups
  /// The sender's other current addresses according to the service (a telephone number, a user
  /// name), if `sender` is a stable id. At most kMaxAliases are used; see Journal::accept. In a
  /// resumed message: the addresses that the service named last.
  std::vector<std::string> aliases;
  /// Those of `aliases` that became the sender's with this message. Set by the core.
  std::vector<std::string> merged;
  std::string sender_name;  ///< as the service gives it; may be empty
  std::string to;           ///< the bot's address that received it; replies are sent from it
  /// The address that replies are sent to, if it is not `peer`: the telephone number of a person
  /// with a stable id. Empty: `peer`.
  std::string address;
  /// The text as the person typed it, unchanged. Commands are parsed from this field only.
  std::string raw_text;
  /// The text for the model: `raw_text`, or a description of a location, a button, a quoted reply
  /// or a file.
  std::string text;
  std::string reply_to;  ///< external id of the message that this one quotes; may be empty
  std::vector<Attachment> attachments;
  /// The message as received from the service, verbatim, so that no field of it is lost.
  std::string payload;
  WallTime received_at{};
  /// Points of suspicion that its turns crashed the process; see `Maintenance::add_suspicion`.
  int suspicion = 0;
  /// How many steps of its turn the journal has (Journal::steps), if the message is resumed or
  /// revived. Set by the store.
  int steps = 0;
  /// Of the trace of its turn and its deliveries. Set by the core before the journal has the
  /// message; not set in a message that an earlier version of the store wrote.
  TraceId trace_id{};

  [[nodiscard]] ConversationKey conversation() const { return {channel, peer}; }
  /// `whatsapp:+15551234567`: identifies the sender for roles, limits, usage and model choice.
  [[nodiscard]] std::string user() const { return channel + ":" + sender; }
  /// Makes `stable_id` the sender. If `peer` is the sender, it becomes `stable_id` too, and
  /// `address` keeps the old one, so that replies go to the same place as before.
  void identify(std::string stable_id) {
    if (stable_id.empty() || stable_id == sender) return;
    if (aliases.empty()) aliases.push_back(sender);
    if (peer == sender) {
      if (address.empty()) address = std::move(peer);
      peer = stable_id;
    }
    sender = std::move(stable_id);
  }
};

/// The most aliases of one person that are used; further ones are ignored.
inline constexpr std::size_t kMaxAliases = 8;

/// What a channel's service charges for messages, in billionths of a US dollar.
struct MessagePrice {
  std::int64_t in_nano_usd = 0;   ///< for each received message
  std::int64_t out_nano_usd = 0;  ///< for each delivery

  /// Whether there is any charge.
  [[nodiscard]] bool any() const noexcept { return in_nano_usd != 0 || out_nano_usd != 0; }
};

/// The format of a part's text.
enum class Markup : std::uint8_t {
  markdown,  ///< as models write it; the channel converts it to what it can show
  plain,     ///< shown unchanged
};

/// One part of a reply, before the channel splits it to the service's length limits.
struct ReplyPart {
  ReplyPart() = default;
  ReplyPart(std::string text, Markup markup) : text(std::move(text)), markup(markup) {}

  std::string text;
  Markup markup = Markup::plain;
  std::vector<Attachment> media;
};

/// The reply to one message: parts in order.
struct Reply {
  Reply() = default;
  void add(std::string text, Markup markup = Markup::plain) {
    parts.emplace_back(std::move(text), markup);
  }
  [[nodiscard]] bool empty() const noexcept { return parts.empty(); }

  std::vector<ReplyPart> parts;
};

/// The content of one outbound message, as the channel sends it.
struct Outbound {
  Outbound() = default;
  explicit Outbound(std::string text) : text(std::move(text)) {}

  std::string text;
  std::vector<Attachment> media;
};

/// The state of a delivery. Written to the journal before the action that it names.
enum class DeliveryState : std::uint8_t {
  pending = 0,   ///< will be sent at `next_at`
  sending = 1,   ///< a request may be in progress
  sent = 2,      ///< the service took it and returned a receipt
  dead = 3,      ///< will not be sent; `failure` says why
  in_doubt = 4,  ///< the service may or may not have taken it
};

/// The status of a sent delivery, as the service reports it. It only advances, because callbacks
/// come out of order; `failed` is final. See `moves_up`.
enum class ReceiptStatus : std::uint8_t {
  none = 0,
  queued = 1,
  sent = 2,
  delivered = 3,
  read = 4,
  failed = 5,
};

/// One outbound message, with its own state and receipt.
struct Delivery {
  Delivery() = default;

  DeliveryId id = 0;
  MessageId message = 0;    ///< the message that it answers
  std::string channel;      ///< instance name
  std::string peer;         ///< the conversation's peer
  std::string address;      ///< the receiver's address, if it is not `peer`; see Message::address
  std::string from;         ///< the bot's address that it is sent from
  std::string in_reply_to;  ///< external id of the message that it answers
  int part = 1;             ///< its number among the reply's parts, from 1
  int parts = 1;
  Outbound content;

  DeliveryState state = DeliveryState::pending;
  int attempts = 0;
  WallTime created_at{};
  WallTime next_at{};
  std::string receipt;  ///< the service's id for the sent message
  ReceiptStatus status = ReceiptStatus::none;
  std::string failure;  ///< the reason, if dead or in doubt
  TraceId trace_id{};   ///< Message::trace_id of the message that it answers

  /// When the message that it answers was received; unset if unknown. Not in the journal.
  WallTime answers_at{};
  /// Set by the core before `send` and `find` if the channel has a `window_template`: the person's
  /// last message is older than the channel's `reply_window`. Not in the journal.
  bool window_closed = false;

  [[nodiscard]] ConversationKey conversation() const { return {channel, peer}; }
  /// The address that it is sent to.
  [[nodiscard]] const std::string& receiver() const { return address.empty() ? peer : address; }
};

/// A delivery status that a service reported by a callback.
struct ReceiptUpdate {
  ReceiptUpdate() = default;

  std::string channel;      ///< instance name
  DeliveryId delivery = 0;  ///< if the callback names it; else 0
  std::string receipt;      ///< the service's id for the sent message
  ReceiptStatus status = ReceiptStatus::none;
  std::string failure;  ///< the reason for the operator, if failed
};

}  // namespace yak

template <>
struct std::hash<yak::ConversationKey> {
  // Not noexcept: libstdc++ then caches the hash in each entry (hashtable.h, __cache_default)
  // instead of computing it again for every neighbour in a bucket.
  std::size_t operator()(const yak::ConversationKey& key) const {
    const std::size_t channel = std::hash<std::string>{}(key.channel);
    return std::hash<std::string>{}(key.peer) ^ (channel + 0x9e3779b97f4a7c15U + (channel << 6U));
  }
};

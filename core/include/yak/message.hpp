#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "yak/api.hpp"

namespace yak {

using MessageId = std::int64_t;   ///< given by the store at accept; 0 before
using DeliveryId = std::int64_t;  ///< given by the store at commit; 0 before
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// A file that came with a message or goes with a reply.
struct Attachment {
  std::string url;
  std::string content_type;  ///< `image/jpeg`; empty when unknown
  std::string name;          ///< file name, where the channel tells one
};

/// The unit of order and of history: a channel instance and the peer (or group) it talks with.
struct ConversationKey {
  ConversationKey() = default;
  ConversationKey(std::string channel, std::string peer)
      : channel(std::move(channel)), peer(std::move(peer)) {}
  friend bool operator==(const ConversationKey&, const ConversationKey&) = default;

  std::string channel;  ///< instance name
  std::string peer;     ///< the channel's own address: `+15551234567`
};

/// What a person sent. The channel fills it; the store gives it its id.
struct Message {
  Message() = default;

  MessageId id = 0;
  std::string channel;  ///< instance name
  std::string
      external_id;   ///< the channel's id, unique within the instance: what makes a repeat harmless
  std::string peer;  ///< whom the conversation is with
  std::string sender;  ///< who wrote it; the same as `peer` except in groups
  /// Other addresses that the service says are the sender's now, where `sender` is an id that
  /// stays: a telephone number, a user name. At most kMaxAliases count; see Store::accept. Of a
  /// message that is resumed: those that the service named last.
  std::vector<std::string> aliases;
  /// Those of them that were not the sender's until this message came. The core sets it.
  std::vector<std::string> merged;
  std::string sender_name;  ///< as the channel shows it; may be empty
  std::string to;           ///< our own address that it reached; replies leave from it
  /// Where replies go, when that is not `peer`: the phone number of a person who has an id that
  /// stays. Empty: to `peer`.
  std::string address;
  /// What the person typed, untouched. Commands are parsed from this and from nothing else.
  std::string raw_text;
  /// What the model reads: `raw_text`, or words for a location, a button, a quoted reply, a file.
  std::string text;
  std::string reply_to;  ///< external id of the message that this one quotes; may be empty
  std::vector<Attachment> attachments;
  /// The message as it came over the wire, verbatim, so that no field the channel sent is lost.
  std::string payload;
  WallTime received_at{};
  /// How much its turns are suspected of having ended the process; see `Store::blame`.
  int blame = 0;

  [[nodiscard]] ConversationKey conversation() const { return {channel, peer}; }
  /// `whatsapp:+15551234567`: who this is, to roles, limits, usage and model choice.
  [[nodiscard]] std::string user() const { return channel + ":" + sender; }
  /// Makes `stable_id` the sender. A conversation with the sender alone becomes the one with it,
  /// and replies to this message still go where they would have gone.
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

/// Of one person; more are left out.
inline constexpr std::size_t kMaxAliases = 8;

/// What a channel's service charges for a message, in billionths of a US dollar.
struct MessagePrice {
  std::int64_t in_nano_usd = 0;   ///< for one that comes in
  std::int64_t out_nano_usd = 0;  ///< for one that goes out: each delivery is one

  [[nodiscard]] bool any() const noexcept { return in_nano_usd != 0 || out_nano_usd != 0; }
};

/// How a part's text is written.
enum class Markup : std::uint8_t {
  markdown,  ///< what models write; the channel turns it into what it can show
  plain,     ///< shown as it is
};

/// One piece of a reply, before the channel cuts it to size.
struct ReplyPart {
  ReplyPart() = default;
  ReplyPart(std::string text, Markup markup) : text(std::move(text)), markup(markup) {}

  std::string text;
  Markup markup = Markup::plain;
  std::vector<Attachment> media;
};

/// What goes back for one message: parts in order.
struct Reply {
  Reply() = default;
  void add(std::string text, Markup markup = Markup::plain) {
    parts.emplace_back(std::move(text), markup);
  }
  [[nodiscard]] bool empty() const noexcept { return parts.empty(); }

  std::vector<ReplyPart> parts;
};

/// The content of one outbound message, as the channel will send it.
struct Outbound {
  Outbound() = default;
  explicit Outbound(std::string text) : text(std::move(text)) {}

  std::string text;
  std::vector<Attachment> media;
};

/// Where a delivery stands. Written to the journal before it is acted upon.
enum class DeliveryState : std::uint8_t {
  pending = 0,   ///< to be sent at `next_at`
  sending = 1,   ///< a request may be under way
  sent = 2,      ///< the channel took it and gave a receipt
  dead = 3,      ///< will not be sent; `failure` says why
  in_doubt = 4,  ///< it may or may not have been taken
};

/// How far the other side says that a sent delivery got. It only ever moves up (callbacks come out
/// of order), and `failed` ends it.
enum class ReceiptStatus : std::uint8_t {
  none = 0,
  queued = 1,
  sent = 2,
  delivered = 3,
  read = 4,
  failed = 5,
};

/// One outbound message with its own state and receipt.
struct Delivery {
  Delivery() = default;

  DeliveryId id = 0;
  MessageId message = 0;    ///< the message that it answers
  std::string channel;      ///< instance name
  std::string peer;         ///< to whom
  std::string address;      ///< where it goes, when that is not `peer`: Message::address
  std::string from;         ///< our own address that it leaves from
  std::string in_reply_to;  ///< external id of the message that it answers
  int part = 1;             ///< from 1
  int parts = 1;
  Outbound content;

  DeliveryState state = DeliveryState::pending;
  int attempts = 0;
  WallTime created_at{};
  WallTime next_at{};
  std::string receipt;  ///< the channel's id of what was sent
  ReceiptStatus status = ReceiptStatus::none;
  std::string failure;  ///< in words, when dead or in doubt

  /// When the message that it answers came; unset where that is not known. Not in the journal.
  WallTime answers_at{};
  /// Set by the core before `send` and `find`, where the channel has a `window_template`: the
  /// person's last message is older than the channel's `reply_window`. Not in the journal.
  bool window_closed = false;

  [[nodiscard]] ConversationKey conversation() const { return {channel, peer}; }
  /// Where it goes.
  [[nodiscard]] const std::string& receiver() const { return address.empty() ? peer : address; }
};

/// What a status callback told.
struct StatusReport {
  StatusReport() = default;

  std::string channel;      ///< instance name
  DeliveryId delivery = 0;  ///< where the callback names it; else 0
  std::string receipt;      ///< the channel's id
  ReceiptStatus status = ReceiptStatus::none;
  std::string failure;  ///< in words for the operator, when failed
};

}  // namespace yak

template <>
struct std::hash<yak::ConversationKey> {
  // Not noexcept: libstdc++ then keeps an entry's hash beside it (hashtable.h, __cache_default)
  // instead of computing it again for every neighbour in a bucket.
  std::size_t operator()(const yak::ConversationKey& key) const {
    const std::size_t channel = std::hash<std::string>{}(key.channel);
    return std::hash<std::string>{}(key.peer) ^ (channel + 0x9e3779b97f4a7c15U + (channel << 6U));
  }
};
